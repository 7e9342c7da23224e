import type { V1Job, V1Pod } from '../../api/index.ts';
import { backOffRemainingMs } from './back-off.ts';
import { judgeFailure } from './failure-policy.ts';
import { finishedAtMs } from './finish-time.ts';
import { wholeNumber } from './index-intervals.ts';

/** Which part of an indexed job a pod does: an annotation, and a label too. */
export const completionIndexKey = 'batch.kubernetes.io/job-completion-index';
const failureCountKey = 'batch.kubernetes.io/job-index-failure-count';
const ignoredFailureCountKey = 'batch.kubernetes.io/job-index-ignored-failure-count';
const int32Max = 2 ** 31 - 1;

/** Whether each pod of the job does a part of its own. */
export function isIndexed({ spec }: V1Job): boolean {
  return spec?.completionMode === 'Indexed';
}

/** Whether failures are counted by index. */
export function hasLimitPerIndex({ spec }: V1Job): boolean {
  return spec?.backoffLimitPerIndex !== undefined;
}

/** The index a pod says it has; undefined if it says none. Mirrors kubernetes pkg/controller/job (getCompletionIndex). */
export function completionIndexOf({ metadata }: V1Pod): number | undefined {
  return naturalNumber(metadata?.annotations?.[completionIndexKey]);
}

/** The same, if the job has such an index. */
export function validIndexOf(pod: V1Pod, { spec }: V1Job): number | undefined {
  const index = completionIndexOf(pod);
  return index !== undefined && index < (spec?.completions ?? 0) ? index : undefined;
}

/** How often the index had failed before this pod was made; what Ignore rules matched aside. */
export function indexFailuresOf({ metadata }: V1Pod): number {
  return countOf(metadata?.annotations?.[failureCountKey]);
}

/** The same with what was ignored. Mirrors getIndexAbsoluteFailureCount. */
export function allIndexFailuresOf(pod: V1Pod): number {
  return indexFailuresOf(pod) + countOf(pod.metadata?.annotations?.[ignoredFailureCountKey]);
}

/** The annotations that count an index's failures on the pod that replaces `failed`. Mirrors addIndexFailureCountAnnotation. */
export function failureCounts({ spec }: V1Job, failed: V1Pod | undefined): Readonly<Record<string, string>> {
  if (failed === undefined) return { [failureCountKey]: '0' };
  const counts = judgeFailure(spec?.podFailurePolicy, failed).counts;
  const ignored = allIndexFailuresOf(failed) - indexFailuresOf(failed) + (counts ? 0 : 1);
  return {
    [failureCountKey]: `${indexFailuresOf(failed) + (counts ? 1 : 0)}`,
    ...(ignored > 0 && { [ignoredFailureCountKey]: `${ignored}` }),
  };
}

/** How long it is until the pod of an index may be made again. Mirrors getRemainingTimePerIndex. */
export function indexBackOffMs(failed: V1Pod | undefined, nowMs: number): number {
  if (failed === undefined) return 0;
  const failures = allIndexFailuresOf(failed) + 1;
  return backOffRemainingMs({ failures, lastFailureAtMs: finishedAtMs(failed) }, nowMs);
}

/** Anybody may write annotations: what is no count is none. */
function countOf(text: string | undefined): number {
  const count = naturalNumber(text) ?? 0;
  return count <= int32Max ? count : 0;
}

/** What is not negative. */
function naturalNumber(text = ''): number | undefined {
  const number = wholeNumber(text) ?? -1;
  return number >= 0 ? number : undefined;
}
