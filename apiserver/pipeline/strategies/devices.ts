import type {
  ResourceV1ResourceClaim,
  V1Device,
  V1DeviceClass,
  V1ResourceClaimTemplate,
  V1ResourceSlice,
} from '../../../api/index.ts';
import { formatTime, type KubeObject } from '../../../apimachinery/index.ts';
import { adminRequestErrors, adminResultErrors } from '../validation/resource/admin-access.ts';
import { claimStatusErrors, deviceIds, idOf } from '../validation/resource/claim-status.ts';
import {
  claimErrors,
  claimTemplateErrors,
  claimTemplateUpdateErrors,
  claimUpdateErrors,
  deviceClassErrors,
} from '../validation/resource/claims.ts';
import { sliceErrors, sliceUpdateErrors } from '../validation/resource/slices.ts';
import {
  part,
  type Strategy,
  type StrategyContext,
  type Surroundings,
  statusAlone,
  validatorOf,
  withPart,
} from './strategy.ts';

type Claim = ResourceV1ResourceClaim;

/** Mirrors kubernetes pkg/registry/resource/resourceclaim. */
export const deviceClaimStrategy: Strategy = {
  prepareForStatusUpdate: (object, old, context) =>
    withoutDeallocated(statusAlone.prepareForStatusUpdate?.(object, old, context) ?? object, old),
  validator: {
    create: (object, around) => [
      ...adminRequestErrors((object as Claim).spec?.devices?.requests, labelsOf(object, around)),
      ...claimErrors(object as Claim),
    ],
    update: (object, old) => claimUpdateErrors(object as Claim, old as Claim),
    status: (object, old, around) => [
      ...adminResultErrors(object as Claim, old as Claim, labelsOf(object, around)),
      ...claimStatusErrors(object as Claim, old as Claim),
    ],
  },
};

type Template = V1ResourceClaimTemplate;

export const deviceClaimTemplateStrategy: Strategy = {
  validator: {
    create: (object, around) => [
      ...adminRequestErrors((object as Template).spec?.spec?.devices?.requests, labelsOf(object, around)),
      ...claimTemplateErrors(object as Template),
    ],
    update: (object, old) => claimTemplateUpdateErrors(object as Template, old as Template),
  },
};

function labelsOf({ metadata }: KubeObject, around: Surroundings) {
  return () => around.namespaceLabels(metadata?.namespace ?? '');
}

/** Nothing is said of devices that the claim had and has no more. Mirrors dropDeallocatedStatusDevices. */
function withoutDeallocated(object: KubeObject, old: KubeObject): KubeObject {
  const { status } = object as Claim;
  if (status?.devices === undefined) return object;
  const before = deviceIds(old as Claim);
  const now = deviceIds(object as Claim);
  const devices = status.devices.filter((device) => !before.has(idOf(device)) || now.has(idOf(device)));
  if (devices.length === status.devices.length && devices.length > 0) return object;
  const { devices: _, ...others } = status;
  return withPart(object, 'status', devices.length === 0 ? others : { ...others, devices });
}

export const deviceClassStrategy: Strategy = {
  generation: true,
  validator: validatorOf<V1DeviceClass>((deviceClass) => deviceClassErrors(deviceClass)),
};

/**
 * A taint of a device says since when it is there, and attributes have no lists: they are off by default. Mirrors kubernetes
 * pkg/apis/resource/v1 (SetDefaults_DeviceTaint) and pkg/registry/resource/resourceslice.
 */
export const deviceSliceStrategy: Strategy = {
  generation: true,
  validator: validatorOf<V1ResourceSlice>(sliceErrors, sliceUpdateErrors),
  prepareForCreate: prepared,
  prepareForUpdate: (object, _old, context) => prepared(object, context),
};

function prepared(object: KubeObject, { environment }: StrategyContext): KubeObject {
  const spec = part(object, 'spec');
  const devices = (Array.isArray(spec.devices) ? spec.devices : []) as readonly V1Device[];
  if (!devices.some((device) => isUnstamped(device) || hasLists(device))) return object;
  const timeAdded = formatTime(environment.clock.now());
  const known = devices.map((device) =>
    device === null ? device : withoutLists(stamped(device, timeAdded)),
  );
  return withPart(object, 'spec', { ...spec, devices: known });
}

function isUnstamped(device: V1Device | null): boolean {
  return device?.taints?.some((taint) => taint.timeAdded === undefined) === true;
}

function stamped(device: V1Device, timeAdded: string): V1Device {
  if (!isUnstamped(device)) return device;
  return { ...device, taints: device.taints?.map((taint) => ({ timeAdded, ...taint })) ?? [] };
}

function hasLists(device: V1Device | null): boolean {
  const lists = ['bools', 'ints', 'strings', 'versions'];
  return Object.values(device?.attributes ?? {}).some((one) => lists.some((list) => list in one));
}

function withoutLists(device: V1Device): V1Device {
  if (!hasLists(device)) return device;
  const attributes = Object.entries(device.attributes ?? {}).map(
    ([name, { bools: _, ints: _ints, strings: _strings, versions: _versions, ...one }]) => [name, one],
  );
  return { ...device, attributes: Object.fromEntries(attributes) };
}
