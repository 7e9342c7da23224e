import type { V1Job, V1JobStatus, V1Pod } from '../../api/index.ts';
import { type LabelMatcher, makeKey } from '../../apimachinery/index.ts';
import type { EventRecorder, SharedInformer } from '../../client/index.ts';
import { matcherOf } from '../../component-helpers/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import type { Cause, Clock } from '../../environment/index.ts';
import { expectationsTimeoutMs } from '../kit/expectations.ts';
import { isJobFinished } from '../kit/finished-job.ts';
import type { KeyTimers } from '../kit/key-timers.ts';
import { staleCacheRetryMs } from '../kit/own-writes.ts';
import type { OwnerLook } from '../kit/pod-control.ts';
import { reportAbout } from '../kit/report.ts';
import { type BackOff, nextBackOff } from './back-off.ts';
import type { JobEnd } from './conditions.ts';
import { completion, deadlineRemainingMs, decideEnd } from './decide-end.ts';
import type { JobMemory } from './job-memory.ts';
import type { JobPods, PodsDone } from './job-pods.ts';
import { type PodCounts, type StatusDraft, started, suspensionNews, withCounts } from './job-status.ts';
import { JobTracker } from './job-tracker.ts';
import { isManagedByOthers } from './managed-by.ts';
import { type JobObservation, observeJob } from './observe.ts';
import { planPods } from './plan-pods.ts';
import { isSuspended } from './pod-state.ts';

/** What the reconciler works with. */
export interface JobReconcilerParts {
  readonly clock: Clock;
  readonly jobs: SharedInformer<V1Job>;
  readonly pods: SharedInformer<V1Pod>;
  readonly jobPods: JobPods;
  readonly memory: JobMemory;
  /** Wake a job whose back-off or deadline is over, or that has waited for its own creations in vain. */
  readonly timers: KeyTimers;
  readonly recorder: EventRecorder;
}

/** Events of jobs' pods are gathered so long before the job is looked at. Kubernetes' own number. */
export const batchMs = 1000;

interface Look extends OwnerLook<V1Job> {
  readonly cause: Cause;
}

/** What came of creating and deleting pods. */
interface Managed {
  readonly counts: PodCounts;
  readonly draft: StatusDraft;
  readonly end?: JobEnd | undefined;
  /** After so long pods may be made that may not be now. */
  readonly waitMs?: number;
  readonly error?: unknown;
}

/**
 * Runs a job's pods until it is done or has failed, counting each of them once. It acts only on a cache that has seen all it
 * did before. Mirrors kubernetes pkg/controller/job (syncJob).
 */
export class JobReconciler implements Reconciler {
  readonly #parts: JobReconcilerParts;

  constructor(parts: JobReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile(request: Request, { client, cause }: ReconcileContext): Promise<ReconcileResult> {
    const { jobs, memory, timers, recorder } = this.#parts;
    const key = makeKey(request.namespace, request.name);
    const job = jobs.indexer.get(key);
    const uid = job?.metadata?.uid ?? '';
    if (job === undefined || isJobFinished(job)) {
      memory.forget(key, uid);
      timers.set(key, undefined);
      return undefined;
    }
    if (!memory.ownWrites.seen(key)) return { requeueAfterMs: staleCacheRetryMs };
    if (isManagedByOthers(job) || memory.hasFinished(uid)) return undefined;
    const matcher = matcherOf(job.spec?.selector);
    // Validation keeps a selector that is missing or wrong out; nothing can be done with one.
    if (matcher === undefined) return undefined;
    const look = { key, owner: job, client, cause, report: reportAbout(recorder, jobs.type, job, cause) };
    return this.#sync(look, matcher);
  }

  async #sync(look: Look, matcher: LabelMatcher): Promise<ReconcileResult> {
    const { clock, jobPods, memory } = this.#parts;
    const { key, owner: job } = look;
    const mayManage = memory.expectations.satisfiedExpectations(key);
    const seen = observeJob(job, await jobPods.claim(look, matcher), memory.released(key));
    const status = started(job.status ?? {}, isSuspended(job), clock.now());
    const backOff = nextBackOff(memory.backOff(key), seen.newSucceeded, seen.newFailed);
    const end = decideEnd(seen, status.startTime, clock.now());
    const managed =
      end === undefined
        ? await this.#manage(look, seen, { status, changed: false }, backOff, mayManage)
        : await this.#end(look, seen, status, end, mayManage);
    const draft = withCounts(managed.draft, managed.counts);
    const tracker = new JobTracker(this.#parts, look, seen, backOff);
    const isDone = await tracker.track(draft, managed.end);
    this.#setTimer(look, draft.status, isDone ? undefined : managed);
    if (managed.error !== undefined) throw managed.error;
    return undefined;
  }

  /** Deletes what is active. The end counts only if that is all there is: others may not have been seen yet. */
  async #end(
    look: Look,
    seen: JobObservation,
    status: V1JobStatus,
    end: JobEnd,
    mayManage: boolean,
  ): Promise<Managed> {
    const done = await this.#parts.jobPods.end(look, seen.active);
    const isAll = done.count === seen.active.length && mayManage;
    return {
      counts: without(seen, done),
      draft: { status, changed: false },
      ...(isAll && { end }),
      ...(done.error !== undefined && { error: done.error }),
    };
  }

