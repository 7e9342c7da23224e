import { describe, expect, it } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import { deletionCost, inDeletionOrder } from './deletion-order.ts';

const nowMs = Date.parse('2026-03-31T12:00:00Z');
const hourMs = 3_600_000;
const monthMs = 31 * 24 * hourMs;

const unscheduled = pod('unscheduled', { node: '', phase: 'Pending' });
const pending = pod('pending', { phase: 'Pending' });
const unknownPhase = pod('unknown-phase', { phase: 'Unknown' });
const notReady = pod('not-ready', {});
const readySinceUnknown = pod('ready-no-time', { ready: true });
const readyNow = pod('ready-now', { readyAgoMs: 0, createdAgoMs: 0 });
const readyThen = pod('ready-then', { readyAgoMs: monthMs, createdAgoMs: monthMs });
const readyNowRestarts = pod('restarts', { readyAgoMs: 0, createdAgoMs: 0, restarts: 9001 });
const readyNowSidecarRestarts = pod('sidecar-restarts', {
  readyAgoMs: 0,
  createdAgoMs: 0,
  restarts: 9001,
  sidecarRestarts: 9001,
});
const readyNowCreatedThen = pod('created-then', { readyAgoMs: 0, createdAgoMs: monthMs });
const cheap = pod('cheap', { readyAgoMs: 0, createdAgoMs: monthMs, cost: '10' });
const dear = pod('dear', { readyAgoMs: 0, createdAgoMs: monthMs, cost: '100' });
const ready2Hours = pod('ready-2h', { node: '', readyAgoMs: 2 * hourMs, createdAgoMs: monthMs });
const ready5Hours = pod('ready-5h', { node: '', readyAgoMs: 5 * hourMs, createdAgoMs: monthMs });
const ready8Hours = pod('ready-8h', { node: '', readyAgoMs: 8 * hourMs, createdAgoMs: monthMs });
const unscheduled5Hours = pod('unscheduled-5h', { node: '', phase: 'Pending', createdAgoMs: 5 * hourMs });
const unscheduled8Hours = pod('unscheduled-8h', { node: '', phase: 'Pending', createdAgoMs: 8 * hourMs });

describe('the pod deleted first', () => {
  it.each<{ first: V1Pod; rank: number; second: V1Pod; secondRank: number }>([
    { first: unscheduled, rank: 1, second: pending, secondRank: 2 },
    { first: unscheduled, rank: 2, second: pending, secondRank: 1 },
    { first: pending, rank: 1, second: unknownPhase, secondRank: 2 },
    { first: unknownPhase, rank: 1, second: notReady, secondRank: 2 },
    { first: notReady, rank: 1, second: readySinceUnknown, secondRank: 1 },
    { first: readySinceUnknown, rank: 1, second: readyNow, secondRank: 1 },
    { first: readyNow, rank: 2, second: readySinceUnknown, secondRank: 1 },
    { first: readyNow, rank: 1, second: readyThen, secondRank: 1 },
    { first: readyNow, rank: 2, second: readyThen, secondRank: 1 },
    { first: readyNowRestarts, rank: 1, second: readyNow, secondRank: 1 },
    { first: readyNowSidecarRestarts, rank: 1, second: readyNowRestarts, secondRank: 1 },
    { first: readyNow, rank: 2, second: readyNowRestarts, secondRank: 1 },
    { first: readyNow, rank: 1, second: readyNowCreatedThen, secondRank: 1 },
    { first: readyNowCreatedThen, rank: 2, second: readyNow, secondRank: 1 },
    { first: cheap, rank: 2, second: dear, secondRank: 1 },
    { first: cheap, rank: 1, second: dear, secondRank: 2 },
    { first: ready2Hours, rank: 1, second: ready5Hours, secondRank: 1 },
  ])(
    '$first.metadata.name ($rank) before $second.metadata.name ($secondRank)',
    ({ first, rank, second, secondRank }) => {
      expect(inDeletionOrder([first, second], [rank, secondRank], nowMs)).toEqual([first, second]);
      expect(inDeletionOrder([second, first], [secondRank, rank], nowMs)).toEqual([first, second]);
    },
  );

  it.each([
    [unscheduled5Hours, unscheduled8Hours],
    [ready5Hours, ready8Hours],
    [readyNow, { ...readyNow }],
  ])('pods of one logarithmic age are alike', (a, b) => {
    expect(inDeletionOrder([a, b], [1, 1], nowMs)).toEqual([a, b]);
    expect(inDeletionOrder([b, a], [1, 1], nowMs)).toEqual([b, a]);
  });

  it('pods of one logarithmic age go by uid', () => {
    const a = withUid(ready8Hours, 'a');
    const b = withUid(ready5Hours, 'b');
    expect(inDeletionOrder([b, a], [1, 1], nowMs)).toEqual([a, b]);
  });
});

