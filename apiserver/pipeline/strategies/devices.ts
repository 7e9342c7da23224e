import type {
  ResourceV1ResourceClaim,
  V1Device,
  V1DeviceClass,
  V1ResourceClaimTemplate,
  V1ResourceSlice,
} from '../../../api/index.ts';
import { formatTime, type KubeObject } from '../../../apimachinery/index.ts';
import {
  claimErrors,
  claimTemplateErrors,
  claimTemplateUpdateErrors,
  claimUpdateErrors,
  deviceClassErrors,
} from '../validation/resource/claims.ts';
import { sliceErrors, sliceUpdateErrors } from '../validation/resource/slices.ts';
import { part, type Strategy, type StrategyContext, statusAlone, validatorOf, withPart } from './strategy.ts';

/** Mirrors kubernetes pkg/registry/resource. Differs: the status of a claim is not looked into. */
export const deviceClaimStrategy: Strategy = {
  ...statusAlone,
  validator: validatorOf<ResourceV1ResourceClaim>(claimErrors, claimUpdateErrors),
};

export const deviceClaimTemplateStrategy: Strategy = {
  validator: validatorOf<V1ResourceClaimTemplate>(claimTemplateErrors, claimTemplateUpdateErrors),
};

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
