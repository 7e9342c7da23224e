import type { V1Pod, V1PodCondition } from '../api/index.ts';
import { findCondition } from '../apimachinery/index.ts';

/** Why a pod is not scheduled, as its condition says it. */
export type NotScheduledReason = 'Unschedulable' | 'SchedulerError';

/**
 * The condition PodScheduled=False a pod is to have; undefined when it says so already.
 * Mirrors kubernetes pkg/api/v1/pod (UpdatePodCondition).
 */
export function notScheduledCondition(
  pod: V1Pod,
  reason: NotScheduledReason,
  message: string,
  nowText: string,
): V1PodCondition | undefined {
  const type = 'PodScheduled';
  const before = findCondition(pod.status?.conditions, type);
  const unchanged =
    before?.status === 'False' &&
    before.reason === reason &&
    before.message === message &&
    before.observedGeneration === pod.metadata?.generation;
  if (unchanged) return undefined;
  const since = before?.status === 'False' ? before.lastTransitionTime : undefined;
  const condition = { type, status: 'False', reason, message, lastTransitionTime: since ?? nowText };
  const generation = pod.metadata?.generation;
  return generation === undefined ? condition : { ...condition, observedGeneration: generation };
}

/** The longest note an event may have. */
const messageLengthMax = 1024;
const ellipsis = ' ...';

/** Mirrors kubernetes pkg/scheduler (truncateMessage). */
export function truncateMessage(message: string): string {
  if (message.length <= messageLengthMax) return message;
  return message.slice(0, messageLengthMax - ellipsis.length) + ellipsis;
}
