import { batchV1, type V1Job } from '../../api/index.ts';
import { ignoreNotFound, objectKey } from '../../apimachinery/index.ts';
import { finishedCondition } from '../kit/finished-job.ts';
import { isActive, withoutActive, withSuccess } from './active-jobs.ts';
import { deleteJob, type Look } from './look.ts';
import { jobsTooMany } from './past-jobs.ts';

/**
 * Removes jobs that have ended and are more than are kept, and brings the list of those at work up to date. Mirrors
 * kubernetes pkg/controller/cronjob (cleanupFinishedJobs, syncCronJob).
 */
export async function followJobs(look: Look, jobs: readonly V1Job[]): Promise<void> {
  for (const job of jobsTooMany(look.cronJob, jobs)) await deleteJob(look, job);
  for (const job of jobs) {
    if (finishedCondition(job) !== undefined) noteEnd(look, job);
    else if (!isActive(look.cronJob, job.metadata?.uid)) await noteUnknown(look, job);
  }
  await dropMissing(look, new Set(jobs.map(({ metadata }) => metadata?.uid)));
}

function noteEnd(look: Look, job: V1Job): void {
  const { uid, name } = job.metadata ?? {};
  if (isActive(look.cronJob, uid)) {
    look.cronJob = withoutActive(look.cronJob, uid);
    const message = `Saw completed job: ${name}, condition: ${finishedCondition(job)?.type}`;
    look.report('Normal', 'SawCompletedJob', message);
  }
  look.cronJob = withSuccess(look.cronJob, job);
}

/** The cache of CronJobs may be behind that of jobs. */
async function noteUnknown(look: Look, job: V1Job): Promise<void> {
  const { uid, name } = job.metadata ?? {};
  const fresh = await look.client.get(batchV1.cronJobs, objectKey(look.cronJob));
  if (isActive(fresh, uid)) {
    look.cronJob = fresh;
    return;
  }
  const message = `Saw a job that the controller did not create or forgot: ${name}`;
  look.report('Warning', 'UnexpectedJob', message);
}

/** The cache of jobs may be behind that of CronJobs: a job that was not seen is asked for. */
async function dropMissing(look: Look, seen: ReadonlySet<string | undefined>): Promise<void> {
  for (const { uid, name = '', namespace = '' } of look.cronJob.status?.active ?? []) {
    if (seen.has(uid)) continue;
    const job = await look.client.get(batchV1.jobs, { namespace, name }).catch(ignoreNotFound);
    if (job !== undefined) continue;
    look.report('Normal', 'MissingJob', `Active job went missing: ${name}`);
    look.cronJob = withoutActive(look.cronJob, uid);
  }
}
