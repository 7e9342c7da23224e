import type { V1CronJob } from '../../api/index.ts';
import { parseTimeOrUndefined } from '../../apimachinery/index.ts';
import { type CronSchedule, nextCronTime } from '../../component-helpers/index.ts';

/** More starts than these are missed: somebody ought to know. Kubernetes' own number. */
const missedMax = 100;

/** A job is started so long after its time, for clocks that are a little off. */
const lateMs = 100;

/** The starts of a CronJob up to now. Mirrors kubernetes pkg/controller/cronjob (mostRecentScheduleTime). */
export interface Starts {
  /** Up to here all is done: the last start, or the creation. */
  readonly sinceMs: number;
  /** The newest start since then; the others are missed. */
  readonly dueMs?: number;
  readonly missed: 'none' | 'few' | 'many';
  /** The schedule comes round never, or without end. */
  readonly isWrong?: boolean;
}

/** What startingDeadlineSeconds rules out is looked at only if it is asked for. */
export function startsUntil(
  cronJob: V1CronJob,
  schedule: CronSchedule,
  nowMs: number,
  withDeadline: boolean,
): Starts {
  const sinceMs = earliestMs(cronJob, nowMs, withDeadline);
  const firstMs = nextCronTime(schedule, sinceMs);
  if (firstMs === undefined) return { sinceMs, missed: 'none', isWrong: true };
  if (nowMs < firstMs) return { sinceMs, missed: 'none' };
  const secondMs = nextCronTime(schedule, firstMs);
  if (secondMs === undefined) return { sinceMs, missed: 'none', isWrong: true };
  if (nowMs < secondMs) return { sinceMs, dueMs: firstMs, missed: 'none' };
  const betweenMs = secondMs - firstMs;
  // A rough count, as if all starts were as far apart as the first two; the last is then found exactly.
  const count = Math.floor((nowMs - firstMs) / betweenMs) + 1;
  const dueMs = lastUntil(schedule, firstMs + (count - 2) * betweenMs, nowMs);
  return { sinceMs, ...(dueMs !== undefined && { dueMs }), missed: count > missedMax ? 'many' : 'few' };
}

/** How long it is until the next start. Mirrors kubernetes pkg/controller/cronjob (nextScheduleTimeDuration). */
export function untilNextStartMs(cronJob: V1CronJob, schedule: CronSchedule, nowMs: number): number {
  const { sinceMs, dueMs, missed, isWrong } = startsUntil(cronJob, schedule, nowMs, false);
  const knownMs = dueMs ?? (missed === 'none' && isWrong !== true ? sinceMs : nowMs);
  return (nextCronTime(schedule, knownMs) ?? nowMs) + lateMs - nowMs;
}

function earliestMs({ metadata, spec, status }: V1CronJob, nowMs: number, withDeadline: boolean): number {
  const created = parseTimeOrUndefined(metadata?.creationTimestamp) ?? nowMs;
  const sinceMs = parseTimeOrUndefined(status?.lastScheduleTime) ?? created;
  const deadline = spec?.startingDeadlineSeconds;
  if (!withDeadline || deadline === undefined) return sinceMs;
  return Math.max(sinceMs, nowMs - Number(deadline) * 1000);
}

function lastUntil(schedule: CronSchedule, fromMs: number, untilMs: number): number | undefined {
  let last: number | undefined;
  for (let atMs = nextCronTime(schedule, fromMs); atMs !== undefined && atMs <= untilMs; ) {
    last = atMs;
    atMs = nextCronTime(schedule, atMs);
  }
  return last;
}