  async #manage(
    look: Look,
    seen: JobObservation,
    draft: StatusDraft,
    backOff: BackOff,
    mayManage: boolean,
  ): Promise<Managed> {
    const { owner: job } = look;
    if (!mayManage || job.metadata?.deletionTimestamp !== undefined) {
      const end = completion(seen, seen.active.length);
      return { counts: countsOf(seen), draft, end };
    }
    const changed = await this.#changePods(look, seen, backOff);
    const end = completion(seen, changed.counts.active);
    if (end !== undefined) return { ...changed, draft, end };
    const news = suspensionNews(draft.status, isSuspended(job), this.#parts.clock.now());
    if (news === undefined) return { ...changed, draft };
    look.report('Normal', isSuspended(job) ? 'Suspended' : 'Resumed', news.said.message ?? '');
    return { ...changed, draft: { status: news.status, changed: true } };
  }

  async #changePods(look: Look, seen: JobObservation, backOff: BackOff): Promise<Omit<Managed, 'draft'>> {
    const { jobPods, clock } = this.#parts;
    const plan = planPods(seen, backOff, clock.now());
    const counts = countsOf(seen);
    switch (plan.action) {
      case 'nothing':
        return { counts };
      // As Kubernetes 1.36: while it waits, it says that no pod is active.
      case 'wait':
        return { counts: { ...counts, active: 0 }, waitMs: Math.max(batchMs, plan.forMs) };
      case 'remove': {
        const { error, ...done } = await jobPods.remove(look, plan.pods);
        return { counts: without(seen, done), error };
      }
      case 'create': {
        const { error, count } = await jobPods.create(look, plan.indexes, seen.indexes);
        return { counts: { ...counts, active: counts.active + count }, error };
      }
    }
  }

  /** Looks again when a back-off or the deadline is over, and when what was asked for should have been seen. */
  #setTimer({ key, owner, cause }: Look, { startTime }: V1JobStatus, managed: Managed | undefined): void {
    const { timers, clock, memory } = this.#parts;
    const waits = managed && [
      managed.waitMs,
      deadlineRemainingMs(owner, startTime, clock.now()),
      memory.expectations.satisfiedExpectations(key) ? undefined : expectationsTimeoutMs + 1,
    ];
    const ahead = waits?.flatMap((waitMs = 0) => (waitMs > 0 ? [waitMs] : [])) ?? [];
    timers.set(key, ahead.length === 0 ? undefined : Math.min(...ahead), cause);
  }
}

function countsOf({ active, ready, terminating }: JobObservation): PodCounts {
  return { active: active.length, ready, terminating };
}

/** What is left when active pods have been deleted: they are there until they have stopped. */
function without({ active, ready, terminating }: JobObservation, gone: PodsDone): PodCounts {
  return {
    active: active.length - gone.count,
    ready: ready - gone.ready,
    terminating: terminating + gone.count,
  };
}
