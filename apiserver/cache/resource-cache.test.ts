import { expect, test } from 'vitest';
import { type StoredObject, UncommittedObject } from '../storage/stored-object.ts';
import { CacheEvent } from './cache-event.ts';
import { ResourceCache } from './resource-cache.ts';

function stored(size: number): StoredObject {
  return new UncommittedObject({ metadata: { name: 'a' }, data: { value: 'x'.repeat(size) } } as object).at(
    1,
  );
}

/** The first revision a watch can begin at without reading the store, after `count` changes of one object. */
function startAfter(count: number, object: StoredObject): number {
  const cache = new ResourceCache(1);
  for (let at = 1; at <= count; at++) cache.apply(new CacheEvent('a', 1 + at, object, object), new Set());
  return cache.windowStart;
}

test('small events are remembered by number', () => {
  const small = stored(10);
  expect(startAfter(10_000, small)).toBe(1);
  expect(startAfter(10_001, small)).toBe(5_002);
});

test('large events are remembered by what they take', () => {
  const large = stored(1024 * 1024);
  expect(startAfter(60, large)).toBe(1);
  const start = startAfter(1_000, large);
  expect(start).toBeGreaterThan(930);
  expect(start).toBeLessThan(975);
});
