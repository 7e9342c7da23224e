import type { V1CronJob, V1Job } from '../../api/index.ts';
import { makeKey } from '../../apimachinery/index.ts';
import type { EventRecorder, SharedInformer } from '../../client/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
import { OwnWrites, staleCacheRetryMs } from '../kit/own-writes.ts';
import { reportAbout } from '../kit/report.ts';
import { followJobs } from './follow-jobs.ts';
import { jobsOf } from './jobs-of.ts';
import type { Look } from './look.ts';
import { startJob } from './start-job.ts';

/** What the reconciler works with. */
export interface CronJobReconcilerParts {
  readonly clock: Clock;
  readonly cronJobs: SharedInformer<V1CronJob>;
  /** Finds jobs by their CronJob: see `indexByCronJob`. */
  readonly jobs: SharedInformer<V1Job>;
  readonly recorder: EventRecorder;
}

/**
 * Starts the jobs of CronJobs at their times, and removes those that have ended long ago. What was done is told in the status
 * also where the rest has failed. Mirrors kubernetes pkg/controller/cronjob (ControllerV2.sync).
 *
 * Differs: it waits for what it has written itself, where upstream runs into conflicts and tells of jobs it has just deleted.
 */
export class CronJobReconciler implements Reconciler {
  readonly #parts: CronJobReconcilerParts;
  readonly #ownWrites = new OwnWrites();

  constructor(parts: CronJobReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile(request: Request, { client, cause }: ReconcileContext): Promise<ReconcileResult> {
    const { cronJobs, jobs, recorder } = this.#parts;
    const key = makeKey(request.namespace, request.name);
    const cronJob = cronJobs.indexer.get(key);
    if (cronJob === undefined) {
      this.#ownWrites.forget(key);
      return undefined;
    }
    if (!this.#ownWrites.seen(key)) return { requeueAfterMs: staleCacheRetryMs };
    const nextMs = await this.#sync(key, {
      cronJob,
      client,
      report: reportAbout(recorder, cronJobs.type, cronJob, cause),
      onCreate: (job) => this.#ownWrites.wrote(key, jobs, job),
    });
    // Schedules come round for ever.
    return nextMs === undefined ? undefined : { requeueAfterMs: Math.max(1, nextMs), background: true };
  }

  async #sync(key: string, look: Look): Promise<number | undefined> {
    const { clock, cronJobs, jobs } = this.#parts;
    const { status } = look.cronJob;
    try {
      await followJobs(look, jobsOf(jobs.indexer, look.cronJob));
      return await startJob(look, clock.now());
    } finally {
      if (look.cronJob.status !== status) {
        const written = await look.client.updateStatus(cronJobs.type, look.cronJob);
        this.#ownWrites.wrote(key, cronJobs, written);
      }
    }
  }
}
