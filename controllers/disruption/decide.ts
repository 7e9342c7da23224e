import type { V1Pod, V1PodDisruptionBudget, V1PodDisruptionBudgetStatus } from '../../api/index.ts';
import { deepEqual, parseTimeOrUndefined, scaledIntOrPercent } from '../../apimachinery/index.ts';
import { isPodReady, tellsDisruptionAllowed, withDisruptionAllowed } from '../../component-helpers/index.ts';

/** So long after its eviction a pod may not yet look deleted. Mirrors DeletionTimeout. */
export const deletionTimeoutMs = 120_000;

/** Evicted pods that are still to be seen as deleted. */
export interface DisruptedPods {
  readonly pods: Readonly<Record<string, string>>;
  /** Those that were not deleted in time. */
  readonly late: readonly V1Pod[];
  /** When the next one will be late; undefined: none is awaited. */
  readonly lateAtMs?: number;
}

/** Mirrors kubernetes pkg/controller/disruption (buildDisruptedPodMap). */
export function disruptedPods(
  pods: readonly V1Pod[],
  { status }: V1PodDisruptionBudget,
  nowMs: number,
): DisruptedPods {
  const told = status?.disruptedPods ?? {};
  const awaited: Record<string, string> = {};
  const late: V1Pod[] = [];
  let lateAtMs = Number.POSITIVE_INFINITY;
  for (const pod of pods) {
    const { name = '', deletionTimestamp } = pod.metadata ?? {};
    const time = told[name];
    if (deletionTimestamp !== undefined || time === undefined) continue;
    const untilMs = expectedDeletionMs(time);
    if (untilMs < nowMs) late.push(pod);
    else {
      awaited[name] = time;
      lateAtMs = Math.min(lateAtMs, untilMs);
    }
  }
  return { pods: awaited, late, ...(Number.isFinite(lateAtMs) && { lateAtMs }) };
}

/** How many pods serve, and are not about to go. Mirrors countHealthyPods. */
export function healthyPods(
  pods: readonly V1Pod[],
  disrupted: Readonly<Record<string, string>>,
  nowMs: number,
): number {
  return pods.filter((pod) => {
    const { name = '', deletionTimestamp } = pod.metadata ?? {};
    if (deletionTimestamp !== undefined) return false;
    const time = disrupted[name];
    return (time === undefined || expectedDeletionMs(time) <= nowMs) && isPodReady(pod);
  }).length;
}

function expectedDeletionMs(time: string): number {
  return (parseTimeOrUndefined(time) ?? 0) + deletionTimeoutMs;
}

/** Whether what the budget wants is a share of what its pods' controllers want. */
export function isShare({ spec }: V1PodDisruptionBudget): boolean {
  return spec?.maxUnavailable !== undefined || typeof spec?.minAvailable === 'string';
}

/** How many healthy pods there must be. Throws InvalidValueError for what is no percentage. Mirrors getExpectedPodCount. */
export function desiredHealthy({ spec }: V1PodDisruptionBudget, expected: number): number {
  const { maxUnavailable, minAvailable } = spec ?? {};
  if (maxUnavailable !== undefined) {
    return Math.max(0, expected - scaledIntOrPercent(maxUnavailable, expected, true));
  }
  return minAvailable === undefined ? 0 : scaledIntOrPercent(minAvailable, expected, true);
}

/** What was counted for a budget. */
export interface Counted {
  readonly healthy: number;
  readonly desired: number;
  readonly expected: number;
  readonly disrupted: Readonly<Record<string, string>>;
}

/** The budget's status with what was counted; the very same where it says so already. Mirrors updatePdbStatus. */
export function budgetStatus(
  { metadata, status = {} }: V1PodDisruptionBudget,
  { healthy, desired, expected, disrupted }: Counted,
  nowText: string,
): V1PodDisruptionBudgetStatus {
  const { disruptedPods: _, conditions, ...numbers } = status;
  const generation = metadata?.generation ?? 0;
  const next = {
    // Where no pod is expected yet, the first ones to come are safe.
    disruptionsAllowed: expected <= 0 ? 0 : Math.max(0, healthy - desired),
    currentHealthy: healthy,
    desiredHealthy: desired,
    expectedPods: expected,
    ...(generation > 0 && { observedGeneration: generation }),
  };
  const isTold = deepEqual(status.disruptedPods ?? {}, disrupted) && deepEqual(numbers, next);
  if (isTold && tellsDisruptionAllowed(status)) return status;
  const awaited = Object.keys(disrupted).length === 0 ? {} : { disruptedPods: disrupted };
  return withDisruptionAllowed({ ...next, ...awaited, ...(conditions && { conditions }) }, nowText);
}
