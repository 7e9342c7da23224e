import type { V1Job, V1Pod } from '../../api/index.ts';

export function uidOf({ metadata }: V1Pod): string {
  return metadata?.uid ?? '';
}

export function isSucceeded({ status }: V1Pod): boolean {
  return status?.phase === 'Succeeded';
}

/**
 * Whether a pod counts as failed: one that is being deleted does, too, unless its job waits for its end. Mirrors kubernetes
 * pkg/controller/job (isPodFailed).
 */
export function isPodFailed(pod: V1Pod, job: V1Job): boolean {
  if (pod.status?.phase === 'Failed') return true;
  if (replacesOnlyFailed(job)) return false;
  return pod.metadata?.deletionTimestamp !== undefined && !isSucceeded(pod);
}

/** Whether a pod is replaced only when it has ended. Mirrors kubernetes pkg/controller/job (onlyReplaceFailedPods). */
export function replacesOnlyFailed({ spec }: V1Job): boolean {
  return spec?.podReplacementPolicy === 'Failed' || spec?.podFailurePolicy !== undefined;
}

/** Whether the job is to have no pods for now. */
export function isSuspended({ spec }: V1Job): boolean {
  return spec?.suspend === true;
}
