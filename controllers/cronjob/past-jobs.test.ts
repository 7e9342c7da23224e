import { expect, test } from 'vitest';
import type { V1Job } from '../../api/index.ts';
import { jobsTooMany } from './past-jobs.ts';

const jobOf = (name: string, end: string | undefined, startTime?: string): V1Job => ({
  metadata: { name },
  status: {
    ...(startTime !== undefined && { startTime }),
    ...(end !== undefined && { conditions: [{ type: end, status: 'True' }] }),
  },
});

const jobs = [
  jobOf('never-begun', 'Complete'),
  jobOf('second', 'Complete', '2026-01-02T00:00:00Z'),
  jobOf('first-b', 'Complete', '2026-01-01T00:00:00Z'),
  jobOf('first-a', 'Complete', '2026-01-01T00:00:00Z'),
  jobOf('failed-later', 'Failed', '2026-01-09T00:00:00Z'),
  jobOf('failed', 'Failed', '2026-01-08T00:00:00Z'),
  jobOf('at-work', undefined, '2026-01-01T00:00:00Z'),
];

test.each([
  [{}, []],
  [{ successfulJobsHistoryLimit: 4, failedJobsHistoryLimit: 2 }, []],
  [{ successfulJobsHistoryLimit: 1 }, ['first-a', 'first-b', 'second']],
  [{ failedJobsHistoryLimit: 1 }, ['failed']],
  [{ successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 0 }, ['first-a', 'failed', 'failed-later']],
  [{ successfulJobsHistoryLimit: 0 }, ['first-a', 'first-b', 'second', 'never-begun']],
])('with %j, %j go', (limits, names) => {
  const spec = { schedule: '', jobTemplate: {}, ...limits };
  expect(jobsTooMany({ spec }, jobs).map(({ metadata }) => metadata?.name)).toEqual(names);
});
