import type { V1Job, V1Pod } from '../../api/index.ts';
import { isPodActive, isPodReady, isPodTerminating } from '../../component-helpers/index.ts';
import { isIndexed, validIndexOf } from './completion-index.ts';
import { judgeFailure } from './failure-policy.ts';
import { totalOf } from './index-intervals.ts';
import { type IndexObservation, observeIndexes } from './observe-indexes.ts';
import { isPodFailed, isSucceeded, uidOf } from './pod-state.ts';
import { isTracked } from './tracked-pods.ts';

/** What one sync knows of a job and its pods. Mirrors kubernetes pkg/controller/job (syncJobCtx). */
export interface JobObservation {
  readonly job: V1Job;
  readonly pods: readonly V1Pod[];
  /** Those that are not counted in the status yet. */
  readonly uncounted: readonly V1Pod[];
  /** Neither finished nor being deleted. */
  readonly active: readonly V1Pod[];
  readonly ready: number;
  readonly terminating: number;
  /** Pods that have finished since the status was written. */
  readonly newSucceeded: readonly V1Pod[];
  readonly newFailed: readonly V1Pod[];
  /** With all that the status does not count yet. */
  readonly succeeded: number;
  readonly failed: number;
  /** Of an indexed job. */
  readonly indexes?: IndexObservation;
}

/** Counts the pods. `released` are uids of pods that were let go, and of which that was not seen yet. */
export function observeJob(
  job: V1Job,
  pods: readonly V1Pod[],
  released: ReadonlySet<string>,
): JobObservation {
  const active = pods.filter(isPodActive);
  const uncounted = pods.filter((pod) => isTracked(pod) && !released.has(uidOf(pod)));
  const indexes = isIndexed(job) ? observeIndexes({ job, pods, active, uncounted }) : undefined;
  const ended = countEnded(job, uncounted);
  return {
    job,
    pods,
    uncounted,
    active,
    ready: active.filter(isPodReady).length,
    terminating: pods.filter(isPodTerminating).length,
    ...ended,
    ...(indexes !== undefined && { indexes, succeeded: totalOf(indexes.succeeded) }),
  };
}

type Ended = Pick<JobObservation, 'newSucceeded' | 'newFailed' | 'succeeded' | 'failed'>;

/** Mirrors kubernetes pkg/controller/job (getNewFinishedPods, nonIgnoredFailedPodsCount). */
function countEnded(job: V1Job, uncounted: readonly V1Pod[]): Ended {
  const { succeeded = 0, failed = 0, uncountedTerminatedPods } = job.status ?? {};
  const valid = isIndexed(job) ? uncounted.filter((pod) => validIndexOf(pod, job) !== undefined) : uncounted;
  const inStatus = {
    succeeded: new Set(uncountedTerminatedPods?.succeeded),
    failed: new Set(uncountedTerminatedPods?.failed),
  };
  const newSucceeded = valid.filter((pod) => isSucceeded(pod) && !inStatus.succeeded.has(uidOf(pod)));
  const newFailed = valid.filter((pod) => isPodFailed(pod, job) && !inStatus.failed.has(uidOf(pod)));
  const failures = newFailed.filter((pod) => judgeFailure(job.spec?.podFailurePolicy, pod).counts);
  return {
    newSucceeded,
    newFailed,
    succeeded: succeeded + newSucceeded.length + inStatus.succeeded.size,
    failed: failed + failures.length + inStatus.failed.size,
  };
}
