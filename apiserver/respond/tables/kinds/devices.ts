import type { KubeObject } from '../../../../apimachinery/index.ts';
import { age, ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { AGE, doc, NAME, text } from '../printer.ts';

interface ResourceClaimView extends KubeObject {
  readonly status?: { readonly allocation?: object; readonly reservedFor?: readonly unknown[] };
}

/** Mirrors printResourceClaim. */
export const resourceClaim: Printer<ResourceClaimView> = {
  columns: [NAME, text('State', 'Whether the claim is pending, allocated, reserved, deleted.'), AGE],
  cells: (object, nowMs) => [object.metadata?.name ?? '', claimState(object), ageOf(object, nowMs)],
};

function claimState({ metadata, status }: ResourceClaimView): string {
  const deleted = metadata?.deletionTimestamp !== undefined;
  if (status?.allocation === undefined) return deleted ? 'deleted' : 'pending';
  const states = deleted ? ['deleted', 'allocated'] : ['allocated'];
  if (status.reservedFor?.length) states.push('reserved');
  return states.join(',');
}

interface ResourceSliceView extends KubeObject {
  readonly spec?: {
    readonly nodeName?: string;
    readonly driver?: string;
    readonly pool?: { readonly name?: string };
  };
}

/** Mirrors printResourceSlice. */
export const resourceSlice: Printer<ResourceSliceView> = {
  columns: [
    NAME,
    text('Node', doc('resource.v1.ResourceSliceSpec', 'nodeName')),
    text('Driver', doc('resource.v1.ResourceSliceSpec', 'driver')),
    text('Pool', doc('resource.v1.ResourcePool', 'name')),
    AGE,
  ],
  cells: (object, nowMs) => [
    object.metadata?.name ?? '',
    object.spec?.nodeName ?? '',
    object.spec?.driver ?? '',
    object.spec?.pool?.name ?? '',
    ageOf(object, nowMs),
  ],
};

interface DeviceTaintRuleView extends KubeObject {
  readonly spec?: {
    readonly taint?: {
      readonly key?: string;
      readonly value?: string;
      readonly effect?: string;
      readonly timeAdded?: string;
    };
  };
}

const TAINT = 'resource.v1.DeviceTaint';

/** Mirrors printDeviceTaint. */
export const deviceTaintRule: Printer<DeviceTaintRuleView> = {
  columns: [
    NAME,
    text('Key', doc(TAINT, 'key')),
    text('Value', doc(TAINT, 'value')),
    text('Effect', doc(TAINT, 'effect')),
    text('TimeAdded', doc(TAINT, 'timeAdded')),
    AGE,
  ],
  cells(object, nowMs) {
    const taint = object.spec?.taint;
    return [
      object.metadata?.name ?? '',
      taint?.key ?? '',
      taint?.value ?? '',
      taint?.effect ?? '',
      taint?.timeAdded === undefined ? '' : age(taint.timeAdded, nowMs),
      ageOf(object, nowMs),
    ];
  },
};
