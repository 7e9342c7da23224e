import { beforeEach, describe, expect, it } from 'vitest';
import { appsV1, type V1Pod, type V1ReplicaSet } from '../../api/index.ts';
import { keyOf } from '../../apimachinery/index.ts';
import type { Indexer, WorkQueue } from '../../client/index.ts';
import { isPodActive } from '../../component-helpers/index.ts';
import { UidTrackingControllerExpectations } from './expectations.ts';
import { OwnerEvents } from './owner-events.ts';

const first = replicaSet('first', { app: 'first' });
const second = replicaSet('second', { app: 'second' });
const everything = replicaSet('everything', {});
const goneAt = '2026-01-01T00:00:00Z';

/** What is woken, with `later` for what may be gathered. */
let woken: string[];
let expectations: UidTrackingControllerExpectations;
let events: OwnerEvents<V1ReplicaSet, V1Pod>;
let queue: WorkQueue<string>;

beforeEach(() => {
  woken = [];
  queue = {
    add: (key: string) => woken.push(key),
    addAfter: (key: string, delayMs: number) => woken.push(delayMs > 0 ? `${key} later` : key),
  } as unknown as WorkQueue<string>;
  expectations = new UidTrackingControllerExpectations({ now: () => 0 } as never);
  events = new OwnerEvents({
    owners: { type: appsV1.replicaSets, indexer: indexer([first, second, everything]) },
    selectorOf: ({ spec }) => spec?.selector,
    expectations,
    gather: { forMs: 10, counts: isPodActive },
  });
});

describe('an update', () => {
  const owned = pod('a', { app: 'first' }, first);
  it.each([
    { name: 'of nothing', from: owned, to: { ...owned }, expected: [] },
    { name: 'of the status', from: owned, to: changed(owned, {}), expected: ['default/first later'] },
    {
      name: 'of the labels',
      from: owned,
      to: changed(owned, { labels: { app: 'second' } }),
      expected: ['default/first'],
    },
    {
      name: 'of the phase to one that is over',
      from: owned,
      to: { ...changed(owned, {}), status: { phase: 'Failed' } },
      expected: ['default/first'],
    },
    {
      name: 'of the owner to another',
      from: owned,
      to: changed(owned, { ownerReferences: [reference(second)] }),
      expected: ['default/first', 'default/second'],
    },
    {
      name: 'of the owner to none: the old one, and those that match',
      from: owned,
      to: changed(owned, { ownerReferences: [], labels: { app: 'second' } }),
      expected: ['default/first', 'default/second'],
    },
    {
      name: 'of an orphan whose labels match now',
      from: pod('o', { app: 'none' }),
      to: changed(pod('o', { app: 'none' }), { labels: { app: 'second' } }),
      expected: ['default/second'],
    },
    {
      name: 'of an orphan that is as it was',
      from: pod('o', { app: 'second' }),
      to: changed(pod('o', { app: 'second' }), {}),
      expected: [],
    },
    {
      name: 'that begins its deletion',
      from: owned,
      to: changed(owned, { deletionTimestamp: goneAt }),
      expected: ['default/first'],
    },
  ])('$name', ({ from, to, expected }) => {
    events.update({ oldObject: from, object: to }, queue);
    expect(woken).toEqual(expected);
  });
});

