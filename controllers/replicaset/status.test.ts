import { describe, expect, it } from 'vitest';
import type { V1Pod, V1ReplicaSet, V1ReplicaSetStatus } from '../../api/index.ts';
import { replicaSetStatus } from './status.ts';

const nowMs = Date.parse('2026-03-01T12:00:00Z');
const now = '2026-03-01T12:00:00Z';
const full = { name: 'foo', type: 'production' };
const part = { name: 'foo' };

interface Case {
  readonly name: string;
  readonly minReadySeconds?: number;
  readonly pods: readonly V1Pod[];
  readonly terminating?: number;
  readonly counts: readonly [replicas: number, labeled: number, ready: number, available: number];
}

const cases: readonly Case[] = [
  { name: 'one labelled pod', pods: [pod(full)], counts: [1, 1, 1, 1] },
  { name: 'one pod that lacks a label', pods: [pod(part)], counts: [1, 0, 1, 1] },
  { name: 'two labelled pods', pods: [pod(full), pod(full)], counts: [2, 2, 2, 2] },
  { name: 'two pods that lack a label', pods: [pod(part), pod(part)], counts: [2, 0, 2, 2] },
  { name: 'one with and one without', pods: [pod(part), pod(full)], counts: [2, 1, 2, 2] },
  { name: 'one that is not ready', pods: [pod(full, false)], counts: [1, 1, 0, 0] },
  {
    name: 'ready but not for long enough',
    minReadySeconds: 3600,
    pods: [pod(full, true, 0)],
    counts: [1, 1, 1, 0],
  },
  {
    name: 'ready for just long enough',
    minReadySeconds: 3600,
    pods: [pod(full, true, 3600)],
    counts: [1, 1, 1, 1],
  },
  { name: 'ready for long', minReadySeconds: 3600, pods: [pod(full, true, 7200)], counts: [1, 1, 1, 1] },
  { name: 'one active, two terminating', pods: [pod(full)], terminating: 2, counts: [1, 1, 1, 1] },
];

it.each(cases)('counts $name', ({ minReadySeconds = 0, pods, terminating = 0, counts }) => {
  const status = replicaSetStatus({
    replicaSet: replicaSet(2, { minReadySeconds }),
    activePods: pods,
    terminatingCount: terminating,
    manageError: undefined,
    nowMs,
  });
  const { fullyLabeledReplicas = 0, readyReplicas = 0, availableReplicas = 0 } = status;
  expect([status.replicas, fullyLabeledReplicas, readyReplicas, availableReplicas]).toEqual(counts);
  expect(status.terminatingReplicas).toBe(terminating);
});

describe('the ReplicaFailure condition', () => {
  const standing = { type: 'ReplicaFailure', status: 'True' };
  const fresh = { ...standing, lastTransitionTime: now, message: 'no quota' };
  it.each([
    {
      name: 'creating fails',
      failing: false,
      error: true,
      pods: 1,
      expected: { ...fresh, reason: 'FailedCreate' },
    },
    {
      name: 'deleting fails',
      failing: false,
      error: true,
      pods: 3,
      expected: { ...fresh, reason: 'FailedDelete' },
    },
    { name: 'it goes well again', failing: true, error: false, pods: 1, expected: undefined },
    { name: 'it still fails', failing: true, error: true, pods: 1, expected: standing },
    { name: 'it goes well', failing: false, error: false, pods: 1, expected: undefined },
  ])('when $name', ({ failing, error, pods, expected }) => {
    const status = replicaSetStatus({
      replicaSet: replicaSet(2, { status: { replicas: 0, ...(failing && { conditions: [standing] }) } }),
      activePods: Array.from({ length: pods }, () => pod(full)),
      terminatingCount: 0,
      manageError: error ? new Error('no quota') : undefined,
      nowMs,
    });
    expect(status.conditions).toEqual(expected === undefined ? undefined : [expected]);
  });
});

