import type { KubeObject } from '../../../../apimachinery/index.ts';
import { age, ageOf } from '../ages.ts';
import type { Printer } from '../printer.ts';
import { ageColumn, doc, nameColumn, text } from '../printer.ts';

interface ResourceClaimView extends KubeObject {
  readonly status?: { readonly allocation?: object; readonly reservedFor?: readonly unknown[] };
}

/** Mirrors printResourceClaim. */
export const resourceClaim: Printer<ResourceClaimView> = {
  columns: [
    nameColumn,
    text('State', 'Whether the claim is pending, allocated, reserved, deleted.'),
    ageColumn,
  ],
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
    nameColumn,
    text('Node', doc('resource.v1.ResourceSliceSpec', 'nodeName')),
    text('Driver', doc('resource.v1.ResourceSliceSpec', 'driver')),
    text('Pool', doc('resource.v1.ResourcePool', 'name')),
    ageColumn,
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

const taintDefinition = 'resource.v1.DeviceTaint';

/** Mirrors printDeviceTaint. */
export const deviceTaintRule: Printer<DeviceTaintRuleView> = {
  columns: [
    nameColumn,
    text('Key', doc(taintDefinition, 'key')),
    text('Value', doc(taintDefinition, 'value')),
    text('Effect', doc(taintDefinition, 'effect')),
    text('TimeAdded', doc(taintDefinition, 'timeAdded')),
    ageColumn,
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
