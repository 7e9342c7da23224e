import type {
  ResourceV1ResourceClaim,
  V1DeviceRequestAllocationResult,
  V1DeviceTaint,
  V1DeviceToleration,
  V1ResourceSlice,
} from '../../api/index.ts';
import { toleratesDeviceTaint } from '../../component-helpers/index.ts';

/** The slices of a pool. */
export type SlicesOf = (driver: string, pool: string) => readonly V1ResourceSlice[];

/**
 * When the pods that use a claim are to be evicted, as one of its devices has a NoExecute taint that is not tolerated, or not
 * any longer; undefined: they may stay. Mirrors kubernetes pkg/controller/devicetainteviction (claimEvictionTime).
 */
export function claimEvictionMs({ status }: ResourceV1ResourceClaim, slicesOf: SlicesOf): number | undefined {
  const times = (status?.allocation?.devices?.results ?? []).flatMap((result) =>
    evictingTaints(result, slicesOf).flatMap((taint) => evictionMs(taint, result.tolerations ?? []) ?? []),
  );
  return times.length === 0 ? undefined : Math.min(...times);
}

/** Of the newest generation of the device's pool. */
function evictingTaints(
  { driver, pool, device }: V1DeviceRequestAllocationResult,
  slicesOf: SlicesOf,
): readonly V1DeviceTaint[] {
  const slices = slicesOf(driver, pool);
  const newest = Math.max(...slices.map(({ spec }) => Number(spec.pool.generation)));
  const current = slices.filter(({ spec }) => Number(spec.pool.generation) === newest);
  const devices = current.flatMap(({ spec }) => spec.devices ?? []);
  const taints = devices.find(({ name }) => name === device)?.taints ?? [];
  return taints.filter(({ effect }) => effect === 'NoExecute');
}

function evictionMs(taint: V1DeviceTaint, tolerations: readonly V1DeviceToleration[]): number | undefined {
  const tolerating = tolerations.filter(
    (one) => one.effect === 'NoExecute' && toleratesDeviceTaint(one, taint),
  );
  if (taint.timeAdded === undefined || tolerating.some((one) => one.tolerationSeconds === undefined))
    return undefined;
  const seconds = tolerating.map(({ tolerationSeconds = 0 }) => Math.max(0, Number(tolerationSeconds)));
  return Date.parse(taint.timeAdded) + 1000 * (seconds.length === 0 ? 0 : Math.min(...seconds));
}
