import { describe, expect, it } from 'vitest';
import type { V1PersistentVolumeClaim, V1Pod, V1StatefulSet } from '../../api/index.ts';
import { decide, type Step } from './decide.ts';
import { claimOf, claimTemplates, observationOf, podOf, setOf } from './testing/set-objects.ts';

const parallel = { podManagementPolicy: 'Parallel' };

/** Phases as `create web-0, delete web-1`, and at last the pods that are replaced. */
function planned(
  set: V1StatefulSet,
  pods: readonly V1Pod[],
  claims?: readonly V1PersistentVolumeClaim[],
): readonly string[] {
  const observation = observationOf(set, pods, claims);
  const { phases, outdated } = decide(observation, observation.sorted);
  const told = phases.map((phase) => phase.flat().map(tell).join(', '));
  return [...told, ...outdated.map((pod) => `replace ${pod.metadata?.name}`)].filter((text) => text !== '');
}

function tell({ does, pod }: Step): string {
  return `${does} ${pod.metadata?.name}`;
}

describe('an ordered set', () => {
  it.each([
    { name: 'nothing is there', pods: [], plan: ['create web-0'] },
    { name: 'the first is ready', pods: [podOf(0)], plan: ['create web-1'] },
    { name: 'the first is pending', pods: [podOf(0, { phase: 'Pending' })], plan: ['create-claims web-0'] },
    { name: 'the first is not ready', pods: [podOf(0, { ready: false })], plan: [] },
    { name: 'the first is being deleted', pods: [podOf(0, { deleted: true })], plan: [] },
    { name: 'one in the middle is missing', pods: [podOf(0), podOf(2)], plan: ['create web-1'] },
    { name: 'the first has failed', pods: [podOf(0, { phase: 'Failed' })], plan: ['delete web-0'] },
    { name: 'the first has succeeded', pods: [podOf(0, { phase: 'Succeeded' })], plan: ['delete web-0'] },
    { name: 'one has failed and goes', pods: [podOf(0, { phase: 'Failed', deleted: true })], plan: [] },
    { name: 'all are ready', pods: [podOf(0), podOf(1), podOf(2)], plan: [] },
  ])('when $name', ({ pods, plan }) => {
    expect(planned(setOf(), pods)).toEqual(plan);
  });

  it('begins at its start ordinal', () => {
    expect(planned(setOf({ ordinals: { start: 5 } }), [podOf(5), podOf(7)])).toEqual(['create web-6']);
  });

  it('waits until a pod has been ready for long enough', () => {
    const set = setOf({ minReadySeconds: 60 });
    expect(planned(set, [podOf(0, { readyForSeconds: 59 })])).toEqual([]);
    expect(planned(set, [podOf(0, { readyForSeconds: 60 })])).toEqual(['create web-1']);
  });

  it.each([
    { name: 'the last first', pods: [0, 1, 2, 3, 4].map((n) => podOf(n)), plan: ['delete web-4'] },
    {
      name: 'not while one goes',
      pods: [podOf(0), podOf(1), podOf(2), podOf(3), podOf(4, { deleted: true })],
      plan: [],
    },
    {
      name: 'not while one before it is not ready',
      pods: [podOf(0), podOf(1), podOf(2), podOf(3, { ready: false }), podOf(4)],
      plan: ['delete web-4'],
    },
    {
      name: 'not the last, where it is not ready and not the first such',
      pods: [podOf(0), podOf(1), podOf(2), podOf(3, { ready: false }), podOf(4, { ready: false })],
      plan: [],
    },
    {
      name: 'the last, where it alone is not ready',
      pods: [podOf(0), podOf(1), podOf(2), podOf(3), podOf(4, { ready: false })],
      plan: ['delete web-4'],
    },
    { name: 'none while one that stays is missing', pods: [podOf(0), podOf(3)], plan: ['create web-1'] },
  ])('shrinks: $name', ({ pods, plan }) => {
    expect(planned(setOf(), pods)).toEqual(plan);
  });

  it('does nothing when it is being deleted', () => {
    const metadata = { ...setOf().metadata, deletionTimestamp: '2026-03-01T12:00:00Z' };
    expect(planned(setOf({}, { metadata }), [podOf(4)])).toEqual([]);
  });

  it('leaves pods alone whose name has no ordinal', () => {
    const odd = { metadata: { ...podOf(0).metadata, name: 'web-x' } };
    expect(planned(setOf({ replicas: 0 }), [odd])).toEqual([]);
  });
});

describe('a parallel set', () => {
  it('makes all that are missing and deletes all that are too many at once', () => {
    const pods = [podOf(1, { ready: false }), podOf(3), podOf(4, { deleted: true }), podOf(5)];
    expect(planned(setOf(parallel), pods)).toEqual([
      'create web-0, create web-2',
      'delete web-5, delete web-3',
    ]);
  });

  it('makes so many at once at most', () => {
    const [creations = ''] = planned(setOf({ ...parallel, replicas: 2_000_000_000 }), []);
    expect(creations.split(', ')).toHaveLength(500);
  });
});

