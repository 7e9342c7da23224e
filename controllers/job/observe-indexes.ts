import type { V1Job, V1Pod } from '../../api/index.ts';
import {
  allIndexFailuresOf,
  completionIndexOf,
  hasLimitPerIndex,
  indexFailuresOf,
  validIndexOf,
} from './completion-index.ts';
import { judgeFailure } from './failure-policy.ts';
import { finishedAtMs } from './finish-time.ts';
import { hasIndex, type Intervals, parseIntervals, withIndexes } from './index-intervals.ts';
import { isPodFailed, isSucceeded } from './pod-state.ts';
import { isTracked } from './tracked-pods.ts';

/** What one knows of the indexes of a job. */
export interface IndexObservation {
  /** Those that have succeeded, as the status has it. */
  readonly counted: Intervals;
  /** With those that have succeeded since. */
  readonly succeeded: Intervals;
  /** Where failures are counted by index. */
  readonly failed?: Intervals;
  /**
   * The last failed pod of each index that is to be made again: it is not let go before, for it says how often the index has
   * failed.
   */
  readonly replaced: ReadonlyMap<number, V1Pod>;
}

/** The pods of a job, as far as its indexes go. */
export interface IndexedPods {
  readonly job: V1Job;
  readonly pods: readonly V1Pod[];
  readonly active: readonly V1Pod[];
  /** Those that are not counted in the status yet. */
  readonly uncounted: readonly V1Pod[];
}

/** Mirrors kubernetes pkg/controller/job (calculateSucceededIndexes, calculateFailedIndexes). */
export function observeIndexes({ job, pods, active, uncounted }: IndexedPods): IndexObservation {
  const { completions = 0 } = job.spec ?? {};
  const { completedIndexes = '', failedIndexes = '' } = job.status ?? {};
  const tracked = pods.filter(isTracked);
  const indexesOf = (chosen: readonly V1Pod[]) => chosen.flatMap((pod) => validIndexOf(pod, job) ?? []);
  const counted = parseIntervals(completedIndexes, completions);
  const succeeded = withIndexes(counted, indexesOf(tracked.filter(isSucceeded)));
  if (!hasLimitPerIndex(job)) return { counted, succeeded, replaced: noPods };
  const failed = withIndexes(
    parseIntervals(failedIndexes, completions),
    indexesOf(tracked.filter((pod) => isIndexFailed(pod, job))),
  );
  const atWork = new Set(active.map(completionIndexOf));
  const isOver = (index: number) =>
    atWork.has(index) || hasIndex(succeeded, index) || hasIndex(failed, index);
  return { counted, succeeded, failed, replaced: lastFailures(job, uncounted, isOver) };
}

const noPods: ReadonlyMap<number, V1Pod> = new Map();

/** Mirrors kubernetes pkg/controller/job (isIndexFailed). */
function isIndexFailed(pod: V1Pod, job: V1Job): boolean {
  if (!isPodFailed(pod, job)) return false;
  const { backoffLimitPerIndex = 0, podFailurePolicy } = job.spec ?? {};
  const { counts, failsIndex } = judgeFailure(podFailurePolicy, pod);
  return failsIndex === true || (counts && indexFailuresOf(pod) >= backoffLimitPerIndex);
}

/** Mirrors kubernetes pkg/controller/job (getPodsWithDelayedDeletionPerIndex). */
function lastFailures(
  job: V1Job,
  uncounted: readonly V1Pod[],
  isOver: (index: number) => boolean,
): ReadonlyMap<number, V1Pod> {
  const last = new Map<number, V1Pod>();
  for (const pod of uncounted) {
    const index = validIndexOf(pod, job);
    if (index === undefined || !isPodFailed(pod, job) || isOver(index)) continue;
    const known = last.get(index);
    if (known === undefined || isLater(pod, known)) last.set(index, pod);
  }
  return last;
}

function isLater(pod: V1Pod, known: V1Pod): boolean {
  return allIndexFailuresOf(known) <= allIndexFailuresOf(pod) && finishedAtMs(pod) >= finishedAtMs(known);
}
