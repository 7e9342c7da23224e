import { describe, expect, it } from 'vitest';
import type { V1Pod, V1ReplicaSet } from '../../api/index.ts';
import { podsToDelete, replicasToAdd } from './decide.ts';

const nowMs = Date.parse('2026-03-01T12:00:00Z');

describe('replicasToAdd', () => {
  it.each([
    { replicas: 2, active: 2, burst: 500, add: 0 },
    { replicas: 5, active: 2, burst: 500, add: 3 },
    { replicas: 0, active: 4, burst: 500, add: -4 },
    { replicas: 1000, active: 0, burst: 500, add: 500 },
    { replicas: 0, active: 1000, burst: 500, add: -500 },
    { replicas: 5, active: 0, burst: 2, add: 2 },
    { replicas: undefined, active: 0, burst: 500, add: 1 },
  ])('$active of $replicas pods, at most $burst at once: $add', ({ replicas, active, burst, add }) => {
    expect(replicasToAdd(replicaSet(replicas), active, burst)).toBe(add);
  });
});

describe('podsToDelete', () => {
  const unscheduled = pod('unscheduled', '', 'Pending', false);
  const pending = pod('pending', 'node-0', 'Pending', false);
  const notReady = pod('not-ready', 'node-0', 'Running', false);
  const onNode1 = pod('on-node-1', 'node-1', 'Running', true);
  const onNode2 = pod('on-node-2', 'node-2', 'Running', true);
  const mixed = [onNode1, onNode1, onNode2, notReady, pending, unscheduled];

  it.each<{ name: string; pods: V1Pod[]; related?: V1Pod[]; count: number; expected: V1Pod[] }>([
    { name: 'none of none', pods: [], count: 0, expected: [] },
    {
      name: 'all, in the order given',
      pods: [notReady, onNode1],
      count: 2,
      expected: [notReady, onNode1],
    },
    { name: 'not ready first', pods: [onNode1, notReady], count: 1, expected: [notReady] },
    { name: 'all of many', pods: mixed, count: 6, expected: mixed },
    { name: 'all of many, none related', pods: mixed, related: [], count: 6, expected: mixed },
    { name: 'unscheduled first', pods: [pending, unscheduled], count: 1, expected: [unscheduled] },
    {
      name: 'both that are not ready',
      pods: [onNode1, notReady, notReady],
      count: 2,
      expected: [notReady, notReady],
    },
    {
      name: 'the one on the fuller node',
      pods: [onNode1, onNode2],
      related: [onNode1, onNode2, onNode2],
      count: 1,
      expected: [onNode2],
    },
    { name: 'pending before running', pods: [pending, notReady], count: 1, expected: [pending] },
    {
      name: 'three of five phases',
      pods: [onNode1, onNode2, notReady, pending, unscheduled],
      count: 3,
      expected: [unscheduled, pending, notReady],
    },
  ])('$name', ({ pods, related, count, expected }) => {
    expect(podsToDelete(pods, related ?? pods, count, nowMs)).toEqual(expected);
  });

  it('related pods that have finished or are being deleted do not count', () => {
    const gone: V1Pod = { ...onNode2, metadata: { deletionTimestamp: '2026-03-01T11:59:00Z' } };
    const failed: V1Pod = { ...onNode2, status: { phase: 'Failed' } };
    const related = [onNode1, onNode1, onNode2, gone, failed];
    expect(podsToDelete([onNode2, onNode1], related, 1, nowMs)).toEqual([onNode1]);
  });
});

function replicaSet(replicas: number | undefined): V1ReplicaSet {
  return { spec: { selector: {}, ...(replicas !== undefined && { replicas }) } };
}

function pod(name: string, nodeName: string, phase: string, ready: boolean): V1Pod {
  return {
    metadata: { name },
    spec: { containers: [], nodeName },
    status: { phase, conditions: [{ type: 'Ready', status: ready ? 'True' : 'False' }] },
  };
}

it('objects with nothing in them want one pod and run on no node', () => {
  expect([replicasToAdd({}, 0), replicasToAdd({ metadata: {} }, 3)]).toEqual([1, -2]);
  expect(podsToDelete([{}, { metadata: {} }], [{}], 1, 0)).toEqual([{}]);
});