it('ages are of one kind up to the next power of two of nanoseconds', () => {
  // 2 ** 43 ns are 8796.1 s.
  const younger = withUid(pod('younger', { readyAgoMs: 8_796_000 }), 'b');
  const older = withUid(pod('older', { readyAgoMs: 8_797_000 }), 'a');
  expect(inDeletionOrder([older, younger], [], nowMs)).toEqual([younger, older]);
});

it('pods that are ready just now or by a clock that is ahead are of one age', () => {
  const now = withUid(pod('now', { readyAgoMs: 0 }), 'b');
  const ahead = [5_000, 60_000].map((ms, at) => withUid(pod('ahead', { readyAgoMs: -ms }), at ? 'c' : 'a'));
  const [a, c] = ahead;
  expect(inDeletionOrder([c ?? {}, now, a ?? {}], [], nowMs)).toEqual([a, now, c]);
});

it('without ranks it does not matter what a pod costs', () => {
  const annotations = { 'controller.kubernetes.io/pod-deletion-cost': '-5' };
  const older = { metadata: { creationTimestamp: ago(monthMs), annotations } };
  const newer = { metadata: { creationTimestamp: ago(hourMs) } };
  expect(inDeletionOrder([older, newer])).toEqual([newer, older]);
  expect(inDeletionOrder([newer, older], [])).toEqual([older, newer]);
});

it('of pods that have not started a container the newer goes first', () => {
  const init = { name: 'sidecar', restartPolicy: 'Always' };
  const waiting = (createdAgoMs: number, statuses: boolean): V1Pod => ({
    metadata: { creationTimestamp: ago(createdAgoMs) },
    spec: { containers: [], initContainers: [init] },
    status: statuses ? { initContainerStatuses: [containerStatus('other', 0)] } : {},
  });
  for (const statuses of [true, false]) {
    const [newer, older] = [waiting(hourMs, statuses), waiting(monthMs, statuses)];
    expect(inDeletionOrder([older, newer], [], nowMs)).toEqual([newer, older]);
  }
  const { spec: _, ...withoutSpec } = waiting(monthMs, true);
  expect(inDeletionOrder([withoutSpec, waiting(hourMs, true)], [], nowMs)[1]).toBe(withoutSpec);
});

it('without a reference time, times are compared exactly', () => {
  const inOrder = [
    unscheduled,
    pending,
    unknownPhase,
    notReady,
    pod('ready-no-time', { ready: true, restarts: 3 }),
    pod('ready-since-now', { readyAgoMs: 0, restarts: 3 }),
    pod('ready-longer', { readyAgoMs: monthMs, restarts: 3 }),
    pod('sidecar-restarts', { readyAgoMs: monthMs, restarts: 2, sidecarRestarts: 2, createdAgoMs: 0 }),
    pod('fewer-restarts', { readyAgoMs: monthMs, restarts: 2, createdAgoMs: 0 }),
    pod('oldest', { readyAgoMs: monthMs, restarts: 2, createdAgoMs: monthMs }),
  ];
  const names = inOrder.map((candidate) => candidate.metadata?.name);
  const ranks = inOrder.map(() => 0);
  for (let shift = 0; shift < inOrder.length; shift++) {
    const rotated = [...inOrder.slice(shift), ...inOrder.slice(0, shift)];
    for (const mixed of [rotated, rotated.toReversed()]) {
      expect(inDeletionOrder(mixed, ranks).map((candidate) => candidate.metadata?.name)).toEqual(names);
    }
  }
});

