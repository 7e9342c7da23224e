import { batchV1, type V1CronJob, type V1Job } from '../../api/index.ts';
import { makeKey } from '../../apimachinery/index.ts';
import type { EventRecorder, Indexer, SharedInformer } from '../../client/index.ts';
import type {
  ReconcileContext,
  ReconcileResult,
  Reconciler,
  Request,
} from '../../controller-runtime/index.ts';
import type { Clock } from '../../environment/index.ts';
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
  readonly jobs: Indexer<V1Job>;
  readonly recorder: EventRecorder;
}

/**
 * Starts the jobs of CronJobs at their times, and removes those that have ended long ago. What was done is told in the status
 * also where the rest has failed. Mirrors kubernetes pkg/controller/cronjob (ControllerV2.sync).
 */
export class CronJobReconciler implements Reconciler {
  readonly #parts: CronJobReconcilerParts;

  constructor(parts: CronJobReconcilerParts) {
    this.#parts = parts;
  }

  async reconcile(request: Request, { client, cause }: ReconcileContext): Promise<ReconcileResult> {
    const { clock, cronJobs, jobs, recorder } = this.#parts;
    const cronJob = cronJobs.indexer.get(makeKey(request.namespace, request.name));
    if (cronJob === undefined) return undefined;
    const look: Look = { cronJob, client, report: reportAbout(recorder, cronJobs.type, cronJob, cause) };
    let nextMs: number | undefined;
    try {
      await followJobs(look, jobsOf(jobs, cronJob));
      nextMs = await startJob(look, clock.now());
    } finally {
      if (look.cronJob.status !== cronJob.status) await client.updateStatus(batchV1.cronJobs, look.cronJob);
    }
    // Schedules come round for ever.
    return nextMs === undefined ? undefined : { requeueAfterMs: Math.max(1, nextMs), background: true };
  }
}
