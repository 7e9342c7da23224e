import { batchV1, type V1Job } from '../../api/index.ts';
import {
  controllerOf,
  formatTime,
  goQuote,
  hasStatusCause,
  isAlreadyExists,
  messageOf,
  objectKey,
} from '../../apimachinery/index.ts';
import type { CronSchedule } from '../../component-helpers/index.ts';
import { isActive, isActiveByName, withActive } from './active-jobs.ts';
import { jobName, jobOf } from './job-of-cron-job.ts';
import { deleteJob, type Look } from './look.ts';
import { hasZoneInSchedule, isKnownZone, scheduleOf } from './schedule-of.ts';
import { startsUntil, untilNextStartMs } from './schedule-times.ts';

/**
 * Starts the job that is due, if one is. Resolves with how long it is until the next, or undefined where nobody knows: then
 * the CronJob is looked at again when it or one of its jobs has changed. Mirrors kubernetes pkg/controller/cronjob
 * (syncCronJob).
 */
export async function startJob(look: Look, nowMs: number): Promise<number | undefined> {
  const schedule = scheduleToKeep(look);
  if (schedule === undefined) return undefined;
  const { cronJob, report } = look;
  const { dueMs, missed, isWrong } = startsUntil(cronJob, schedule, nowMs, true);
  if (isWrong === true) {
    const why = 'time difference between two schedules is less than 1 second';
    report('Warning', 'InvalidSchedule', `invalid schedule: ${cronJob.spec?.schedule} : ${why}`);
    return undefined;
  }
  if (dueMs !== undefined && missed === 'many') {
    const advice = 'Set or decrease .spec.startingDeadlineSeconds or check clock skew';
    report('Warning', 'TooManyMissedTimes', `too many missed start times. ${advice}`);
  }
  const isDue = dueMs !== undefined && mayStart(look, dueMs, nowMs);
  if (isDue && !(await create(look, dueMs))) return undefined;
  return untilNextStartMs(look.cronJob, schedule, nowMs);
}

/** Undefined where nothing is to be started. */
function scheduleToKeep({ cronJob, report }: Look): CronSchedule | undefined {
  const { timeZone = '', suspend, schedule = '' } = cronJob.spec ?? {};
  if (cronJob.metadata?.deletionTimestamp !== undefined) return undefined;
  if (!isKnownZone(timeZone)) {
    const says = `invalid timeZone: ${goQuote(timeZone)}: unknown time zone ${timeZone}`;
    report('Warning', 'UnknownTimeZone', says);
    return undefined;
  }
  if (suspend === true) return undefined;
  if (hasZoneInSchedule(cronJob)) {
    const where = 'https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details';
    const says = `CRON_TZ or TZ used in schedule ${goQuote(schedule)} is not officially supported, see ${where}`;
    report('Warning', 'UnsupportedSchedule', says);
  }
  const read = scheduleOf(cronJob);
  if (!('problem' in read)) return read;
  report('Warning', 'UnparseableSchedule', `unparseable schedule: ${goQuote(schedule)} : ${read.problem}`);
  return undefined;
}

/** Whether the job that is due is not too late, not started, and not to wait for another. */
function mayStart({ cronJob, report }: Look, dueMs: number, nowMs: number): boolean {
  const { startingDeadlineSeconds, concurrencyPolicy } = cronJob.spec ?? {};
  const { active = [], lastScheduleTime } = cronJob.status ?? {};
  if (startingDeadlineSeconds !== undefined && dueMs + Number(startingDeadlineSeconds) * 1000 < nowMs) {
    const when = new Date(dueMs).toUTCString().replace('GMT', '+0000');
    report('Warning', 'MissSchedule', `Missed scheduled time to start a job: ${when}`);
    return false;
  }
  if (isActiveByName(cronJob, jobName(cronJob, dueMs)) || lastScheduleTime === formatTime(dueMs))
    return false;
  if (concurrencyPolicy !== 'Forbid' || active.length === 0) return true;
  const says = 'Not starting job because prior execution is running and concurrency policy is Forbid';
  report('Normal', 'JobAlreadyActive', says);
  return false;
}

/** Resolves with false if another has made it, or it is known to be at work. */
async function create(look: Look, dueMs: number): Promise<boolean> {
  if (look.cronJob.spec?.concurrencyPolicy === 'Replace') await deleteActive(look);
  const { cronJob, client } = look;
  const wanted = jobOf(cronJob, dueMs);
  const created = await createUnlessThere(look, wanted);
  const job = created ?? (await client.get(batchV1.jobs, objectKey(wanted)));
  const isOwn = controllerOf(job)?.uid === cronJob.metadata?.uid;
  if (created === undefined && (!isOwn || isActive(cronJob, job.metadata?.uid))) return false;
  look.cronJob = withActive(cronJob, job, formatTime(dueMs));
  return true;
}

/** A job of the name may have been made before, and that not be noted: its name is the lock. */
async function createUnlessThere(look: Look, wanted: V1Job): Promise<V1Job | undefined> {
  const { client, report, onCreate } = look;
  try {
    const created = await client.create(batchV1.jobs, wanted);
    report('Normal', 'SuccessfulCreate', `Created job ${created.metadata?.name}`);
    onCreate(created);
    return created;
  } catch (error) {
    if (isAlreadyExists(error)) return undefined;
    if (!hasStatusCause(error, 'NamespaceTerminating'))
      report('Warning', 'FailedCreate', `Error creating job: ${messageOf(error)}`);
    throw error;
  }
}

async function deleteActive(look: Look): Promise<void> {
  const { client, report } = look;
  for (const { name = '', namespace = '' } of look.cronJob.status?.active ?? []) {
    const job = await client.get(batchV1.jobs, { namespace, name }).catch((error: unknown) => {
      report('Warning', 'FailedGet', `Get job: ${messageOf(error)}`);
      throw error;
    });
    if (!(await deleteJob(look, job))) throw new Error(`could not replace job ${namespace}/${name}`);
  }
}
