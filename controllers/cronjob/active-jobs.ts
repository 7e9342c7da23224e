import type { V1CronJob, V1CronJobStatus, V1Job, V1ObjectReference } from '../../api/index.ts';
import { parseTimeOrUndefined } from '../../apimachinery/index.ts';
import { finishedCondition } from '../kit/finished-job.ts';

/** Whether the status says that the job is at work. */
export function isActive({ status }: V1CronJob, uid: string | undefined): boolean {
  return status?.active?.some((reference) => reference.uid === uid) === true;
}

/** The same of the job of a name. */
export function isActiveByName({ metadata, status }: V1CronJob, name: string): boolean {
  return (
    status?.active?.some(
      (reference) => reference.name === name && reference.namespace === metadata?.namespace,
    ) === true
  );
}

/** The CronJob with a job at work, which was due then. */
export function withActive(cronJob: V1CronJob, job: V1Job, lastScheduleTime: string): V1CronJob {
  const active = [...(cronJob.status?.active ?? []), referenceTo(job)];
  return { ...cronJob, status: { ...cronJob.status, active, lastScheduleTime } };
}

/** The CronJob with a job no longer at work. */
export function withoutActive(cronJob: V1CronJob, uid: string | undefined): V1CronJob {
  const { active: known = [], ...rest } = cronJob.status ?? {};
  const active = known.filter((reference) => reference.uid !== uid);
  return { ...cronJob, status: { ...rest, ...(active.length > 0 && { active }) } };
}

/** The CronJob with the time at which the job succeeded, if that is the newest; the very same if not. */
export function withSuccess(cronJob: V1CronJob, job: V1Job): V1CronJob {
  const { completionTime } = job.status ?? {};
  if (finishedCondition(job)?.type !== 'Complete' || completionTime === undefined) return cronJob;
  const status: V1CronJobStatus = cronJob.status ?? {};
  const knownMs = parseTimeOrUndefined(status.lastSuccessfulTime) ?? Number.NEGATIVE_INFINITY;
  if ((parseTimeOrUndefined(completionTime) ?? 0) <= knownMs) return cronJob;
  return { ...cronJob, status: { ...status, lastSuccessfulTime: completionTime } };
}

function referenceTo({ metadata }: V1Job): V1ObjectReference {
  const { namespace = '', name = '', uid = '', resourceVersion = '' } = metadata ?? {};
  return { kind: 'Job', namespace, name, uid, apiVersion: 'batch/v1', resourceVersion };
}
