import { describe, expect, it } from 'vitest';
import type { V1Deployment, V1DeploymentStatus, V1ReplicaSet, V1ReplicaSetStatus } from '../../api/index.ts';
import { totalTerminating } from './replica-sets.ts';
import { deploymentStatus, isComplete, sameStatus } from './status.ts';

const nowMs = Date.parse('2026-03-01T12:00:00Z');
const now = '2026-03-01T12:00:00Z';

describe('deploymentStatus', () => {
  it('adds up the ReplicaSets', () => {
    const newReplicaSet = replicaSet(3, {
      replicas: 2,
      readyReplicas: 2,
      availableReplicas: 1,
      terminatingReplicas: 1,
      observedGeneration: 1,
    });
    const oldReplicaSet = replicaSet(1, {
      replicas: 2,
      readyReplicas: 1,
      availableReplicas: 1,
      terminatingReplicas: 2,
      observedGeneration: 1,
    });
    const sets = { newReplicaSet, oldReplicaSets: [oldReplicaSet] };
    expect(deploymentStatus(deployment(3, 2), sets, nowMs)).toEqual({
      observedGeneration: 2,
      replicas: 4,
      updatedReplicas: 2,
      readyReplicas: 3,
      availableReplicas: 2,
      unavailableReplicas: 2,
      terminatingReplicas: 3,
      conditions: [
        {
          type: 'Available',
          status: 'True',
          lastUpdateTime: now,
          lastTransitionTime: now,
          reason: 'MinimumReplicasAvailable',
          message: 'Deployment has minimum availability.',
        },
      ],
    });
  });

  it('says so when too few are available, and keeps the collision count', () => {
    const web = { ...deployment(3, 1), status: { collisionCount: 2 } };
    const status = deploymentStatus(web, { newReplicaSet: undefined, oldReplicaSets: [] }, nowMs);
    expect(status).toMatchObject({ collisionCount: 2, terminatingReplicas: 0 });
    expect(status).not.toHaveProperty('unavailableReplicas');
    expect(status.conditions).toMatchObject([
      {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      },
    ]);
  });

  it('has no negative count of unavailable pods while it shrinks', () => {
    const newReplicaSet = replicaSet(1, { replicas: 3, availableReplicas: 3 });
    const status = deploymentStatus(deployment(1, 1), { newReplicaSet, oldReplicaSets: [] }, nowMs);
    expect(status.unavailableReplicas ?? 0).toBe(0);
  });
});

describe('totalTerminating', () => {
  it.each([
    { name: 'a sum', statuses: [{ terminatingReplicas: 1 }, { terminatingReplicas: 2 }], expected: 3 },
    { name: 'one never synced', statuses: [{ terminatingReplicas: 1 }, {}], expected: 1 },
    { name: 'one synced that does not say', statuses: [{ observedGeneration: 1 }], expected: undefined },
    { name: 'none', statuses: [], expected: 0 },
  ])('$name', ({ statuses, expected }) => {
    expect(totalTerminating(statuses.map((status) => replicaSet(1, { replicas: 0, ...status })))).toBe(
      expected,
    );
  });
});

describe('isComplete', () => {
  it.each([
    { wanted: 5, replicas: 5, updated: 5, available: 4, complete: false },
    { wanted: 5, replicas: 5, updated: 5, available: 3, complete: false },
    { wanted: 5, replicas: 5, updated: 5, available: 5, complete: true },
    { wanted: 5, replicas: 5, updated: 4, available: 5, complete: false },
    { wanted: 1, replicas: 2, updated: 1, available: 1, complete: false },
    { wanted: 1, replicas: 1, updated: 1, available: 0, complete: false },
  ])('$updated new of $replicas, $available available, $wanted wanted: $complete', (row) => {
    const status: V1DeploymentStatus = {
      observedGeneration: 1,
      replicas: row.replicas,
      updatedReplicas: row.updated,
      availableReplicas: row.available,
    };
    expect(isComplete(deployment(row.wanted, 1), status)).toBe(row.complete);
    expect(isComplete(deployment(row.wanted, 2), status)).toBe(false);
  });
});

describe('sameStatus', () => {
  const condition = { type: 'Available', status: 'True', reason: 'r', lastUpdateTime: now };
  it.each<{ a: V1DeploymentStatus | undefined; b: V1DeploymentStatus | undefined; same: boolean }>([
    { a: undefined, b: { replicas: 0 }, same: true },
    { a: { replicas: 1 }, b: { replicas: 2 }, same: false },
    { a: { terminatingReplicas: 0 }, b: {}, same: false },
    { a: { collisionCount: 1 }, b: { collisionCount: 2 }, same: false },
    { a: { conditions: [condition] }, b: { conditions: [{ ...condition }] }, same: true },
    {
      a: { conditions: [condition] },
      b: { conditions: [{ ...condition, lastUpdateTime: 'x' }] },
      same: false,
    },
    { a: { conditions: [condition] }, b: {}, same: false },
  ])('$a and $b: $same', ({ a, b, same }) => {
    expect(sameStatus(a, b)).toBe(same);
    expect(sameStatus(b, a)).toBe(same);
  });
});

function deployment(replicas: number, generation: number): V1Deployment {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } };
  return { metadata: { name: 'web', generation }, spec: { replicas, selector: {}, template: {}, strategy } };
}

function replicaSet(replicas: number, status: V1ReplicaSetStatus): V1ReplicaSet {
  return { spec: { replicas, selector: {} }, status };
}

describe('a status is written when it says something else', () => {
  const condition = {
    type: 'Available',
    status: 'True',
    reason: 'MinimumReplicasAvailable',
    message: 'all is well',
    lastUpdateTime: now,
    lastTransitionTime: now,
  };
  const status: V1DeploymentStatus = {
    replicas: 3,
    terminatingReplicas: 1,
    collisionCount: 1,
    conditions: [condition],
  };

  it.each<[string, V1DeploymentStatus | undefined]>([
    ['nothing', undefined],
    ...['observedGeneration', 'replicas', 'updatedReplicas', 'readyReplicas', 'availableReplicas'].map(
      (count): [string, V1DeploymentStatus] => [count, { ...status, [count]: 7 }],
    ),
    ['unavailableReplicas', { ...status, unavailableReplicas: 7 }],
    ['terminatingReplicas', { ...status, terminatingReplicas: 0 }],
    ['collisionCount', { ...status, collisionCount: 2 }],
    ['fewer conditions', { ...status, conditions: [] }],
    ['more conditions', { ...status, conditions: [condition, condition] }],
    ...Object.keys(condition).map((field): [string, V1DeploymentStatus] => [
      `another ${field}`,
      { ...status, conditions: [{ ...condition, [field]: 'other' }] },
    ]),
  ])('%s', (_name, other) => {
    expect([sameStatus(status, other), sameStatus(other, status)]).toEqual([false, false]);
  });

  it('and not when it says the same in other objects, or counts nothing', () => {
    expect(sameStatus(status, structuredClone(status))).toBe(true);
    expect([
      sameStatus(undefined, undefined),
      sameStatus(undefined, {}),
      sameStatus({ replicas: 0 }, {}),
    ]).toEqual([true, true, true]);
    expect(sameStatus({}, { conditions: [] })).toBe(true);
  });
});
