import { describe, expect, it } from 'vitest';
import type { V1Pod, V1StatefulSet, V1StatefulSetStatus } from '../../api/index.ts';
import { statefulSetStatus } from './status.ts';
import { observationOf, podOf, setOf } from './testing/set-objects.ts';

const old = { revision: 'old' };

function statusOf(set: V1StatefulSet, pods: readonly V1Pod[], replaced = 0): V1StatefulSetStatus {
  const observation = observationOf(set, pods);
  return statefulSetStatus(observation, observation.sorted, { collisionCount: 0, replaced });
}

const empty: V1StatefulSetStatus = {
  observedGeneration: 1,
  replicas: 0,
  availableReplicas: 0,
  currentRevision: 'old',
  updateRevision: 'new',
  collisionCount: 0,
};

it.each([
  { name: 'no pods', pods: [], expected: {} },
  {
    name: 'a ready one of each revision',
    pods: [podOf(0, old), podOf(1)],
    expected: { replicas: 2, readyReplicas: 2, availableReplicas: 2, currentReplicas: 1, updatedReplicas: 1 },
  },
  {
    name: 'one that is not ready',
    pods: [podOf(0, { ready: false })],
    expected: { replicas: 1, updatedReplicas: 1 },
  },
  {
    name: 'one that is ready, and does not run',
    pods: [podOf(0, { phase: 'Pending', ready: true })],
    expected: { replicas: 1, updatedReplicas: 1 },
  },
  {
    name: 'one that goes, which is still ready',
    pods: [podOf(0, { deleted: true })],
    expected: { replicas: 1, readyReplicas: 1, availableReplicas: 1 },
  },
  {
    name: 'one that is too many',
    pods: [podOf(7, old)],
    expected: { replicas: 1, readyReplicas: 1, availableReplicas: 1, currentReplicas: 1 },
  },
])('counts $name', ({ pods, expected }) => {
  expect(statusOf(setOf(), pods)).toEqual({ ...empty, ...expected });
});

it('a pod is available when it has been ready for long enough', () => {
  const pods = [podOf(0, { readyForSeconds: 59 }), podOf(1, { readyForSeconds: 60 })];
  expect(statusOf(setOf({ minReadySeconds: 60 }), pods)).toMatchObject({
    readyReplicas: 2,
    availableReplicas: 1,
  });
});

it('pods that were deleted to be replaced are no longer counted as current', () => {
  const pods = [podOf(0, old), podOf(1, old), podOf(2, old)];
  expect(statusOf(setOf(), pods, 1)).toMatchObject({ replicas: 3, currentReplicas: 2 });
  expect(statusOf(setOf(), [podOf(0, { revision: 'between' })], 1).currentReplicas).toBeUndefined();
});

describe('a rollout', () => {
  const all = [podOf(0), podOf(1), podOf(2)];
  const done = { currentRevision: 'new', currentReplicas: 3, updatedReplicas: 3 };
  it('is over when all pods are new and ready', () => {
    expect(statusOf(setOf(), all)).toMatchObject(done);
  });

  it.each([
    { name: 'one is not ready', set: setOf(), pods: [podOf(0), podOf(1), podOf(2, { ready: false })] },
    { name: 'one is old', set: setOf(), pods: [podOf(0, old), podOf(1), podOf(2)] },
    { name: 'there is one too many', set: setOf(), pods: [...all, podOf(3)] },
    { name: 'pods are replaced by hand', set: setOf({ updateStrategy: { type: 'OnDelete' } }), pods: all },
  ])('is not over when $name', ({ set, pods }) => {
    expect(statusOf(set, pods).currentRevision).toBe('old');
  });
});

it('answers the very status it was given when nothing in it has changed', () => {
  const status = { ...empty, conditions: [{ type: 'Mine', status: 'True' }] };
  expect(statusOf(setOf({}, { status }), [])).toBe(status);
  for (const field of [
    'replicas',
    'readyReplicas',
    'availableReplicas',
    'currentReplicas',
    'updatedReplicas',
  ]) {
    expect(statusOf(setOf({}, { status: { ...status, [field]: 7 } }), [])).toEqual(empty);
  }
  for (const field of ['currentRevision', 'updateRevision']) {
    expect(statusOf(setOf({}, { status: { ...status, [field]: 'other' } }), [])).toEqual(empty);
  }
  const metadata = { ...setOf().metadata, generation: 2 };
  expect(statusOf(setOf({}, { status, metadata }), [])).toEqual({ ...empty, observedGeneration: 2 });
});

it('counts all pods of a set that is being deleted', () => {
  const metadata = { ...setOf().metadata, deletionTimestamp: '2026-03-01T12:00:00Z' };
  const odd = { ...podOf(0), metadata: { ...podOf(0).metadata, name: 'web-x' } };
  expect(statusOf(setOf({}, { metadata }), [odd]).replicas).toBe(1);
  expect(statusOf(setOf(), [odd]).replicas).toBe(0);
});
