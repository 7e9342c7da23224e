import { expect, test } from 'vitest';
import { LruMap } from './lru-map.ts';

function filled(...keys: readonly string[]): LruMap<string, string> {
  const map = new LruMap<string, string>(3);
  for (const key of keys) map.set(key, `value of ${key}`);
  return map;
}

const kept = (map: LruMap<string, string>) =>
  ['a', 'b', 'c', 'd'].filter((key) => map.get(key) !== undefined);

test('it holds as many as it may, and gives what was set last', () => {
  const map = filled('a', 'b', 'c');
  map.set('b', 'another');
  expect(kept(map)).toEqual(['a', 'b', 'c']);
  expect([map.get('a'), map.get('b'), map.get('d')]).toEqual(['value of a', 'another', undefined]);
});

test('the one that was set longest ago makes room', () => {
  expect(kept(filled('a', 'b', 'c', 'd'))).toEqual(['b', 'c', 'd']);
  expect(kept(filled('a', 'b', 'c', 'a', 'd'))).toEqual(['a', 'c', 'd']);
});

test('to look at it counts as a use', () => {
  const map = filled('a', 'b', 'c');
  map.get('a');
  map.set('d', 'value of d');
  expect(kept(map)).toEqual(['a', 'c', 'd']);
});
