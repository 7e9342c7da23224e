import { expect, test } from 'vitest';
import type { V1CronJobSpec } from '../../api/index.ts';
import type { Client } from '../../client/index.ts';
import { startJob } from './start-job.ts';

const nowMs = Date.parse('2026-03-01T12:00:00Z');

/** What is told of a CronJob that an older API server has let in, and when it is looked at again. */
async function tell(spec: Partial<V1CronJobSpec>) {
  const told: string[] = [];
  const cronJob = {
    metadata: { name: 'tick', namespace: 'default', creationTimestamp: '2026-03-01T11:59:30Z' },
    spec: { schedule: '0 13 * * *', jobTemplate: {}, ...spec },
  };
  // Nothing is due, so nothing is asked of it.
  const look = {
    cronJob,
    client: {} as Client,
    onCreate: () => {},
    report: (_: string, reason: string, message: string) => void told.push(`${reason}: ${message}`),
  };
  return { told, nextMs: await startJob(look, nowMs) };
}

test.each([
  [
    'at noon',
    'UnparseableSchedule: unparseable schedule: "at noon" : expected exactly 5 fields, found 2: [at noon]',
  ],
  [
    '61 * * * *',
    'UnparseableSchedule: unparseable schedule: "61 * * * *" : end of range (61) above maximum (59): 61',
  ],
])('a schedule that nobody can read, %s', async (schedule, message) => {
  expect(await tell({ schedule })).toEqual({ told: [message], nextMs: undefined });
});

test('a zone that there is not', async () => {
  expect(await tell({ timeZone: 'Mars/Base' })).toEqual({
    told: ['UnknownTimeZone: invalid timeZone: "Mars/Base": unknown time zone Mars/Base'],
    nextMs: undefined,
  });
});

test('a zone in the schedule is kept to, and told', async () => {
  const { told, nextMs } = await tell({ schedule: 'TZ=Asia/Tokyo 30 21 * * *' });
  expect(told).toEqual([
    'UnsupportedSchedule: CRON_TZ or TZ used in schedule "TZ=Asia/Tokyo 30 21 * * *" is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details',
  ]);
  expect(nextMs).toBe(30 * 60_000 + 100);
});

test.each([
  [{}, 60],
  [{ timeZone: 'Local' }, 60],
  [{ timeZone: 'Europe/Berlin', schedule: '0 14 * * *' }, 60],
])('of %j the next start is %i minutes away', async (spec, minutes) => {
  expect(await tell(spec)).toEqual({ told: [], nextMs: minutes * 60_000 + 100 });
});
