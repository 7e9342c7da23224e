import { expect, test } from 'vitest';
import { OrderedKeys } from './ordered-keys.ts';

const ascending = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);

function orderedMap() {
  const map = new Map<string, number>();
  const keys = new OrderedKeys(map, ascending);
  return {
    keys,
    add(key: string) {
      map.set(key, map.size);
      keys.add(key);
    },
    remove(key: string) {
      map.delete(key);
      keys.delete(key);
    },
  };
}

test('keys come in order from any start, whenever they were added and removed', () => {
  const { keys, add, remove } = orderedMap();
  for (const key of ['d', 'b', 'a']) add(key);
  expect([...keys.from('')]).toEqual(['a', 'b', 'd']);
  add('c');
  remove('b');
  add('e');
  remove('e');
  add('b');
  expect(keys.first()).toBe('a');
  expect([...keys.from('b')]).toEqual(['b', 'c', 'd']);
  remove('a');
  expect(keys.first()).toBe('b');
});

test('thousands that nobody asks for in order, and that go again, leave nothing behind', () => {
  const { keys, add, remove } = orderedMap();
  for (let at = 0; at < 5_000; at++) {
    add(`k${at}`);
    if (at >= 10) remove(`k${at - 10}`);
  }
  expect([...keys.from('')]).toHaveLength(10);
  expect(keys.first()).toBe('k4990');
});
