import { describe, expect, it } from 'vitest';
import type { V1Deployment, V1ReplicaSet } from '../../api/index.ts';
import { cleanUpUnhealthy, decideRolling, newReplicaSetSize, scaleDownOld, shrinkOld } from './rolling.ts';

describe('the new ReplicaSet', () => {
  it.each([
    { wanted: 10, surge: 0, old: 10, size: 0, expected: 0 },
    { wanted: 10, surge: 2, old: 10, size: 0, expected: 2 },
    { wanted: 10, surge: 2, old: 5, size: 0, expected: 7 },
    { wanted: 10, surge: 2, old: 10, size: 2, expected: 2 },
    { wanted: 10, surge: 2, old: 2, size: 11, expected: 10 },
    { wanted: 10, surge: 0, old: 15, size: 2, expected: 2 },
    { wanted: 6, surge: 10, old: 5, size: 2, expected: 6 },
  ])(
    'of $size grows to $expected of $wanted beside $old, surge $surge',
    ({ wanted, surge, old, size, expected }) => {
      const newSet = replicaSet('new', size, 0);
      const oldSet = replicaSet('old', old, 0);
      const rolling = deployment(wanted, surge, 0);
      expect(newReplicaSetSize(rolling, newSet, [oldSet, newSet])).toBe(expected);
      const first = decideRolling(rolling, newSet, [oldSet]).filter(
        (scaling) => scaling.replicaSet === newSet,
      );
      expect(first).toEqual(expected === size ? [] : [{ replicaSet: newSet, replicas: expected }]);
    },
  );

  it('takes all pods at once when the strategy is Recreate', () => {
    const recreate: V1Deployment = {
      spec: { replicas: 3, selector: {}, template: {}, strategy: { type: 'Recreate' } },
    };
    expect(newReplicaSetSize(recreate, replicaSet('new', 1, 0), [replicaSet('old', 5, 5)])).toBe(3);
  });
});

describe('the old ReplicaSets', () => {
  it.each([
    { wanted: 10, unavailable: 0, old: 10, size: 0, oldAvailable: 10, steps: [9] },
    { wanted: 10, unavailable: 2, old: 10, size: 0, oldAvailable: 10, steps: [8] },
    { wanted: 10, unavailable: 2, old: 10, size: 0, oldAvailable: 8, steps: [8] },
    { wanted: 10, unavailable: 2, old: 10, size: 0, oldAvailable: 9, steps: [9, 8] },
    { wanted: 10, unavailable: 2, old: 8, size: 2, oldAvailable: 8, steps: [] },
  ])('of $old, $oldAvailable available, shrink to $steps beside $size new', (row) => {
    const { wanted, unavailable, old, size, oldAvailable, steps } = row;
    const oldSet = replicaSet('old', old, oldAvailable);
    const rolling = deployment(wanted, 0, unavailable);
    const scalings = shrinkOld(rolling, replicaSet('new', size, 0), [oldSet]);
    expect(scalings.map((scaling) => scaling.replicas)).toEqual(steps);
  });

  it('shrink by what a rollback leaves broken, and by no good pod', () => {
    const broken = replicaSet('broken', 5, 0);
    const good = replicaSet('good', 8, 7);
    const scalings = shrinkOld(deployment(10, 3, 2), good, [broken]);
    expect(scalings).toEqual([{ replicaSet: broken, replicas: 1 }]);
  });

  it.each([
    { old: 10, available: 8, most: 1, expected: [9] },
    { old: 10, available: 8, most: 3, expected: [8] },
    { old: 10, available: 8, most: 0, expected: [] },
    { old: 10, available: 10, most: 3, expected: [] },
    { old: 2, available: 5, most: 3, expected: [] },
  ])(
    'of $old, $available available, lose at most $most that are not',
    ({ old, available, most, expected }) => {
      const scalings = cleanUpUnhealthy([replicaSet('old', old, available)], most);
      expect(scalings.map((scaling) => scaling.replicas)).toEqual(expected);
    },
  );

  it.each([
    { unavailable: 0, available: 10, old: 10, expected: [9] },
    { unavailable: 2, available: 10, old: 10, expected: [8] },
    { unavailable: 2, available: 8, old: 10, expected: [] },
    { unavailable: 2, available: 10, old: 0, expected: [] },
    { unavailable: 2, available: 1, old: 10, expected: [] },
  ])('keep the minimum: $available of $old, $unavailable may be missing', (row) => {
    const oldSet = replicaSet('old', row.old, row.available);
    const scalings = scaleDownOld(deployment(10, 0, row.unavailable), undefined, [oldSet]);
    expect(scalings.map((scaling) => scaling.replicas)).toEqual(row.expected);
  });

  it('that report pods they are about to lose do not lose others for them', () => {
    const shrinking = replicaSet('shrinking', 3, 4);
    const broken = replicaSet('broken', 1, 0);
    const scalings = shrinkOld(deployment(4, 0, 1), replicaSet('new', 0, 0), [shrinking, broken]);
    expect(scalings).toEqual([{ replicaSet: broken, replicas: 0 }]);
  });

  it('lose no more broken pods together than they may', () => {
    const broken = ['a', 'b', 'c'].map((name) => replicaSet(name, 2, 0));
    expect(cleanUpUnhealthy(broken, 3).map(({ replicas }) => replicas)).toEqual([0, 1]);
  });

  it('that have lost all their pods lose no good ones', () => {
    const broken = replicaSet('broken', 1, 0, '2026-01-01T00:00:00Z');
    const good = replicaSet('good', 5, 5, '2026-01-02T00:00:00Z');
    const scalings = shrinkOld(deployment(5, 0, 1), replicaSet('new', 0, 0), [broken, good]);
    expect(scalings).toEqual([
      { replicaSet: broken, replicas: 0 },
      { replicaSet: good, replicas: 4 },
    ]);
  });

  it('shrink from the oldest on', () => {
    const older = replicaSet('older', 3, 3, '2026-01-01T00:00:00Z');
    const newer = replicaSet('newer', 3, 3, '2026-01-02T00:00:00Z');
    const scalings = shrinkOld(deployment(6, 0, 4), replicaSet('new', 0, 0), [newer, older]);
    expect(scalings).toEqual([
      { replicaSet: older, replicas: 0 },
      { replicaSet: newer, replicas: 2 },
    ]);
  });
});

function deployment(replicas: number, maxSurge: number, maxUnavailable: number): V1Deployment {
  const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } };
  return { metadata: { name: 'web' }, spec: { replicas, selector: {}, template: {}, strategy } };
}

function replicaSet(
  name: string,
  replicas: number,
  availableReplicas: number,
  creationTimestamp = '2026-01-01T00:00:00Z',
): V1ReplicaSet {
  return {
    metadata: { name, uid: name, creationTimestamp },
    spec: { replicas, selector: {} },
    status: { replicas, availableReplicas },
  };
}