it.each([
  { value: undefined, cost: 0 },
  { value: '0', cost: 0 },
  { value: '10', cost: 10 },
  { value: '-5', cost: -5 },
  { value: '+10', cost: 0 },
  { value: '008', cost: 0 },
  { value: 'cheap', cost: 0 },
  { value: '', cost: 0 },
  { value: '2147483647', cost: 2147483647 },
  { value: '2147483648', cost: 0 },
  { value: '-2147483648', cost: -2147483648 },
  { value: '-2147483649', cost: 0 },
  { value: '-15', cost: -15 },
  { value: '10x', cost: 0 },
  { value: 'x10', cost: 0 },
  { value: '-0', cost: 0 },
])('a deletion cost of $value counts as $cost', ({ value, cost }) => {
  const annotations = value === undefined ? {} : { 'controller.kubernetes.io/pod-deletion-cost': value };
  expect(deletionCost({ metadata: { annotations } })).toBe(cost);
});

it('pods with nothing in them keep their order, and any that says more goes after them', () => {
  const bare: V1Pod[] = [{}, { metadata: {}, spec: { containers: [] }, status: {} }];
  expect(inDeletionOrder(bare, [], nowMs)).toEqual(bare);
  expect(inDeletionOrder([...bare.toReversed(), readyThen], [], nowMs)).toEqual([
    ...bare.toReversed(),
    readyThen,
  ]);
  expect(inDeletionOrder([readyThen, ...bare], [], nowMs)).toEqual([...bare, readyThen]);
});

it('restarts are those of the container that restarted most, and of sidecars alone', () => {
  const restarted = (counts: readonly number[], initCounts: readonly number[]): V1Pod => ({
    spec: {
      containers: [],
      nodeName: 'node',
      initContainers: initCounts.map((_, at) => ({
        name: `i${at}`,
        ...(at > 0 && { restartPolicy: 'Always' }),
      })),
    },
    status: {
      phase: 'Running',
      containerStatuses: counts.map((count, at) => containerStatus(`c${at}`, count)),
      initContainerStatuses: initCounts.map((count, at) => containerStatus(`i${at}`, count)),
    },
  });
  const first = (a: V1Pod, b: V1Pod) => inDeletionOrder([a, b], [], nowMs)[0] === a;
  expect(first(restarted([0, 3, 1], []), restarted([2, 2, 2], []))).toBe(true);
  expect(first(restarted([2, 2, 2], []), restarted([0, 3, 1], []))).toBe(false);
  expect(first(restarted([1], [9, 0]), restarted([1], [0, 1]))).toBe(false);
  expect(first(restarted([1], [0, 5, 2]), restarted([1], [0, 4, 4]))).toBe(true);
});

interface PodFacts {
  readonly node?: string;
  readonly phase?: string;
  readonly ready?: boolean;
  readonly readyAgoMs?: number;
  readonly createdAgoMs?: number;
  readonly restarts?: number;
  readonly sidecarRestarts?: number;
  readonly cost?: string;
}

function pod(name: string, facts: PodFacts): V1Pod {
  const ready = facts.ready ?? facts.readyAgoMs !== undefined;
  return {
    metadata: {
      name,
      ...(facts.createdAgoMs !== undefined && { creationTimestamp: ago(facts.createdAgoMs) }),
      ...(facts.cost !== undefined && {
        annotations: { 'controller.kubernetes.io/pod-deletion-cost': facts.cost },
      }),
    },
    spec: {
      containers: [],
      nodeName: facts.node ?? 'node',
      initContainers: [{ name: 'sidecar', restartPolicy: 'Always' }],
    },
    status: {
      phase: facts.phase ?? 'Running',
      ...(ready && { conditions: [readyCondition(facts.readyAgoMs)] }),
      containerStatuses: [containerStatus('main', facts.restarts ?? 0), containerStatus('other', 0)],
      initContainerStatuses: [containerStatus('sidecar', facts.sidecarRestarts ?? 0)],
    },
  };
}

function readyCondition(agoMs: number | undefined) {
  const condition = { type: 'Ready', status: 'True' };
  return agoMs === undefined ? condition : { ...condition, lastTransitionTime: ago(agoMs) };
}

function containerStatus(name: string, restartCount: number) {
  return { name, restartCount, image: '', imageID: '', ready: true };
}

function ago(ms: number): string {
  return new Date(nowMs - ms).toISOString();
}

function withUid(candidate: V1Pod, uid: string): V1Pod {
  return { ...candidate, metadata: { ...candidate.metadata, uid } };
}
