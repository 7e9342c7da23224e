import type { V1CronJob, V1Job } from '../../api/index.ts';
import { parseTimeOrUndefined } from '../../apimachinery/index.ts';
import { finishedCondition } from '../kit/finished-job.ts';

/**
 * The jobs that are more than the CronJob keeps, the oldest first: of those that are complete, and of those that have failed.
 * Mirrors kubernetes pkg/controller/cronjob (cleanupFinishedJobs).
 */
export function jobsTooMany({ spec }: V1CronJob, jobs: readonly V1Job[]): readonly V1Job[] {
  const { successfulJobsHistoryLimit, failedJobsHistoryLimit } = spec ?? {};
  const ended = (type: string) => jobs.filter((job) => finishedCondition(job)?.type === type);
  return [
    ...oldest(ended('Complete'), successfulJobsHistoryLimit),
    ...oldest(ended('Failed'), failedJobsHistoryLimit),
  ];
}

function oldest(jobs: readonly V1Job[], limit: number | undefined): readonly V1Job[] {
  if (limit === undefined || jobs.length <= limit) return [];
  return jobs.toSorted(byStart).slice(0, jobs.length - limit);
}

/** Those that have not begun last; of one time, by name. Mirrors byJobStartTime. */
function byStart(a: V1Job, b: V1Job): number {
  const [startOfA, startOfB] = [startMs(a), startMs(b)];
  if (startOfA !== startOfB) return startOfA - startOfB;
  return (a.metadata?.name ?? '') < (b.metadata?.name ?? '') ? -1 : 1;
}

function startMs({ status }: V1Job): number {
  return parseTimeOrUndefined(status?.startTime) ?? Number.MAX_VALUE;
}
