import { expect, test } from 'vitest';
import { decode } from './codec.ts';
import { UncommittedObject } from './stored-object.ts';

const written = () => ({
  kind: 'ConfigMap',
  apiVersion: 'v1',
  metadata: {
    name: 'a',
    labels: { b: 'c' },
    ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'd', uid: 'e' }],
  },
  spec: { list: [{ deep: { deeper: [1] } }] },
});

const decoded = (value: string) =>
  decode({
    key: '/registry/core/configmaps/default/a',
    value,
    createRevision: 7,
    modRevision: 7,
    version: 1,
  });

/** The paths of everything within that could be changed. */
function loose(value: unknown, path = ''): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const within = Object.entries(value).flatMap(([key, member]) => loose(member, `${path}/${key}`));
  return Object.isFrozen(value) ? within : [path, ...within];
}

test('stored objects are frozen in depth, whether this process wrote or read them', () => {
  const uncommitted = new UncommittedObject(written());
  for (const stored of [uncommitted.at(7), uncommitted.at(8), decoded(JSON.stringify(written()))]) {
    expect(loose(stored.object)).toEqual([]);
    for (const type of ['ADDED', 'MODIFIED', 'DELETED'] as const)
      expect(loose(stored.event(type).object)).toEqual([]);
  }
});

test('an object is at its revision, in the object as in every text of it', () => {
  const stored = new UncommittedObject({
    ...written(),
    metadata: { ...written().metadata, resourceVersion: '3' },
  }).at(7);
  const { kind, apiVersion, ...item } = stored.object;
  expect(stored.object.metadata?.resourceVersion).toBe('7');
  expect(JSON.parse(stored.text())).toEqual({ kind, apiVersion, ...item });
  expect(JSON.parse(stored.itemText())).toEqual(item);
  const event = JSON.parse(Buffer.from(stored.event('MODIFIED').frame()).toString());
  expect(event).toEqual({ type: 'MODIFIED', object: stored.object });
});

test('what this process wrote, and what it reads of it, are the same', () => {
  const uncommitted = new UncommittedObject(written());
  expect(uncommitted.at(7)).toBe(uncommitted.at(7));
  expect(uncommitted.at(9).object.metadata?.resourceVersion).toBe('9');
  expect(uncommitted.at(7).object.metadata?.resourceVersion).toBe('7');
  const read = decoded(uncommitted.text);
  expect(read.object).toEqual(uncommitted.at(7).object);
  expect(read.text()).toBe(uncommitted.at(7).text());
});

test('kind, version and metadata come first, however they were given', () => {
  const { metadata, kind, apiVersion, spec } = written();
  for (const given of [
    { spec, metadata, apiVersion, kind },
    { apiVersion, kind, spec, metadata },
    { metadata, spec },
  ]) {
    const { text } = new UncommittedObject(given as object);
    expect(text).toMatch(/^\{("kind":"ConfigMap","apiVersion":"v1",)?"metadata":\{"name":"a"/);
    expect(JSON.parse(decoded(text).text())).toEqual({
      ...given,
      metadata: { ...metadata, resourceVersion: '7' },
    });
  }
});
