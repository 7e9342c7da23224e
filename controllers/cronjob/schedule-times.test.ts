import { describe, expect, it, test } from 'vitest';
import type { V1CronJob } from '../../api/index.ts';
import { formatTime } from '../../apimachinery/index.ts';
import { parseCronSchedule } from '../../component-helpers/index.ts';
import { startsUntil, untilNextStartMs } from './schedule-times.ts';

/** A Thursday. */
const topOfTheHourMs = Date.parse('2016-05-19T10:00:00Z');
const minuteMs = 60_000;
const hour = 60;
const minutesLater = (minutes: number) => topOfTheHourMs + minutes * minuteMs;

interface Facts {
  readonly schedule: string;
  /** In minutes after the top of the hour, as all times here. */
  readonly created?: number;
  readonly last?: number;
  readonly deadlineSeconds?: number;
}

function cronJobOf({ schedule, created = 0, last, deadlineSeconds }: Facts): V1CronJob {
  return {
    metadata: { creationTimestamp: formatTime(minutesLater(created)) },
    spec: {
      schedule,
      jobTemplate: {},
      ...(deadlineSeconds !== undefined && { startingDeadlineSeconds: deadlineSeconds }),
    },
    status: last === undefined ? {} : { lastScheduleTime: formatTime(minutesLater(last)) },
  };
}

const cases: readonly (Facts & {
  readonly what: string;
  readonly now: number;
  readonly since?: number;
  readonly due?: number;
  readonly missed?: string;
})[] = [
  { what: 'before the first start', schedule: '0 * * * *', now: 0.5 },
  { what: 'just after one', schedule: '0 * * * *', now: 61, due: 60 },
  {
    what: 'after five',
    schedule: '0 * * * *',
    created: 1 / 6,
    now: 301,
    since: 1 / 6,
    due: 300,
    missed: 'few',
  },
  {
    what: 'uneven starts',
    schedule: '30 6-16/4 * * 1-5',
    last: 30,
    now: 24 * hour + 31,
    since: 30,
    due: 24 * hour + 30,
    missed: 'few',
  },
  {
    what: 'uneven starts, none of them near',
    schedule: '30 10,11,12 * * 1-5',
    last: 30,
    now: 30 * hour + 30,
    since: 30,
    missed: 'few',
  },
  {
    what: 'uneven starts, long ago',
    schedule: '30 6-16/4 * * 1-5',
    last: 30,
    now: 96 * hour + 31,
    since: 30,
    due: 96 * hour + 30,
    missed: 'few',
  },
  {
    what: 'uneven starts, the first near',
    schedule: '30 6-16/4 * * 1-5',
    now: 24 * hour + 31,
    due: 24 * hour + 30,
    missed: 'few',
  },
  {
    what: 'so many that it is odd',
    schedule: '@every 1h',
    created: -59,
    last: 1,
    deadlineSeconds: 10,
    now: 7 * 24 * hour,
    since: 1,
    due: (6 * 24 + 23) * hour + 1,
    missed: 'many',
  },
  { what: 'the last at the creation', schedule: '0 * * * *', last: 0, now: 0.5 },
  { what: 'between two starts', schedule: '*/5 * * * *', last: 30, now: 31, since: 30 },
];

describe('the starts until now', () => {
  it.each(cases)('$what', ({ now, since = 0, due, missed = 'none', ...facts }) => {
    expect(
      startsUntil(cronJobOf(facts), parseCronSchedule(facts.schedule), minutesLater(now), false),
    ).toEqual({
      sinceMs: minutesLater(since),
      ...(due !== undefined && { dueMs: minutesLater(due) }),
      missed,
    });
  });

  it('begin with the deadline for starting, if that is asked for', () => {
    const cronJob = cronJobOf({ schedule: '*/5 * * * *', last: 30, deadlineSeconds: 60 });
    const schedule = parseCronSchedule('*/5 * * * *');
    const sinceAt = (now: number) => startsUntil(cronJob, schedule, minutesLater(now), true).sinceMs;
    expect([sinceAt(31), sinceAt(32)]).toEqual([minutesLater(30), minutesLater(31)]);
  });

  it.each(['59 23 31 2 *', ', * * * *'])('are wrong of a schedule that never comes: %s', (text) => {
    const starts = startsUntil(
      cronJobOf({ schedule: text }),
      parseCronSchedule(text),
      minutesLater(60),
      false,
    );
    expect(starts).toMatchObject({ isWrong: true, missed: 'none' });
    expect(starts.dueMs).toBeUndefined();
  });
});

test.each([
  { what: 'the first start', schedule: '0 * * * *', now: 30, next: 60 },
  { what: 'after a start', schedule: '0 * * * *', last: 0, now: 30, next: 60 },
  { what: 'a start that is due counts as done', schedule: '0 * * * *', now: 61, next: 120 },
  {
    what: 'of uneven starts none is near',
    schedule: '30 10,11,12 * * 1-5',
    last: 30,
    now: 30 * hour + 30,
    next: 96 * hour + 30,
  },
  {
    what: 'a deadline does not matter',
    schedule: '*/5 * * * *',
    last: 30,
    deadlineSeconds: 60,
    now: 36,
    next: 40,
  },
])('the next start: $what', ({ now, next, ...facts }) => {
  const waitMs = untilNextStartMs(cronJobOf(facts), parseCronSchedule(facts.schedule), minutesLater(now));
  expect(waitMs).toBe((next - now) * minuteMs + 100);
});
