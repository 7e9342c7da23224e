import { expect, it } from 'vitest';
import type { V1EndpointSlice } from '../../../api/index.ts';
import { SliceGenerations } from './slice-generations.ts';

function slice(uid: string, generation: number): V1EndpointSlice {
  const labels = { 'kubernetes.io/service-name': 'web' };
  return { addressType: 'IPv4', metadata: { namespace: 'default', name: uid, uid, generation, labels } };
}

const key = 'default/web';

it('knows its own writes from those of others', () => {
  const known = new SliceGenerations();
  expect([known.has(slice('a', 1)), known.isForeign(slice('a', 1))]).toEqual([false, true]);
  known.wrote(slice('a', 2));
  expect([1, 2, 3].map((generation) => known.isForeign(slice('a', generation)))).toEqual([
    false,
    false,
    true,
  ]);
  expect(known.isForeignDeletion(slice('a', 2))).toBe(true);
  known.wrote(slice('b', 1));
  known.expectDeletion(slice('b', 1));
  expect(known.isForeignDeletion(slice('b', 1))).toBe(false);
  expect(known.isForeignDeletion(slice('c', 1))).toBe(false);
});

it.each([
  ['what was written is seen', [slice('a', 2)], false],
  ['more than that is seen', [slice('a', 3), slice('b', 1)], false],
  ['an older one is seen', [slice('a', 1)], true],
  ['nothing is seen', [], true],
  ['what was deleted is still seen', [slice('a', 2), slice('gone', 1)], true],
])('says whether the cache is behind when %s', (_, seen, isBehind) => {
  const known = new SliceGenerations();
  expect(known.isBehind(key, seen)).toBe(false);
  known.wrote(slice('a', 2));
  known.expectDeletion(slice('gone', 1));
  expect(known.isBehind(key, seen)).toBe(isBehind);
  known.forget(key);
  expect(known.isBehind(key, seen)).toBe(false);
});
