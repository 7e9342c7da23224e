import type { V1CronJob } from '../../api/index.ts';
import { InvalidValueError } from '../../apimachinery/index.ts';
import { type CronSchedule, isTimeZone, parseCronSchedule } from '../../component-helpers/index.ts';

/** Why a CronJob has no schedule. */
export interface Unreadable {
  readonly problem: string;
}

/** Whether clocks can be set by it: also '' and `Local`, which are UTC here. Mirrors Go's time.LoadLocation. */
export function isKnownZone(zone: string): boolean {
  return zone === '' || zone === 'Local' || isTimeZone(zone);
}

/** A zone in the schedule itself, which is refused of new CronJobs. */
export function hasZoneInSchedule({ spec }: V1CronJob): boolean {
  return spec?.schedule.includes('TZ') === true;
}

/** The schedule in the CronJob's zone. Mirrors kubernetes pkg/controller/cronjob (formatSchedule). */
export function scheduleOf(cronJob: V1CronJob): CronSchedule | Unreadable {
  const { schedule = '', timeZone } = cronJob.spec ?? {};
  const isPlain = hasZoneInSchedule(cronJob) || timeZone === undefined || !isKnownZone(timeZone);
  try {
    return parseCronSchedule(isPlain ? schedule : `TZ=${timeZone} ${schedule}`);
  } catch (error) {
    if (error instanceof InvalidValueError) return { problem: error.message };
    throw error;
  }
}
