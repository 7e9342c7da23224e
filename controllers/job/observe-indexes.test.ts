import { expect, test } from 'vitest';
import { failureCounts, indexFailuresOf } from './completion-index.ts';
import { observeJob } from './observe.ts';
import { podOfIndexedJob, withIndex } from './pod-of-job.ts';
import { jobOf, type PodFacts, podOf } from './testing/job-parts.ts';

const failureCount = 'batch.kubernetes.io/job-index-failure-count';
const ignoredCount = 'batch.kubernetes.io/job-index-ignored-failure-count';

const failed = (uid: string, index: number, failures = 0, endedMsAgo = 1000): PodFacts => ({
  uid,
  index,
  phase: 'Failed',
  endedMsAgo,
  annotations: { [failureCount]: `${failures}` },
});

test.each<[string, PodFacts[], string[], string[]]>([
  [
    'those of indexes that are made again',
    [failed('a', 0), failed('b', 0, 3), failed('c', 1)],
    [],
    ['b', 'c'],
  ],
  ['none that is let go', [{ ...failed('a', 0), tracked: false }], [], []],
  ['none that was let go', [failed('a', 0)], ['a'], []],
  ['none of an index that the job does not have', [failed('a', 9)], [], []],
  ['none of an index that is at work', [failed('a', 0), { index: 0 }], [], []],
  ['none of an index that is done', [failed('a', 0), { index: 0, phase: 'Succeeded' }], [], []],
  ['the one that failed most', [failed('a', 0, 2), failed('b', 0, 3), failed('c', 0, 1)], [], ['b']],
  [
    'the one that failed last',
    [failed('a', 0, 1, 3000), failed('b', 0, 1, 1000), failed('c', 0, 1, 2000)],
    [],
    ['b'],
  ],
])('held are %s', (_, pods, released, held) => {
  const spec = { completions: 6, completionMode: 'Indexed', backoffLimitPerIndex: 6 };
  const { indexes } = observeJob(jobOf(spec), pods.map(podOf), new Set(released));
  expect([...(indexes?.replaced.values() ?? [])].map(({ metadata }) => metadata?.uid)).toEqual(held);
});

test.each([
  [0, 0, [], [{ first: 1, last: 1 }]],
  [1, 0, [], []],
  [1, 1, [], [{ first: 1, last: 1 }]],
  [5, 0, [{ action: 'FailIndex', onExitCodes: { operator: 'In', values: [3] } }], [{ first: 1, last: 1 }]],
  [0, 0, [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [3] } }], []],
])(
  'with a limit of %i, an index that had failed %i times, and the rules %j, failed are %j',
  (limit, failures, rules, expected) => {
    const spec = {
      completions: 2,
      completionMode: 'Indexed',
      backoffLimitPerIndex: limit,
      ...(rules.length > 0 && { podFailurePolicy: { rules } }),
    };
    const pods = [podOf({ ...failed('a', 1, failures), exitCode: 3 })];
    expect(observeJob(jobOf(spec), pods, new Set()).indexes?.failed).toEqual(expected);
  },
);

test('the failures of an index go from pod to pod', () => {
  const rules = [{ action: 'Ignore', onExitCodes: { operator: 'In', values: [7] } }];
  const spec = {
    completions: 2,
    completionMode: 'Indexed',
    backoffLimitPerIndex: 6,
    podFailurePolicy: { rules },
  };
  const job = jobOf(spec);
  const old = { [failureCount]: '3', [ignoredCount]: '1' };
  const ended = (exitCode: number) =>
    podOf({ index: 0, phase: 'Failed', annotations: old, exitCode, endedMsAgo: 0 });
  expect(failureCounts(job, undefined)).toEqual({ [failureCount]: '0' });
  expect(failureCounts(job, ended(1))).toEqual({ [failureCount]: '4', [ignoredCount]: '1' });
  expect(failureCounts(job, ended(7))).toEqual({ [failureCount]: '3', [ignoredCount]: '2' });
  expect(failureCounts(jobOf({ backoffLimitPerIndex: 1 }), podOf())).toEqual({ [failureCount]: '1' });
});

test.each([
  ['2', 2],
  ['2147483647', 2147483647],
  ['2147483648', 0],
  ['-1', 0],
  ['two', 0],
])('an annotation of %s counts as %i failures', (text, count) => {
  expect(indexFailuresOf(podOf({ annotations: { [failureCount]: text } }))).toBe(count);
});

test('the pod of an index says its index in all the places there are', () => {
  const template = {
    metadata: { labels: { app: 'parts' } },
    spec: {
      restartPolicy: 'Never',
      initContainers: [{ name: 'first' }],
      containers: [{ name: 'main', env: [{ name: 'JOB_COMPLETION_INDEX', value: 'mine' }] }],
    },
  };
  const long = 'h'.repeat(70);
  const job = jobOf({ completions: 20, completionMode: 'Indexed', template });
  const indexes = { counted: [], succeeded: [], replaced: new Map() };
  const pod = withIndex(podOfIndexedJob(job), job, 12, indexes);
  const variable = {
    name: 'JOB_COMPLETION_INDEX',
    valueFrom: { fieldRef: { fieldPath: "metadata.labels['batch.kubernetes.io/job-completion-index']" } },
  };
  expect(pod).toMatchObject({
    metadata: {
      generateName: 'work-12-',
      labels: { app: 'parts', 'batch.kubernetes.io/job-completion-index': '12' },
      annotations: { 'batch.kubernetes.io/job-completion-index': '12' },
      finalizers: ['batch.kubernetes.io/job-tracking'],
    },
    spec: {
      hostname: 'work-12',
      initContainers: [{ name: 'first', env: [variable] }],
      containers: [{ name: 'main', env: [{ name: 'JOB_COMPLETION_INDEX', value: 'mine' }] }],
    },
  });
  const named = withIndex(pod, { ...job, metadata: { name: long } }, 1, indexes);
  expect(named.metadata?.generateName).toBe(`${'h'.repeat(55)}-1-`);
});
