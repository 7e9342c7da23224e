import { expect, it } from 'vitest';
import { appsV1, type V1ControllerRevision, type V1StatefulSet } from '../../api/index.ts';
import { newControllerRevision } from '../kit/history/index.ts';
import { knownRevision, setRevision, surplusRevisions } from './revisions.ts';
import { podOf, setOf } from './testing/set-objects.ts';

it('the revision of a set is the newest that keeps its template', () => {
  const [a, b, again] = [revisionOf('a', 1), revisionOf('b', 2), revisionOf('a', 3)];
  expect(knownRevision(withImage('a'), [a, b])).toBe(a);
  expect(knownRevision(withImage('b'), [a, b])).toBe(b);
  expect(knownRevision(withImage('a'), [a, b, again])).toBe(again);
  expect(knownRevision(withImage('c'), [a, b])).toBeUndefined();
  expect(knownRevision(withImage('c'), [])).toBeUndefined();
});

it('the newest revision may say the same in other words', () => {
  const template = { ...withImage('a').spec?.template, metadata: { creationTimestamp: null } };
  const written = (revision: number) => ({
    data: { spec: { template: { ...template, $patch: 'replace' } } },
    revision,
  });
  expect(knownRevision(withImage('a'), [written(1)])).toMatchObject({ revision: 1 });
  expect(knownRevision(withImage('a'), [written(1), revisionOf('b', 2)])).toBeUndefined();
});

it('pods are made from what a revision keeps', () => {
  const revision = revisionOf('a', 1);
  const { name, template } = setRevision(revision);
  expect([name, template]).toEqual([revision.metadata?.name, withImage('a').spec?.template]);
  expect(() => setRevision({ metadata: { name: 'odd' }, data: {}, revision: 1 })).toThrow(
    'odd keeps no pod template',
  );
});

it('the oldest revisions go that no pod is of, beyond the limit', () => {
  const revisions = ['a', 'b', 'c', 'd', 'e', 'f'].map((image, at) => revisionOf(image, at + 1));
  const [a, b, c, , e, f] = revisions;
  const chosen = { current: e ?? revisionOf('e', 5), update: f ?? revisionOf('f', 6), collisionCount: 0 };
  const surplus = (limit: number | undefined, pods = [podOf(0, { revision: b?.metadata?.name ?? '' })]) =>
    surplusRevisions(
      setOf(limit === undefined ? {} : { revisionHistoryLimit: limit }),
      pods,
      revisions,
      chosen,
    );
  expect(surplus(1)).toEqual([a, c]);
  expect(surplus(1, [])).toEqual([a, b, c]);
  expect(surplus(0, [])).toHaveLength(4);
  expect(surplus(3)).toEqual([]);
  expect(surplus(-1)).toEqual([]);
  expect(surplus(undefined)).toEqual([]);
});

function withImage(image: string): V1StatefulSet {
  return setOf({ template: { spec: { containers: [{ name: 'main', image }] }, metadata: {} } });
}

function revisionOf(image: string, revision: number): V1ControllerRevision {
  const owner = withImage(image);
  const template = owner.spec?.template ?? {};
  return newControllerRevision({
    owner,
    ownerType: appsV1.statefulSets,
    template,
    revision,
    collisionCount: 0,
  });
}
