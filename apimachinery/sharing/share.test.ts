import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deepEqual } from './deep-equal.ts';
import { deepFreeze } from './freeze.ts';
import { reshare } from './share.ts';

const pod = deepFreeze({
  metadata: { name: 'web', labels: { app: 'web', tier: 'front' } },
  spec: { containers: [{ name: 'a', ports: [80] }, { name: 'b' }] },
});

it('answers the old object for an equal one, whatever the order of keys', () => {
  const { metadata, spec } = structuredClone(pod);
  expect(reshare(pod, { spec, metadata: { labels: metadata.labels, name: 'web' } })).toBe(pod);
});

it('keeps the references of all that is equal around a change', () => {
  const fresh = deepFreeze({ ...structuredClone(pod), metadata: { name: 'web', labels: { app: 'other' } } });
  const shared = reshare(pod, fresh);
  expect(shared).toEqual(fresh);
  expect(shared.spec).toBe(pod.spec);
  expect(fresh.spec).not.toBe(pod.spec);
});

it('shares list items by position, with items added or gone', () => {
  const longer = reshare(pod.spec, {
    containers: [{ name: 'a', ports: [80] }, { name: 'c' }, { name: 'd' }],
  });
  expect(longer.containers[0]).toBe(pod.spec.containers[0]);
  expect(longer.containers).toHaveLength(3);
  const shorter = reshare(pod.spec, { containers: [{ name: 'a', ports: [80] }] });
  expect(shorter.containers).toHaveLength(1);
  expect(shorter.containers[0]).toBe(pod.spec.containers[0]);
});

it('answers the fresh value itself when nothing can be shared', () => {
  const fresh = { metadata: { name: 'other' } };
  expect(reshare(pod, fresh)).toBe(fresh);
  expect(reshare(undefined, fresh)).toBe(fresh);
  expect(reshare([1], { 0: 1 })).toEqual({ 0: 1 });
});

it('sees a field that is gone', () => {
  const shared = reshare({ a: { x: 1 }, b: 2 }, { a: { x: 1 } });
  expect(shared).toEqual({ a: { x: 1 } });
});

it('is equal to the fresh value, and the old one when both are equal, for any JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (old, fresh) => {
      const before = JSON.stringify([old, fresh]);
      expect(JSON.parse(JSON.stringify(reshare(old, fresh)))).toEqual(JSON.parse(JSON.stringify(fresh)));
      expect(JSON.stringify([old, fresh])).toBe(before);
      expect(reshare(old, structuredClone(old))).toBe(old);
      if (deepEqual(old, fresh)) expect(reshare(old, fresh)).toBe(old);
    }),
  );
});
