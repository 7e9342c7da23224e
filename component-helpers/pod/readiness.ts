import type { V1Pod } from '../../api/index.ts';
import { findCondition, isConditionTrue, parseTimeOrUndefined } from '../../apimachinery/index.ts';

/** A pod as far as its phase goes. */
interface PhasedPod {
  readonly status?: { readonly phase?: string };
}

/** True when the pod's Ready condition is True. Mirrors kubernetes pkg/api/v1/pod (IsPodReady). */
export function isPodReady(pod: V1Pod): boolean {
  return isConditionTrue(pod.status?.conditions, 'Ready');
}

/**
 * True when the pod has been ready for `minReadySeconds`. A ready pod whose Ready condition has no time is available
 * only if no waiting is asked for. Mirrors kubernetes pkg/api/v1/pod (IsPodAvailable).
 */
export function isPodAvailable(pod: V1Pod, minReadySeconds: number, nowMs: number): boolean {
  const condition = findCondition(pod.status?.conditions, 'Ready');
  if (condition?.status !== 'True') return false;
  if (minReadySeconds === 0) return true;
  const sinceMs = parseTimeOrUndefined(condition.lastTransitionTime);
  return sinceMs !== undefined && sinceMs + minReadySeconds * 1000 <= nowMs;
}

/** True for a pod that counts as a replica: neither finished nor being deleted. Mirrors pkg/controller (IsPodActive). */
export function isPodActive(pod: V1Pod): boolean {
  return pod.metadata?.deletionTimestamp === undefined && !isPodTerminal(pod);
}

/** True for a pod that is being deleted and has not finished. Mirrors pkg/controller (IsPodTerminating). */
export function isPodTerminating(pod: V1Pod): boolean {
  return pod.metadata?.deletionTimestamp !== undefined && !isPodTerminal(pod);
}

/** True when all containers have stopped for good. Mirrors kubernetes pkg/api/v1/pod (IsPodTerminal). */
export function isPodTerminal({ status }: PhasedPod): boolean {
  const phase = status?.phase;
  return phase === 'Succeeded' || phase === 'Failed';
}

/**
 * The earliest time after `nowMs` at which a pod that is ready now becomes available, or undefined if none will by
 * waiting alone. Mirrors kubernetes pkg/controller (FindMinNextPodAvailabilityCheck).
 */
export function nextAvailableAtMs(
  pods: readonly V1Pod[],
  minReadySeconds: number,
  nowMs: number,
): number | undefined {
  if (minReadySeconds <= 0) return undefined;
  let earliestMs: number | undefined;
  for (const pod of pods) {
    const readySinceMs = readyTimeMs(pod);
    if (readySinceMs === undefined) continue;
    const atMs = readySinceMs + minReadySeconds * 1000;
    if (atMs > nowMs && (earliestMs === undefined || atMs < earliestMs)) earliestMs = atMs;
  }
  return earliestMs;
}

/** Since when the pod is ready; undefined if it is not, or if its condition has no time. */
export function readyTimeMs(pod: V1Pod): number | undefined {
  const condition = findCondition(pod.status?.conditions, 'Ready');
  return condition?.status === 'True' ? parseTimeOrUndefined(condition.lastTransitionTime) : undefined;
}
