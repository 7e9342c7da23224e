import { describe, expect, it } from 'vitest';
import type { V1Deployment, V1ReplicaSet } from '../../api/index.ts';
import { revisionAnnotation } from './annotations.ts';
import { replicaSetsToDelete } from './history.ts';

const gone: V1ReplicaSet = {
  ...set('1', 0, 0),
  metadata: { name: '1', deletionTimestamp: '2026-01-01T00:00:00Z' },
};

describe('only what is empty and beyond the limit goes', () => {
  it.each([
    { sets: [set('1', 0, 0), set('2', 0, 0), set('3', 0, 0)], limit: 1, deleted: ['1', '2'] },
    { sets: [set('1', 0, 0), set('2', 0, 1), set('3', 1, 0), set('4', 1, 1)], limit: 0, deleted: ['1'] },
    { sets: [set('1', 0, 0), set('2', 0, 0)], limit: 0, deleted: ['1', '2'] },
    { sets: [set('1', 1, 1), set('2', 1, 1)], limit: 0, deleted: [] },
    { sets: [gone], limit: 0, deleted: [] },
    { sets: [set('1', 0, 0), set('2', 0, 0), set('3', 0, 0)], limit: 2147483647, deleted: [] },
    { sets: [set('1', 0, 0), set('2', 0, 0), set('3', 0, 0)], limit: 4, deleted: [] },
    { sets: [set('1', 0, 0)], limit: undefined, deleted: [] },
    { sets: [{}, { spec: { selector: {}, replicas: 0 } }], limit: 1, deleted: [] },
    { sets: [{ spec: { selector: {}, replicas: 0 } }], limit: 0, deleted: [undefined] },
  ])('limit $limit: $deleted', ({ sets, limit, deleted }) => {
    expect(names(replicaSetsToDelete(web(limit), sets))).toEqual(deleted);
  });

  it('not what has changed since it was looked at', () => {
    const changed = { ...set('1', 0, 0), metadata: { name: '1', generation: 2 } };
    expect(replicaSetsToDelete(web(0), [changed])).toEqual([]);
  });
});

describe('the oldest revisions go first, ties by age', () => {
  it.each([
    { revisions: ['1', '2'], limit: 1, deleted: ['a'] },
    { revisions: ['2', '1'], limit: 1, deleted: ['b'] },
    { revisions: ['1', ''], limit: 1, deleted: ['b'] },
    { revisions: ['', '2'], limit: 1, deleted: ['a'] },
    { revisions: ['2', '2'], limit: 1, deleted: ['a'] },
    { revisions: ['2', 'x'], limit: 1, deleted: ['a'] },
    { revisions: ['x', '0'], limit: 1, deleted: ['a'] },
    { revisions: ['1', '2', '3'], full: ['a'], limit: 1, deleted: ['b'] },
    { revisions: ['1', '2', '3'], full: ['a', 'b'], limit: 1, deleted: [] },
    { revisions: ['3', '1', '4', '2'], limit: 2, deleted: ['b', 'd'] },
  ])('$revisions, limit $limit: $deleted', ({ revisions, full, limit, deleted }) => {
    const sets = revisions.map((revision, index) => {
      const name = 'abcd'[index] ?? '';
      const replicas = full?.includes(name) ? 1 : 0;
      return set(name, replicas, replicas, revision);
    });
    expect(names(replicaSetsToDelete(web(limit), sets))).toEqual(deleted);
  });
});

function web(revisionHistoryLimit: number | undefined): V1Deployment {
  const spec = { replicas: 1, selector: {}, template: {} };
  return { spec: revisionHistoryLimit === undefined ? spec : { ...spec, revisionHistoryLimit } };
}

function set(name: string, replicas: number, running: number, revision = ''): V1ReplicaSet {
  const annotations = revision === '' ? {} : { [revisionAnnotation]: revision };
  return {
    metadata: { name, annotations, creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { replicas, selector: {} },
    status: { replicas: running },
  };
}

function names(sets: readonly V1ReplicaSet[]) {
  return sets.map((replicaSet) => replicaSet.metadata?.name);
}