describe('what is expected', () => {
  it('a creation seen counts, and the last one wakes at once', () => {
    expectations.setExpectations('default/first', 2, []);
    events.create({ object: pod('a', {}, first), isInInitialList: false }, queue);
    events.create({ object: pod('b', {}, first), isInInitialList: false }, queue);
    expect(woken).toEqual(['default/first later', 'default/first']);
    expect(expectations.satisfiedExpectations('default/first')).toBe(true);
  });

  it('a deletion seen twice counts once', () => {
    const going = pod('a', {}, first);
    expectations.setExpectations('default/first', 0, [keyOf(going), 'default/b']);
    const marked = changed(going, { deletionTimestamp: goneAt });
    events.update({ oldObject: going, object: marked }, queue);
    events.delete({ object: marked, finalStateUnknown: false }, queue);
    expect(expectations.pending('default/first')).toEqual({ creations: 0, deletions: 1 });
  });

  it('a deletion is seen once the pod is gone, whether its beginning was seen or not', () => {
    const going = pod('a', {}, first);
    expectations.setExpectations('default/first', 0, [keyOf(going)]);
    events.delete({ object: going, finalStateUnknown: true }, queue);
    expect(expectations.satisfiedExpectations('default/first')).toBe(true);
    expect(woken).toEqual(['default/first']);
  });

  it('a deletion that begins together with other labels is seen, and nothing else is', () => {
    const going = pod('a', { app: 'first' }, first);
    expectations.setExpectations('default/first', 0, [keyOf(going)]);
    const marked = changed(going, { deletionTimestamp: goneAt, labels: { app: 'second' } });
    events.update({ oldObject: going, object: marked }, queue);
    expect(expectations.satisfiedExpectations('default/first')).toBe(true);
    expect(new Set(woken)).toEqual(new Set(['default/first']));
  });

  it('pods with nothing in them mean nothing', () => {
    events.create({ object: {}, isInInitialList: false }, queue);
    events.update({ oldObject: {}, object: { metadata: { resourceVersion: '2' } } }, queue);
    events.update({ oldObject: { metadata: { resourceVersion: '2' } }, object: {} }, queue);
    events.delete({ object: {}, finalStateUnknown: false }, queue);
    expect(woken).toEqual([]);
  });

  it('a pod first seen when it is being deleted is no creation', () => {
    expectations.setExpectations('default/first', 1, []);
    const going = changed(pod('a', {}, first), { deletionTimestamp: goneAt });
    events.create({ object: going, isInInitialList: true }, queue);
    expect(expectations.pending('default/first')).toEqual({ creations: 1, deletions: 0 });
    expect(woken).toEqual(['default/first']);
  });

  it('an orphan is no creation, and wakes those that match but none that selects everything', () => {
    expectations.setExpectations('default/second', 1, []);
    events.create({ object: pod('o', { app: 'second' }), isInInitialList: false }, queue);
    expect(woken).toEqual(['default/second']);
    expect(expectations.satisfiedExpectations('default/second')).toBe(false);
  });
});

describe('nobody is woken', () => {
  it.each([
    { name: 'by an orphan that goes', object: pod('o', { app: 'first' }) },
    { name: 'for an owner that is unknown', object: pod('a', {}, replicaSet('unknown', {})) },
    {
      name: 'for another owner of the same name',
      object: pod('a', {}, { metadata: { name: 'first', uid: 'x' } }),
    },
    { name: 'for an owner of another kind', object: pod('a', {}, first, 'Job') },
  ])('$name', ({ object }) => {
    events.delete({ object, finalStateUnknown: false }, queue);
    expect(woken).toEqual([]);
  });
});

function replicaSet(name: string, matchLabels: Readonly<Record<string, string>>): V1ReplicaSet {
  return {
    metadata: { name, namespace: 'default', uid: `uid-${name}` },
    spec: { selector: { matchLabels } },
  };
}

function reference(owner: V1ReplicaSet, kind = 'ReplicaSet') {
  const { name = '', uid = '' } = owner.metadata ?? {};
  return { apiVersion: 'apps/v1', kind, name, uid, controller: true };
}

function pod(
  name: string,
  labels: Readonly<Record<string, string>>,
  owner?: V1ReplicaSet,
  kind = 'ReplicaSet',
): V1Pod {
  const metadata = { name, namespace: 'default', labels, resourceVersion: '1' };
  if (owner === undefined) return { metadata };
  return { metadata: { ...metadata, ownerReferences: [reference(owner, kind)] } };
}

/** A later state of the pod. */
function changed(old: V1Pod, metadata: NonNullable<V1Pod['metadata']>): V1Pod {
  return { ...old, metadata: { ...old.metadata, resourceVersion: '2', ...metadata } };
}

function indexer(objects: readonly V1ReplicaSet[]): Indexer<V1ReplicaSet> {
  const byKey = new Map(objects.map((object) => [keyOf(object), object]));
  const parts = { get: (key: string) => byKey.get(key), byIndex: () => objects };
  return parts as unknown as Indexer<V1ReplicaSet>;
}
