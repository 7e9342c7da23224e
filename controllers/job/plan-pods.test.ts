import { describe, expect, it, test } from 'vitest';
import type { V1JobSpec, V1JobStatus } from '../../api/index.ts';
import { noBackOff } from './back-off.ts';
import { observeJob } from './observe.ts';
import { planPods } from './plan-pods.ts';
import { jobOf, nowMs, type PodFacts, podOf } from './testing/job-parts.ts';

function plan(
  spec: Partial<V1JobSpec>,
  pods: readonly PodFacts[] = [],
  status: V1JobStatus = {},
  backOff = noBackOff,
) {
  const observed = observeJob(jobOf(spec, status), pods.map(podOf), new Set());
  return planPods(observed, backOff, nowMs);
}

const nothing = { action: 'nothing' };
const create = (count: number) => ({ action: 'create', indexes: new Array(count).fill(undefined) });
const running = (count: number): PodFacts[] => Array.from({ length: count }, () => ({}));

describe('pods are made', () => {
  it.each([
    [{ parallelism: 2, completions: 5 }, [], {}, create(2)],
    [{ parallelism: 2, completions: 5 }, running(2), {}, nothing],
    [{ parallelism: 4, completions: 5 }, running(1), { succeeded: 3 }, create(1)],
    [{ parallelism: 2, completions: 5 }, [], { succeeded: 5 }, nothing],
    [{ parallelism: 3 }, running(1), {}, create(2)],
    [{ parallelism: 3 }, running(1), { succeeded: 1 }, nothing],
    [{ parallelism: 0, completions: 5 }, [], {}, nothing],
    [{ parallelism: 800, completions: 900 }, [], {}, create(500)],
    [{ parallelism: 1, completions: 1 }, [{ deleting: true }], {}, create(1)],
    [{ parallelism: 1, completions: 1, podReplacementPolicy: 'Failed' }, [{ deleting: true }], {}, nothing],
  ] as const)('%j with %j and %j: %j', (spec, pods, status, expected) => {
    expect(plan(spec, pods, status)).toEqual(expected);
  });

  it('not before the back-off is over', () => {
    const backOff = { failures: 1, lastFailureAtMs: nowMs - 4000 };
    expect(plan({ completions: 1 }, [], {}, backOff)).toEqual({ action: 'wait', forMs: 6000 });
    expect(plan({ completions: 1 }, [], { succeeded: 1 }, backOff)).toEqual(nothing);
  });
});

describe('pods are removed', () => {
  const names = (planned: ReturnType<typeof plan>) =>
    'pods' in planned ? planned.pods.map(({ metadata }) => metadata?.uid) : planned.action;

  it('all of a suspended job, and those of others that are too many, the least far first', () => {
    const pods = [{ uid: 'runs' }, { uid: 'waits', phase: 'Pending' }, { uid: 'ended', phase: 'Succeeded' }];
    expect(names(plan({ suspend: true }, pods))).toEqual(['waits', 'runs']);
    expect(names(plan({ completions: 3, parallelism: 1 }, pods))).toEqual(['waits']);
  });

  it('however dear they say they are', () => {
    const annotations = { 'controller.kubernetes.io/pod-deletion-cost': '-5' };
    const older = {
      status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z' }] },
    };
    const younger = {
      status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-02-01T00:00:00Z' }] },
    };
    const pods = [
      { uid: 'cheap', annotations, ...older },
      { uid: 'young', ...younger },
    ];
    expect(names(plan({ completions: 2, parallelism: 1 }, pods))).toEqual(['young']);
  });

  it('those without an index of the job, and of one index all but the best', () => {
    const pods = [
      { uid: 'a0', index: 0, phase: 'Pending' },
      { uid: 'b0', index: 0 },
      { uid: 'c0', index: 0, phase: 'Pending' },
      { uid: 'a1', index: 1 },
      { uid: 'a9', index: 9 },
      { uid: 'x', index: 'x' },
      { uid: 'none' },
    ];
    const spec = { completions: 3, parallelism: 3, completionMode: 'Indexed' };
    expect(names(plan(spec, pods))).toEqual(['a9', 'x', 'none', 'a0', 'c0']);
  });

  it('no more than five hundred at once', () => {
    expect(names(plan({ completions: 1, parallelism: 0 }, running(501)))).toHaveLength(500);
  });
});

test.each([
  [3, 10, [], '', [0, 1, 2]],
  [5, 2, [], '', [0, 1]],
  [10, 3, [0, 1], '', [2]],
  [6, 4, [4, 5], '', [0, 1]],
  [20, 9, [3, 5, 7], '2,8-9', [0, 1, 4, 6, 10, 11]],
])(
  'of %i indexes, %i at once, with %j at work and %j done: %j',
  (completions, parallelism, atWork, done, next) => {
    const spec = { completions, parallelism, completionMode: 'Indexed' };
    const planned = plan(
      spec,
      atWork.map((index) => ({ index })),
      { completedIndexes: done },
    );
    expect(planned).toEqual({ action: 'create', indexes: next });
  },
);

describe('with a limit for each index', () => {
  const spec = { completions: 4, parallelism: 4, completionMode: 'Indexed', backoffLimitPerIndex: 3 };
  const failed = (index: number, secondsAgo: number, failures = 0): PodFacts => ({
    index,
    phase: 'Failed',
    endedMsAgo: secondsAgo * 1000,
    annotations: { 'batch.kubernetes.io/job-index-failure-count': `${failures}` },
  });

  it('an index is made again when its own back-off is over', () => {
    const others = [{ index: 2 }, { index: 3 }];
    expect(plan(spec, [failed(0, 3), failed(1, 11), ...others])).toEqual({ action: 'create', indexes: [1] });
    expect(plan(spec, [failed(0, 3), failed(1, 11, 1), ...others])).toEqual({ action: 'wait', forMs: 7000 });
  });

  it('an index that has failed too often is not', () => {
    const pods = [failed(0, 100, 3), { index: 1 }, { index: 2 }];
    expect(plan(spec, pods)).toEqual({ action: 'create', indexes: [3] });
    expect(plan(spec, [{ index: 1 }, { index: 2 }], { failedIndexes: '0' })).toEqual({
      action: 'create',
      indexes: [3],
    });
  });

  it('nothing is made where only indexes are left that are at work', () => {
    const indexed = { ...spec, podReplacementPolicy: 'Failed' };
    const pods = [{ index: 0, deleting: true }, { index: 1 }, { index: 2 }, { index: 3 }];
    expect(plan(indexed, pods)).toEqual(nothing);
  });
});
