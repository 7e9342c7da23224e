import { InvalidValueError, parseDurationNanos } from '../../apimachinery/index.ts';
import { type CronField, parseCronField } from './cron-field.ts';
import { isTimeZone } from './zone-names.ts';

/** When something is due: at times that match all fields, in a zone; or again and again after a while. */
export type CronSchedule = FieldsSchedule | { readonly everyMs: number };

export interface FieldsSchedule {
  readonly minute: CronField;
  readonly hour: CronField;
  readonly dayOfMonth: CronField;
  /** From 1 on. */
  readonly month: CronField;
  /** From 0, which is Sunday. */
  readonly dayOfWeek: CronField;
  /** Its name; '' for UTC. */
  readonly zone: string;
}

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];

const bounds = {
  minute: { min: 0, max: 59 },
  hour: { min: 0, max: 23 },
  dayOfMonth: { min: 1, max: 31 },
  month: { min: 1, max: 12, names: months },
  dayOfWeek: { min: 0, max: 6, names: ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] },
} as const;

const fieldCount = Object.keys(bounds).length;

/** Five fields each. */
const descriptors: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/**
 * Reads five fields (`0 3 * * mon`), `@daily` and its like, or `@every 1h30m`, after `TZ=Asia/Tokyo ` or none; throws
 * InvalidValueError with the text of the parser. The local zone is UTC. Mirrors github.com/robfig/cron/v3 (ParseStandard) and
 * kubernetes pkg/util/parsers (ParseCronScheduleWithPanicRecovery).
 */
export function parseCronSchedule(schedule: string): CronSchedule {
  if (schedule === '') throw new InvalidValueError('empty spec string');
  const { zone, text } = splitZone(schedule);
  const every = /^@every (.*)$/s.exec(text)?.[1];
  if (every !== undefined) return { everyMs: everyMsOf(every, text) };
  if (text.startsWith('@') && descriptors[text] === undefined)
    throw new InvalidValueError(`unrecognized descriptor: ${text}`);
  const words = (descriptors[text] ?? text).split(/\s+/).filter((word) => word !== '');
  if (words.length !== fieldCount) {
    const found = `found ${words.length}: [${words.join(' ')}]`;
    throw new InvalidValueError(`expected exactly ${fieldCount} fields, ${found}`);
  }
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = ''] = words;
  return {
    minute: parseCronField(minute, bounds.minute),
    hour: parseCronField(hour, bounds.hour),
    dayOfMonth: parseCronField(dayOfMonth, bounds.dayOfMonth),
    month: parseCronField(month, bounds.month),
    dayOfWeek: parseCronField(dayOfWeek, bounds.dayOfWeek),
    zone,
  };
}

/** Go's parser fails where nothing comes after the zone. */
function splitZone(schedule: string): { readonly zone: string; readonly text: string } {
  if (!/^(CRON_)?TZ=/.test(schedule)) return { zone: '', text: schedule };
  const end = schedule.indexOf(' ');
  if (end < 0) {
    const why = 'runtime error: slice bounds out of range [:-1]';
    throw new InvalidValueError(`invalid schedule format: ${why}`);
  }
  const zone = schedule.slice(schedule.indexOf('=') + 1, end);
  const isLocal = zone === '' || zone === 'Local';
  if (!isLocal && !isTimeZone(zone))
    throw new InvalidValueError(`provided bad location ${zone}: ${locationProblem(zone)}`);
  return { zone: isLocal ? '' : zone, text: schedule.slice(end).trim() };
}

/** Mirrors Go's time.LoadLocation. */
function locationProblem(zone: string): string {
  const isPath = zone.includes('..') || zone.startsWith('/') || zone.startsWith('\\');
  return isPath ? 'time: invalid location name' : `unknown time zone ${zone}`;
}

/** At least a second, and whole seconds. */
function everyMsOf(duration: string, text: string): number {
  try {
    const seconds = parseDurationNanos(duration) / 1_000_000_000n;
    return Number(seconds < 1n ? 1n : seconds) * 1000;
  } catch (error) {
    if (!(error instanceof InvalidValueError)) throw error;
    throw new InvalidValueError(`failed to parse duration ${text}: ${error.message}`);
  }
}
