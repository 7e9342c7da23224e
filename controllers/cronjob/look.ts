import { batchV1, type V1CronJob, type V1Job } from '../../api/index.ts';
import { messageOf, objectKey } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import type { Report } from '../kit/report.ts';
import { withoutActive } from './active-jobs.ts';

/** One look at a CronJob. */
export interface Look {
  /** A copy whose status is brought up to date step by step, and written at the end. */
  cronJob: V1CronJob;
  readonly client: Client;
  readonly report: Report;
  /** Told of a job as it was made. */
  readonly onCreate: (job: V1Job) => void;
}

/** Deletes a job of the CronJob, with its pods. Resolves with whether that went well. Mirrors deleteJob. */
export async function deleteJob(look: Look, job: V1Job): Promise<boolean> {
  const { client, report } = look;
  try {
    await client.delete(batchV1.jobs, objectKey(job), { propagationPolicy: 'Background' });
  } catch (error) {
    report('Warning', 'FailedDelete', `Deleted job: ${messageOf(error)}`);
    return false;
  }
  report('Normal', 'SuccessfulDelete', `Deleted job ${job.metadata?.name}`);
  look.cronJob = withoutActive(look.cronJob, job.metadata?.uid);
  return true;
}