describe('pods of another revision', () => {
  const old = { revision: 'old' };
  it.each([
    { name: 'the last first', pods: [podOf(0, old), podOf(1, old), podOf(2, old)], plan: ['replace web-2'] },
    { name: 'then the one before', pods: [podOf(0, old), podOf(1, old), podOf(2)], plan: ['replace web-1'] },
    {
      name: 'not while a new one is not ready',
      pods: [podOf(0, old), podOf(1, old), podOf(2, { ready: false })],
      plan: [],
    },
    {
      name: 'not while one goes',
      pods: [podOf(0, old), podOf(1, old), podOf(2, { ...old, deleted: true })],
      plan: [],
    },
    // The forced rollback of the documentation: the broken pod has to be deleted by hand.
    { name: 'not a broken one', pods: [podOf(0), podOf(1), podOf(2, { ...old, ready: false })], plan: [] },
  ])('are replaced: $name', ({ pods, plan }) => {
    expect(planned(setOf(), pods)).toEqual(plan);
  });

  it.each([
    { partition: 2, plan: [] },
    { partition: 1, plan: ['replace web-1'] },
    { partition: 5, plan: [] },
  ])('stay below the partition $partition', ({ partition, plan }) => {
    const set = setOf({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition } } });
    expect(planned(set, [podOf(0, old), podOf(1, old), podOf(2)])).toEqual(plan);
  });

  it('stay until they are deleted, with OnDelete', () => {
    const set = setOf({ updateStrategy: { type: 'OnDelete' } });
    expect(planned(set, [podOf(0, old), podOf(1, old), podOf(2, old)])).toEqual([]);
  });

  it('of a parallel set are replaced one by one, also where they are broken', () => {
    const pods = [podOf(0, old), podOf(1, old), podOf(2, { ...old, ready: false })];
    expect(planned(setOf(parallel), pods)).toEqual(['replace web-2']);
    expect(planned(setOf(parallel), [podOf(0, old), podOf(1, old), podOf(2, { ready: false })])).toEqual([]);
  });

  it('of a parallel set wait for pods that are missing', () => {
    expect(planned(setOf(parallel), [podOf(0, old), podOf(1, old)])).toEqual(['create web-2']);
  });

  it('are not replaced while there are pods too many', () => {
    expect(planned(setOf(), [podOf(0, old), podOf(1), podOf(2), podOf(3)])).toEqual(['delete web-3']);
  });
});

describe('claims', () => {
  const volumes = (ordinal: number) => [
    { name: 'data', persistentVolumeClaim: { claimName: `data-web-${ordinal}` } },
  ];
  const owner = (kind: string, name: string, uid: string, apiVersion = 'v1') => [
    { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true },
  ];
  const deletes = (whenScaled: string, whenDeleted: string) => ({
    ...claimTemplates,
    persistentVolumeClaimRetentionPolicy: { whenScaled, whenDeleted },
  });

  it('of a pod that has no volume for them are repaired', () => {
    expect(planned(setOf({ ...claimTemplates, replicas: 1 }), [podOf(0)])).toEqual(['repair web-0']);
    expect(planned(setOf({ ...claimTemplates, replicas: 1 }), [podOf(0, { volumes: volumes(0) })])).toEqual(
      [],
    );
  });

  it('that the policy gives to another are repaired, when the pod is available', () => {
    const set = setOf({ ...deletes('Retain', 'Delete'), replicas: 1 });
    const pod = podOf(0, { volumes: volumes(0) });
    expect(planned(set, [pod], [claimOf(0)])).toEqual(['repair web-0']);
    expect(planned(set, [podOf(0, { volumes: volumes(0), ready: false })], [claimOf(0)])).toEqual([]);
    expect(planned(set, [pod], [claimOf(0, owner('StatefulSet', 'web', 'ss-1', 'apps/v1'))])).toEqual([]);
  });

  it('of pods that go are given to them first', () => {
    const set = setOf({ ...deletes('Delete', 'Retain'), replicas: 1 });
    const pods = [podOf(0, { volumes: volumes(0) }), podOf(1, { volumes: volumes(1) })];
    expect(planned(set, pods, [claimOf(0), claimOf(1)])).toEqual(['own-claims web-1', 'delete web-1']);
    const given = claimOf(1, owner('Pod', 'web-1', 'pod-1'));
    expect(planned(set, pods, [claimOf(0), given])).toEqual(['delete web-1']);
  });

  it('of an earlier pod have to go before there is a new one', () => {
    const stale = [claimOf(0, owner('Pod', 'web-0', 'pod-before'))];
    expect(planned(setOf(deletes('Delete', 'Retain')), [], stale)).toEqual([]);
    expect(planned(setOf(claimTemplates), [], stale)).toEqual(['create web-0']);
  });

  it('a pod without its labels is repaired', () => {
    const { labels: _, ...metadata } = podOf(0).metadata ?? {};
    expect(
      planned(setOf({ replicas: 1 }), [
        { ...podOf(0), metadata: { ...metadata, labels: { app: 'web', 'controller-revision-hash': 'new' } } },
      ]),
    ).toEqual(['repair web-0']);
  });
});
