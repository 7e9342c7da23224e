import type { V1CronJob, V1Job } from '../../api/index.ts';
import { controllerOf, keyOf, makeKey } from '../../apimachinery/index.ts';
import type { Indexer, SharedInformer } from '../../client/index.ts';

const index = 'cron-job';

/** Makes the informer find jobs by the name of what controls them. */
export function indexByCronJob(jobs: SharedInformer<V1Job>): void {
  jobs.addIndexers({ [index]: controllerKeys });
}

function controllerKeys(job: V1Job): readonly string[] {
  const controller = controllerOf(job);
  return controller === undefined ? [] : [makeKey(job.metadata?.namespace ?? '', controller.name)];
}

/**
 * The jobs of whatever has the CronJob's name: also those that one of its name has left. Mirrors kubernetes
 * pkg/controller/cronjob (getJobsToBeReconciled).
 */
export function jobsOf(jobs: Indexer<V1Job>, cronJob: V1CronJob): readonly V1Job[] {
  return jobs.byIndex(index, keyOf(cronJob));
}