it('answers the very status it was given when nothing has changed', () => {
  const status = {
    replicas: 1,
    fullyLabeledReplicas: 1,
    readyReplicas: 1,
    availableReplicas: 1,
    terminatingReplicas: 0,
    observedGeneration: 3,
  };
  const observation = {
    replicaSet: replicaSet(1, { status, generation: 3 }),
    activePods: [pod(full)],
    terminatingCount: 0,
    manageError: undefined,
    nowMs,
  };
  expect(replicaSetStatus(observation)).toBe(status);
  const newer = { ...observation, replicaSet: replicaSet(1, { status, generation: 4 }) };
  expect(replicaSetStatus(newer)).toEqual({ ...status, observedGeneration: 4 });
});

it('answers another status when any part of it has changed', () => {
  const status: V1ReplicaSetStatus = {
    replicas: 1,
    fullyLabeledReplicas: 1,
    readyReplicas: 1,
    availableReplicas: 1,
    terminatingReplicas: 0,
    observedGeneration: 3,
  };
  for (const field of Object.keys(status)) {
    const replicaSetThen = replicaSet(1, { status: { ...status, [field]: 7 }, generation: 3 });
    const observation = {
      replicaSet: replicaSetThen,
      activePods: [pod(full)],
      terminatingCount: 0,
      manageError: undefined,
      nowMs,
    };
    expect(replicaSetStatus(observation)).toEqual(status);
  }
});

it('answers another status when nothing but a failure is over', () => {
  const failure = { type: 'ReplicaFailure', status: 'True' };
  const known = { replicas: 0, terminatingReplicas: 0, observedGeneration: 3 };
  const observation = {
    replicaSet: replicaSet(0, { status: { ...known, conditions: [failure] }, generation: 3 }),
    activePods: [],
    terminatingCount: 0,
    manageError: undefined,
    nowMs,
  };
  expect(replicaSetStatus(observation)).toEqual(known);
});

it('keeps the conditions of others, and says nothing of a failure that is neither', () => {
  const other = { type: 'Other', status: 'True' };
  const observe = (
    manageError: Error | undefined,
    conditions: readonly { type: string; status: string }[],
    pods: number,
  ) =>
    replicaSetStatus({
      replicaSet: replicaSet(1, { status: { replicas: 0, conditions: [...conditions] } }),
      activePods: Array.from({ length: pods }, () => pod(full)),
      terminatingCount: 0,
      manageError,
      nowMs,
    }).conditions;
  expect(observe(undefined, [other, { type: 'ReplicaFailure', status: 'True' }], 1)).toEqual([other]);
  expect(observe(new Error('odd'), [other], 1)).toEqual([
    other,
    { type: 'ReplicaFailure', status: 'True', lastTransitionTime: now, message: 'odd' },
  ]);
});

it('counts pods of a ReplicaSet with nothing in it', () => {
  const observation = {
    replicaSet: {},
    activePods: [{}],
    terminatingCount: 0,
    manageError: undefined,
    nowMs,
  };
  expect(replicaSetStatus(observation)).toEqual({
    replicas: 1,
    fullyLabeledReplicas: 1,
    terminatingReplicas: 0,
  });
});

it('leaves out counts of zero but for replicas and terminatingReplicas', () => {
  const status = replicaSetStatus({
    replicaSet: replicaSet(1, { generation: 1 }),
    activePods: [],
    terminatingCount: 0,
    manageError: undefined,
    nowMs,
  });
  expect(status).toEqual({ replicas: 0, terminatingReplicas: 0, observedGeneration: 1 });
});

function replicaSet(
  replicas: number,
  facts: { minReadySeconds?: number; status?: V1ReplicaSetStatus; generation?: number },
): V1ReplicaSet {
  return {
    metadata: { name: 'web', ...(facts.generation !== undefined && { generation: facts.generation }) },
    spec: {
      replicas,
      selector: { matchLabels: part },
      template: { metadata: { labels: full } },
      ...(facts.minReadySeconds !== undefined && { minReadySeconds: facts.minReadySeconds }),
    },
    ...(facts.status !== undefined && { status: facts.status }),
  };
}

function pod(labels: Readonly<Record<string, string>>, ready = true, readyForSeconds = 60): V1Pod {
  return {
    metadata: { labels },
    status: {
      phase: 'Running',
      conditions: [
        {
          type: 'Ready',
          status: ready ? 'True' : 'False',
          lastTransitionTime: new Date(nowMs - readyForSeconds * 1000).toISOString(),
        },
      ],
    },
  };
}
