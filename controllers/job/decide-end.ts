import type { V1Job, V1Pod } from '../../api/index.ts';
import { parseTimeOrUndefined } from '../../apimachinery/index.ts';
import { decidedEnd, type JobEnd } from './conditions.ts';
import { judgeFailure } from './failure-policy.ts';
import { totalOf } from './index-intervals.ts';
import type { JobObservation } from './observe.ts';
import type { IndexObservation } from './observe-indexes.ts';
import { isPodFailed, isSuspended } from './pod-state.ts';
import { metSuccessRule } from './success-policy.ts';

/**
 * Whether the job has come to its end before its completions are reached: what was decided before stays; then what makes it
 * fail, then its success policy. Mirrors kubernetes pkg/controller/job (syncJob).
 */
export function decideEnd(
  seen: JobObservation,
  startTime: string | undefined,
  nowMs: number,
): JobEnd | undefined {
  const { job, indexes } = seen;
  const decided = decidedEnd(job) ?? failureByPolicy(seen) ?? failureByLimit(seen, startTime, nowMs);
  if (decided !== undefined || indexes === undefined) return decided;
  const failure = failureOfIndexes(job, indexes);
  if (failure !== undefined) return failure;
  const message = job.spec && metSuccessRule(job.spec, indexes.succeeded);
  return message === undefined ? undefined : { outcome: 'Complete', reason: 'SuccessPolicy', message };
}

/** The end of a job that has as many successes as it wants and no pod left. */
export function completion(
  { job, succeeded }: Pick<JobObservation, 'job' | 'succeeded'>,
  active: number,
): JobEnd | undefined {
  const wanted = job.spec?.completions;
  const isReached = wanted === undefined ? succeeded > 0 : succeeded >= wanted;
  if (!isReached || active !== 0) return undefined;
  const message = 'Reached expected number of succeeded pods';
  return { outcome: 'Complete', reason: 'CompletionsReached', message };
}

/** How long the job may be active still; undefined: it has no deadline, or its time stands still. */
export function deadlineRemainingMs(
  job: V1Job,
  startTime: string | undefined,
  nowMs: number,
): number | undefined {
  const seconds = job.spec?.activeDeadlineSeconds;
  const startedAtMs = parseTimeOrUndefined(startTime);
  if (seconds === undefined || startedAtMs === undefined || isSuspended(job)) return undefined;
  return startedAtMs + Number(seconds) * 1000 - nowMs;
}

function failureByPolicy({ job, pods }: JobObservation): JobEnd | undefined {
  const policy = job.spec?.podFailurePolicy;
  if (policy === undefined) return undefined;
  for (const pod of pods) {
    const message = isPodFailed(pod, job) ? judgeFailure(policy, pod).jobFailure : undefined;
    if (message !== undefined) return failed('PodFailurePolicy', message);
  }
  return undefined;
}

function failureByLimit(
  { job, pods, failed: failures }: JobObservation,
  startTime: string | undefined,
  nowMs: number,
): JobEnd | undefined {
  const limit = job.spec?.backoffLimit ?? 0;
  if (failures > limit || pastLimitOnFailure(job, pods, limit))
    return failed('BackoffLimitExceeded', 'Job has reached the specified backoff limit');
  const remainingMs = deadlineRemainingMs(job, startTime, nowMs);
  if (remainingMs !== undefined && remainingMs <= 0)
    return failed('DeadlineExceeded', 'Job was active longer than specified deadline');
  return undefined;
}

/** Containers that are started anew count as failures of pods. Mirrors pastBackoffLimitOnFailure. */
function pastLimitOnFailure({ spec }: V1Job, pods: readonly V1Pod[], limit: number): boolean {
  if (spec?.template.spec?.restartPolicy !== 'OnFailure') return false;
  let restarts = 0;
  for (const { status } of pods) {
    if (status?.phase !== 'Running' && status?.phase !== 'Pending') continue;
    for (const { restartCount } of status.initContainerStatuses ?? []) restarts += restartCount;
    for (const { restartCount } of status.containerStatuses ?? []) restarts += restartCount;
  }
  return limit === 0 ? restarts > 0 : restarts >= limit;
}

function failureOfIndexes(
  { spec }: V1Job,
  { succeeded, failed: failedIndexes }: IndexObservation,
): JobEnd | undefined {
  if (failedIndexes === undefined) return undefined;
  const count = totalOf(failedIndexes);
  if (spec?.maxFailedIndexes !== undefined && count > spec.maxFailedIndexes) {
    const message = 'Job has exceeded the specified maximal number of failed indexes';
    return failed('MaxFailedIndexesExceeded', message);
  }
  const isOver = count > 0 && count + totalOf(succeeded) >= (spec?.completions ?? 0);
  return isOver ? failed('FailedIndexes', 'Job has failed indexes') : undefined;
}

function failed(reason: string, message: string): JobEnd {
  return { outcome: 'Failed', reason, message };
}
