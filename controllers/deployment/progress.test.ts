import { describe, expect, it } from 'vitest';
import type {
  V1Deployment,
  V1DeploymentCondition,
  V1DeploymentStatus,
  V1ReplicaSet,
} from '../../api/index.ts';
import { findCondition } from '../../apimachinery/index.ts';
import {
  hasProgressDeadline,
  hasProgressed,
  hasTimedOut,
  pauseCondition,
  progressCheckAfterMs,
  rolloutStatus,
} from './progress.ts';

const then = '2017-02-15T18:49:00Z';
const nowMs = Date.parse('2017-02-15T19:49:00Z');
const now = '2017-02-15T19:49:00Z';
const never = 2147483647;

const timedOut = { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded' };
const updated = progressing('ReplicaSetUpdated');
const done = progressing('NewReplicaSetAvailable');

interface RolloutCase {
  readonly name: string;
  readonly deployment: V1Deployment;
  readonly old?: V1ReplicaSet;
  readonly newSet?: V1ReplicaSet;
  readonly expected: Partial<V1DeploymentCondition> | undefined;
}

const rollouts: readonly RolloutCase[] = [
  {
    name: 'no deadline: no condition',
    deployment: web(undefined, 3, [2, 2, 2], [updated]),
    old: set('bar', 0, 1, 1),
    newSet: set('foo', 3, 2, 2),
    expected: undefined,
  },
  {
    name: 'done before, one ReplicaSet: as it was',
    deployment: web(60, 3, [3, 3, 3], [done]),
    old: set('bar', 3, 3, 3),
    expected: done,
  },
  {
    name: 'done before, a pod comes back: as it was',
    deployment: web(60, 3, [3, 3, 1], [done]),
    newSet: set('foo', 3, 3, 2),
    expected: done,
  },
  {
    name: 'done before, another template goes on',
    deployment: web(60, 3, [3, 0, 3], [done]),
    old: set('bar', 3, 3, 3),
    newSet: set('foo', 1, 1, 0),
    expected: { reason: 'ReplicaSetUpdated', status: 'True', lastUpdateTime: now },
  },
  {
    name: 'goes on: the transition stays, the update is news',
    deployment: web(60, 3, [2, 2, 2], [updated]),
    old: set('bar', 0, 1, 1),
    newSet: set('foo', 3, 2, 2),
    expected: { reason: 'ReplicaSetUpdated', status: 'True', lastTransitionTime: then, lastUpdateTime: now },
  },
  {
    name: 'goes on after it had timed out',
    deployment: web(60, 3, [2, 2, 2], [timedOut]),
    old: set('bar', 0, 1, 1),
    newSet: set('foo', 3, 2, 2),
    expected: { reason: 'ReplicaSetUpdated', status: 'True', lastTransitionTime: now, lastUpdateTime: now },
  },
  {
    name: 'goes on for the first time',
    deployment: web(60, 3, [2, 2, 2], []),
    old: set('bar', 0, 1, 1),
    newSet: set('foo', 3, 2, 2),
    expected: { reason: 'ReplicaSetUpdated', status: 'True', message: 'ReplicaSet "foo" is progressing.' },
  },
  {
    name: 'complete: the transition stays',
    deployment: web(60, 3, [3, 3, 3], [updated]),
    newSet: set('foo', 3, 3, 3),
    expected: {
      reason: 'NewReplicaSetAvailable',
      status: 'True',
      lastTransitionTime: then,
      lastUpdateTime: now,
    },
  },
  {
    name: 'complete after it had timed out',
    deployment: web(60, 3, [3, 3, 3], [timedOut]),
    newSet: set('foo', 3, 3, 3),
    expected: { reason: 'NewReplicaSetAvailable', status: 'True', lastTransitionTime: now },
  },
  {
    name: 'complete at once',
    deployment: web(60, 3, [3, 3, 3], []),
    newSet: set('foo', 3, 3, 3),
    expected: {
      reason: 'NewReplicaSetAvailable',
      message: 'ReplicaSet "foo" has successfully progressed.',
    },
  },
  {
    name: 'complete without a new ReplicaSet',
    deployment: web(60, 0, [3, 3, 3], [updated]),
    old: set('foo', 0, 0, 0),
    expected: {
      reason: 'NewReplicaSetAvailable',
      message: 'Deployment "web" has successfully progressed.',
    },
  },
  {
    name: 'stuck for longer than the deadline',
    deployment: web(60, 3, [2, 2, 2], [updated]),
    newSet: set('foo', 3, 2, 2),
    expected: {
      reason: 'ProgressDeadlineExceeded',
      status: 'False',
      message: 'ReplicaSet "foo" has timed out progressing.',
      lastTransitionTime: now,
    },
  },
  {
    name: 'stuck and told so already',
    deployment: web(60, 3, [2, 2, 2], [timedOut]),
    newSet: set('foo', 3, 2, 2),
    expected: timedOut,
  },
];

describe('rolloutStatus', () => {
  it.each(rollouts)('$name', ({ deployment, old, newSet, expected }) => {
    const oldReplicaSets = old === undefined ? [] : [old];
    const status = rolloutStatus(deployment, { newReplicaSet: newSet, oldReplicaSets }, nowMs);
    const condition = findCondition(status.conditions, 'Progressing');
    if (expected === undefined) expect(condition).toBeUndefined();
    else expect(condition).toMatchObject(expected);
  });

  it('tells of pods that cannot be made, as long as they cannot', () => {
    const failure = { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'quota' };
    const failing = { ...set('foo', 3, 0, 0), status: { replicas: 0, conditions: [failure] } };
    const before = web(60, 3, [0, 0, 0], [updated]);
    const stuck = rolloutStatus(before, { newReplicaSet: failing, oldReplicaSets: [] }, nowMs);
    expect(findCondition(stuck.conditions, 'ReplicaFailure')).toEqual(failure);
    const after = { ...before, status: stuck };
    const good = rolloutStatus(after, { newReplicaSet: set('foo', 3, 1, 0), oldReplicaSets: [] }, nowMs);
    expect(findCondition(good.conditions, 'ReplicaFailure')).toBeUndefined();
  });
});

describe('hasProgressed', () => {
  it.each([
    { name: 'more new pods', before: [10, 4, 4, 4], after: [10, 6, 4, 4], progressed: true },
    { name: 'nothing', before: [10, 4, 4, 4], after: [10, 4, 4, 4], progressed: false },
    { name: 'fewer old pods', before: [10, 4, 6, 6], after: [8, 4, 6, 6], progressed: true },
    { name: 'fewer new pods', before: [10, 7, 3, 3], after: [10, 6, 3, 3], progressed: false },
    { name: 'fewer pods, more new ones', before: [10, 4, 7, 7], after: [8, 8, 5, 5], progressed: true },
    { name: 'more ready pods', before: [10, 10, 9, 8], after: [10, 10, 10, 8], progressed: true },
    { name: 'more available pods', before: [10, 10, 10, 9], after: [10, 10, 10, 10], progressed: true },
  ])('$name: $progressed', ({ before, after, progressed }) => {
    expect(hasProgressed(counts(before), counts(after))).toBe(progressed);
  });
});

describe('hasTimedOut', () => {
  const at = (seconds: number) => Date.parse('2016-01-01T00:01:00Z') + seconds * 1000;
  it.each([
    { deadline: undefined, from: 9, reason: '', expected: false },
    { deadline: never, from: 9, reason: '', expected: false },
    { deadline: 10, from: 9, reason: '', expected: true },
    { deadline: 10, from: 10, reason: '', expected: false },
    { deadline: 10, from: 11, reason: '', expected: false },
    { deadline: 10, from: 0, reason: 'NewReplicaSetAvailable', expected: false },
    { deadline: 10, from: 20, reason: 'ProgressDeadlineExceeded', expected: true },
  ])('20 s now, last update $from s, deadline $deadline s, $reason: $expected', (row) => {
    const lastUpdateTime = new Date(at(row.from)).toISOString();
    const condition = { type: 'Progressing', status: 'True', reason: row.reason, lastUpdateTime };
    expect(hasTimedOut(web(row.deadline, 1, [0, 0, 0], []), [condition], at(20))).toBe(row.expected);
  });
});

describe('progressCheckAfterMs', () => {
  const stuck = { type: 'Progressing', status: 'True', lastUpdateTime: then };
  const at = (ms: number) => Date.parse(then) + ms;
  it.each([
    { name: 'no deadline', deployment: web(undefined, 4, [3, 3, 2], []), nowMs: 0, expected: undefined },
    { name: 'endless deadline', deployment: web(never, 4, [3, 3, 2], []), nowMs: 0, expected: undefined },
    { name: 'no condition', deployment: web(60, 4, [3, 3, 2], []), nowMs: 0, expected: undefined },
    { name: 'complete', deployment: web(60, 3, [3, 3, 3], [stuck]), nowMs: 0, expected: undefined },
    { name: 'timed out', deployment: web(60, 3, [3, 3, 0], [timedOut]), nowMs: 0, expected: undefined },
    { name: 'was complete', deployment: web(60, 3, [3, 3, 1], [done]), nowMs: at(0), expected: undefined },
    { name: '30 s left', deployment: web(60, 3, [3, 3, 1], [stuck]), nowMs: at(30_000), expected: 31_000 },
    { name: '1 s left', deployment: web(60, 3, [3, 3, 1], [stuck]), nowMs: at(59_000), expected: 2000 },
    { name: 'less left', deployment: web(60, 3, [3, 3, 1], [stuck]), nowMs: at(59_001), expected: 1000 },
    { name: 'now', deployment: web(60, 3, [3, 3, 1], [stuck]), nowMs: at(60_000), expected: 1 },
    { name: '1 s ago', deployment: web(60, 3, [3, 3, 1], [stuck]), nowMs: at(61_000), expected: 1 },
    { name: '60 s ago', deployment: web(60, 3, [3, 3, 1], [stuck]), nowMs: at(120_000), expected: 1 },
  ])('$name: $expected', ({ deployment, nowMs: when, expected }) => {
    expect(progressCheckAfterMs(deployment, deployment.status ?? {}, when)).toBe(expected);
  });
});

describe('pauseCondition', () => {
  const pausedCondition = { type: 'Progressing', status: 'Unknown', reason: 'DeploymentPaused' };
  it.each([
    { paused: true, conditions: [], deadline: 60, expected: 'DeploymentPaused' },
    { paused: true, conditions: [updated], deadline: 60, expected: 'DeploymentPaused' },
    { paused: true, conditions: [pausedCondition], deadline: 60, expected: undefined },
    { paused: true, conditions: [timedOut], deadline: 60, expected: undefined },
    { paused: false, conditions: [pausedCondition], deadline: 60, expected: 'DeploymentResumed' },
    { paused: false, conditions: [updated], deadline: 60, expected: undefined },
    { paused: true, conditions: [], deadline: undefined, expected: undefined },
  ])('paused $paused with $conditions.0.reason: $expected', ({ paused, conditions, deadline, expected }) => {
    const running = web(deadline, 1, [0, 0, 0], conditions);
    const spec = { ...running.spec, selector: {}, template: {}, paused };
    expect(pauseCondition({ ...running, spec }, nowMs)?.reason).toBe(expected);
  });
});

it.each([
  [undefined, false],
  [never, false],
  [never - 1, true],
  [0, true],
])('progressDeadlineSeconds %s is a deadline: %s', (seconds, is) => {
  expect(hasProgressDeadline(web(seconds, 1, [0, 0, 0], []))).toBe(is);
});

it('nothing times out of which nothing was told', () => {
  expect(hasTimedOut(web(60, 1, [0, 0, 0], []), [], nowMs)).toBe(false);
});

function progressing(reason: string): V1DeploymentCondition {
  return { type: 'Progressing', status: 'True', reason, lastUpdateTime: then, lastTransitionTime: then };
}

function web(
  progressDeadlineSeconds: number | undefined,
  replicas: number,
  [running, updatedReplicas, available]: readonly [number, number, number],
  conditions: readonly V1DeploymentCondition[],
): V1Deployment {
  const strategy = { type: 'Recreate' };
  const spec = { replicas, selector: {}, template: {}, strategy };
  return {
    metadata: { name: 'web' },
    spec: progressDeadlineSeconds === undefined ? spec : { ...spec, progressDeadlineSeconds },
    status: { replicas: running, updatedReplicas, availableReplicas: available, conditions },
  };
}

function set(name: string, wanted: number, replicas: number, availableReplicas: number): V1ReplicaSet {
  return {
    metadata: { name },
    spec: { replicas: wanted, selector: {} },
    status: { replicas, availableReplicas },
  };
}

function counts([replicas, updatedReplicas, readyReplicas, availableReplicas]: readonly number[]) {
  return { replicas, updatedReplicas, readyReplicas, availableReplicas } as V1DeploymentStatus;
}
