import type { V1JobStatus, V1Pod, V1UncountedTerminatedPods } from '../../api/index.ts';
import { hasLimitPerIndex, validIndexOf } from './completion-index.ts';
import { type JobEnd, withInterim } from './conditions.ts';
import { judgeFailure } from './failure-policy.ts';
import { hasIndex, intervalsText, totalOf, withIndexes } from './index-intervals.ts';
import type { JobObservation } from './observe.ts';
import { isPodFailed, isSucceeded, uidOf } from './pod-state.ts';

/** As many pods are named in a status at most: their uids are about 20 KB then. Kubernetes' own number. */
const uncountedMax = 500;

/** What a sync puts down of pods that have ended, before it lets them go. */
export interface Tracking {
  /** The very same when nothing changes. */
  readonly status: V1JobStatus;
  readonly release: readonly V1Pod[];
  /** More have ended than one sync counts: the job is looked at again. */
  readonly isFull: boolean;
}

/**
 * Names in the status the pods that have ended, and the end of the job where it has one: only then may pods be let go, so
 * that each is counted once whatever happens in between. Mirrors kubernetes pkg/controller/job
 * (trackJobStatusAndRemoveFinalizers).
 */
export function trackPods(
  seen: JobObservation,
  before: V1JobStatus,
  end: JobEnd | undefined,
  nowMs: number,
): Tracking {
  const tracked = new Set(seen.uncounted.map(uidOf));
  const ended = endedPods(seen, end, countReleased(before, tracked));
  const status = withIndexesOf(seen, ended.status, ended.newIndexes);
  if (end === undefined) return { ...ended, status };
  const { conditions = [] } = status;
  const told = withInterim(conditions, end, nowMs);
  return { ...ended, status: told === conditions ? status : { ...status, conditions: told } };
}

/**
 * The status with those counted that are let go: named in it, and not held any more. The very same when there are none.
 * Mirrors kubernetes pkg/controller/job (cleanUncountedPodsWithoutFinalizers).
 */
export function countReleased(status: V1JobStatus, tracked: ReadonlySet<string>): V1JobStatus {
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  const held = {
    succeeded: succeeded.filter((uid) => tracked.has(uid)),
    failed: failed.filter((uid) => tracked.has(uid)),
  };
  const newSucceeded = succeeded.length - held.succeeded.length;
  const newFailed = failed.length - held.failed.length;
  if (newSucceeded === 0 && newFailed === 0) return status;
  return {
    ...status,
    ...(newSucceeded > 0 && { succeeded: (status.succeeded ?? 0) + newSucceeded }),
    ...(newFailed > 0 && { failed: (status.failed ?? 0) + newFailed }),
    uncountedTerminatedPods: uncountedOf(held.succeeded, held.failed),
  };
}

interface EndedPods extends Tracking {
  readonly newIndexes: readonly number[];
}

/** Where it stands with each pod that is not counted yet, until there is no more room. */
function endedPods(seen: JobObservation, end: JobEnd | undefined, status: V1JobStatus): EndedPods {
  const { job, indexes } = seen;
  const known = knownUids(job.status);
  const { succeeded = [], failed = [] } = status.uncountedTerminatedPods ?? {};
  const added = { succeeded: [] as string[], failed: [] as string[], indexes: [] as number[] };
  const release: V1Pod[] = [];
  const room = uncountedMax - succeeded.length - failed.length;
  let isFull = false;
  for (const pod of inOrder(seen)) {
    if (!mayRelease(seen, pod, end)) continue;
    release.push(pod);
    const uid = uidOf(pod);
    const index = validIndexOf(pod, job);
    if (isSucceeded(pod) && !known.failed.has(uid)) {
      if (indexes === undefined) {
        if (!known.succeeded.has(uid)) added.succeeded.push(uid);
      } else if (index !== undefined && !hasIndex(indexes.counted, index)) added.indexes.push(index);
    } else if (isPodFailed(pod, job) || end?.outcome === 'Failed') {
      const counts = indexes === undefined || index !== undefined;
      if (counts && !known.failed.has(uid) && judgeFailure(job.spec?.podFailurePolicy, pod).counts)
        added.failed.push(uid);
    }
    isFull = added.indexes.length + added.succeeded.length + added.failed.length >= room;
    if (isFull) break;
  }
  if (added.succeeded.length === 0 && added.failed.length === 0)
    return { status, release, isFull, newIndexes: added.indexes };
  const uncounted = uncountedOf([...succeeded, ...added.succeeded], [...failed, ...added.failed]);
  const next = { ...status, uncountedTerminatedPods: uncounted };
  return { status: next, release, isFull, newIndexes: added.indexes };
}

function knownUids(
  status: V1JobStatus | undefined,
): Readonly<Record<'succeeded' | 'failed', ReadonlySet<string>>> {
  const { succeeded, failed } = status?.uncountedTerminatedPods ?? {};
  return { succeeded: new Set(succeeded), failed: new Set(failed) };
}

/** So that indexes are counted in their order. */
function inOrder({ job, uncounted, indexes }: JobObservation): readonly V1Pod[] {
  if (indexes === undefined) return uncounted;
  const indexOf = (pod: V1Pod) => validIndexOf(pod, job) ?? -1;
  return uncounted.toSorted((a, b) => indexOf(a) - indexOf(b));
}

/** Mirrors kubernetes pkg/controller/job (canRemoveFinalizer). */
function mayRelease({ job, indexes }: JobObservation, pod: V1Pod, end: JobEnd | undefined): boolean {
  if (job.metadata?.deletionTimestamp !== undefined || end !== undefined || isSucceeded(pod)) return true;
  if (!isPodFailed(pod, job)) return false;
  const index = validIndexOf(pod, job);
  return index === undefined || indexes?.replaced.get(index) !== pod;
}

function withIndexesOf(
  { job, indexes }: JobObservation,
  status: V1JobStatus,
  newIndexes: readonly number[],
): V1JobStatus {
  if (indexes === undefined) return status;
  const intervals = withIndexes(indexes.succeeded, newIndexes);
  const succeeded = totalOf(intervals);
  const completedIndexes = intervalsText(intervals);
  const failedIndexes = hasLimitPerIndex(job) ? intervalsText(indexes.failed ?? []) : undefined;
  if (
    completedIndexes === (status.completedIndexes ?? '') &&
    failedIndexes === status.failedIndexes &&
    succeeded === (status.succeeded ?? 0)
  )
    return status;
  const { completedIndexes: _, failedIndexes: __, succeeded: ___, ...rest } = status;
  return {
    ...rest,
    ...(succeeded > 0 && { succeeded }),
    ...(completedIndexes !== '' && { completedIndexes }),
    ...(failedIndexes !== undefined && { failedIndexes }),
  };
}

function uncountedOf(succeeded: readonly string[], failed: readonly string[]): V1UncountedTerminatedPods {
  return { ...(succeeded.length > 0 && { succeeded }), ...(failed.length > 0 && { failed }) };
}
