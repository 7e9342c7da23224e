import type { ResourceV1ResourceClaim, V1DeviceClass } from '../../../api/index.ts';

/** What is said of a claim that names a class which is not there. Mirrors kubernetes plugins/dynamicresources (validateDeviceClass). */
export function missingClass(
  { spec }: ResourceV1ResourceClaim,
  classOf: (name: string) => V1DeviceClass | undefined,
): string | undefined {
  for (const { name, exactly, firstAvailable = [] } of spec.devices?.requests ?? []) {
    const wanted = [
      ...(exactly === undefined ? [] : [{ of: name, deviceClass: exactly.deviceClassName }]),
      ...firstAvailable.map((one) => ({ of: `${name}/${one.name}`, deviceClass: one.deviceClassName })),
    ];
    const missing = wanted.find(({ deviceClass }) => classOf(deviceClass) === undefined);
    if (missing !== undefined)
      return `request ${missing.of}: device class ${missing.deviceClass} does not exist`;
  }
  return undefined;
}
