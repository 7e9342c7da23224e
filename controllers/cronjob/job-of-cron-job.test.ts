import { expect, test } from 'vitest';
import { jobOf, timeInZone } from './job-of-cron-job.ts';

const startMs = Date.parse('2026-03-01T23:00:00Z');

test('the job of a start is named by its minute, and says when it was due in the zone of its CronJob', () => {
  const job = jobOf(
    {
      metadata: { name: 'nightly', namespace: 'team', uid: 'u-1' },
      spec: {
        schedule: '0 8 * * *',
        timeZone: 'Asia/Tokyo',
        jobTemplate: {
          metadata: { labels: { app: 'report' }, annotations: { told: 'yes' } },
          spec: { completions: 2, template: {} },
        },
      },
    },
    startMs,
  );
  expect(job).toEqual({
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name: 'nightly-29540100',
      namespace: 'team',
      labels: { app: 'report' },
      annotations: {
        told: 'yes',
        'batch.kubernetes.io/cronjob-scheduled-timestamp': '2026-03-02T08:00:00+09:00',
      },
      ownerReferences: [
        {
          apiVersion: 'batch/v1',
          kind: 'CronJob',
          name: 'nightly',
          uid: 'u-1',
          controller: true,
          blockOwnerDeletion: true,
        },
      ],
    },
    spec: { completions: 2, template: {} },
  });
});

test.each([
  ['', '2026-03-01T23:00:00Z'],
  ['Local', '2026-03-01T23:00:00Z'],
  ['Europe/London', '2026-03-01T23:00:00Z'],
  ['America/St_Johns', '2026-03-01T19:30:00-03:30'],
  ['Asia/Kathmandu', '2026-03-02T04:45:00+05:45'],
])('in %s it is %s', (zone, text) => {
  expect(timeInZone(startMs, zone)).toBe(text);
});
