import type { V1Job, V1Pod } from '../../api/index.ts';
import { groupBy } from '../../apimachinery/index.ts';
import { isPodTerminating } from '../../component-helpers/index.ts';
import { inDeletionOrder } from '../kit/deletion-order.ts';
import { type BackOff, backOffRemainingMs } from './back-off.ts';
import {
  completionIndexOf,
  hasLimitPerIndex,
  indexBackOffMs,
  isIndexed,
  validIndexOf,
} from './completion-index.ts';
import { mergeIntervals, withIndexes } from './index-intervals.ts';
import type { JobObservation } from './observe.ts';
import type { IndexObservation } from './observe-indexes.ts';
import { isSuspended, replacesOnlyFailed } from './pod-state.ts';

/** The most pods one sync creates or deletes: Kubernetes' own number. */
const podsPerSyncMax = 500;

/** What is to be done to a job's pods. One sync does one of these. */
export type PodsPlan =
  | { readonly action: 'nothing' }
  | { readonly action: 'remove'; readonly pods: readonly V1Pod[] }
  /** One for each of these indexes; undefined for a pod of a job that has none. */
  | { readonly action: 'create'; readonly indexes: readonly (number | undefined)[] }
  /** Pods are missing, and have failed too recently. */
  | { readonly action: 'wait'; readonly forMs: number };

/** Mirrors kubernetes pkg/controller/job (manageJob). */
export function planPods(seen: JobObservation, backOff: BackOff, nowMs: number): PodsPlan {
  const { job, active } = seen;
  if (isSuspended(job)) return { action: 'remove', pods: podsToRemove(job, active, active.length) };
  const wanted = wantedActive(seen);
  const surplus = podsToRemove(job, active, Math.max(0, active.length - wanted));
  if (surplus.length > 0) return { action: 'remove', pods: surplus.slice(0, podsPerSyncMax) };
  const terminating = replacesOnlyFailed(job) ? seen.terminating : 0;
  const missing = wanted - terminating - active.length;
  return missing > 0 ? planCreation(seen, missing, backOff, nowMs) : { action: 'nothing' };
}

/** Without a number of completions, once one pod has succeeded, those that run may end and none is made. */
function wantedActive({ job, active, succeeded }: JobObservation): number {
  const { parallelism = 1, completions } = job.spec ?? {};
  if (completions === undefined) return succeeded > 0 ? active.length : parallelism;
  return Math.max(0, Math.min(parallelism, completions - succeeded));
}

function planCreation(seen: JobObservation, missing: number, backOff: BackOff, nowMs: number): PodsPlan {
  const { job, indexes } = seen;
  const byIndex = hasLimitPerIndex(job);
  const waitMs = byIndex ? 0 : backOffRemainingMs(backOff, nowMs);
  if (waitMs > 0) return { action: 'wait', forMs: waitMs };
  const count = Math.min(missing, podsPerSyncMax);
  if (indexes === undefined) return { action: 'create', indexes: new Array(count).fill(undefined) };
  const pending = firstPendingIndexes(seen, indexes, count);
  return byIndex ? withoutBackOff(pending, indexes, nowMs) : { action: 'create', indexes: pending };
}

/** The indexes whose time has come, or how long it is until that of the first. Mirrors getPodCreationInfoForIndependentIndexes. */
function withoutBackOff(pending: readonly number[], { replaced }: IndexObservation, nowMs: number): PodsPlan {
  const now: number[] = [];
  let forMs = Number.POSITIVE_INFINITY;
  for (const index of pending) {
    const waitMs = indexBackOffMs(replaced.get(index), nowMs);
    if (waitMs === 0) now.push(index);
    else forMs = Math.min(forMs, waitMs);
  }
  if (now.length > 0 || pending.length === 0) return { action: 'create', indexes: now };
  return { action: 'wait', forMs };
}

/** The lowest indexes that nobody works at and that are not over. Mirrors kubernetes pkg/controller/job. */
function firstPendingIndexes(
  { job, pods, active }: JobObservation,
  { succeeded, failed = [] }: IndexObservation,
  count: number,
): readonly number[] {
  const atWork = replacesOnlyFailed(job) ? [...active, ...pods.filter(isPodTerminating)] : active;
  const taken = mergeIntervals(
    withIndexes(
      succeeded,
      atWork.flatMap((pod) => completionIndexOf(pod) ?? []),
    ),
    failed,
  );
  const { completions = 0 } = job.spec ?? {};
  const pending: number[] = [];
  let next = 0;
  for (const { first, last } of [...taken, { first: completions, last: completions }]) {
    const end = Math.min(first, completions);
    for (; next < end && pending.length < count; next++) pending.push(next);
    next = Math.max(next, last + 1);
  }
  return pending;
}

/**
 * At least so many active pods, those first that are less far; and of an indexed job those of one index that are one too
 * many, and those of no index that it has. Mirrors kubernetes pkg/controller/job (activePodsForRemoval).
 */
function podsToRemove(job: V1Job, active: readonly V1Pod[], atLeast: number): readonly V1Pod[] {
  const { surplus, rest } = isIndexed(job) ? splitByIndex(active, job) : { surplus: [], rest: active };
  if (surplus.length >= atLeast) return surplus;
  return [...surplus, ...inDeletionOrder(rest).slice(0, atLeast - surplus.length)];
}

interface Split {
  readonly surplus: readonly V1Pod[];
  readonly rest: readonly V1Pod[];
}

/** Mirrors kubernetes pkg/controller/job (appendDuplicatedIndexPodsForRemoval). */
function splitByIndex(active: readonly V1Pod[], job: V1Job): Split {
  const byIndex = groupBy(active, (pod) => validIndexOf(pod, job));
  const surplus = byIndex.get(undefined) ?? [];
  byIndex.delete(undefined);
  const rest: V1Pod[] = [];
  for (const pods of byIndex.values()) {
    const inOrder = inDeletionOrder(pods);
    surplus.push(...inOrder.slice(0, -1));
    rest.push(...inOrder.slice(-1));
  }
  return { surplus, rest };
}
