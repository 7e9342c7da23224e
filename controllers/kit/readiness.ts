import type { V1Pod, V1PodCondition } from '../../api/index.ts';
import { parseTimeOrUndefined } from '../../apimachinery/index.ts';

/** True when the pod's Ready condition is True. Mirrors kubernetes pkg/api/v1/pod (IsPodReady). */
export function isPodReady(pod: V1Pod): boolean {
  return readyCondition(pod)?.status === 'True';
}

/**
 * True when the pod has been ready for `minReadySeconds`. A ready pod whose Ready condition has no time is available
 * only if no waiting is asked for. Mirrors kubernetes pkg/api/v1/pod (IsPodAvailable).
 */
export function isPodAvailable(pod: V1Pod, minReadySeconds: number, nowMs: number): boolean {
  const condition = readyCondition(pod);
  if (condition?.status !== 'True') return false;
  if (minReadySeconds === 0) return true;
  const sinceMs = parseTimeOrUndefined(condition.lastTransitionTime);
  return sinceMs !== undefined && sinceMs + minReadySeconds * 1000 <= nowMs;
}

/** True for a pod that counts as a replica: neither finished nor being deleted. */
export function isPodActive(pod: V1Pod): boolean {
  return pod.metadata?.deletionTimestamp === undefined && !isPodTerminal(pod);
}

/** True for a pod that is being deleted and has not finished. */
export function isPodTerminating(pod: V1Pod): boolean {
  return pod.metadata?.deletionTimestamp !== undefined && !isPodTerminal(pod);
}

/** True when all containers have stopped for good. */
export function isPodTerminal(pod: V1Pod): boolean {
  const phase = pod.status?.phase;
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
  const condition = readyCondition(pod);
  return condition?.status === 'True' ? parseTimeOrUndefined(condition.lastTransitionTime) : undefined;
}

function readyCondition(pod: V1Pod): V1PodCondition | undefined {
  const conditions = pod.status?.conditions;
  if (conditions === undefined) return undefined;
  for (const condition of conditions) if (condition.type === 'Ready') return condition;
  return undefined;
}
