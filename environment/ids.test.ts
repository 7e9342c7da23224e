import { expect, test } from 'vitest';
import { idsFrom, uuidFromBytes } from './ids.ts';
import { streamOf } from './random.ts';
import { rootKey } from './seed.ts';

const ids = () => idsFrom(streamOf(rootKey(7)));

test('uids are version 4 UUIDs, repeated by the same stream', () => {
  const drawn = Array.from({ length: 100 }, ids().uid);
  for (const uid of drawn)
    expect(uid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(new Set(drawn).size).toBe(100);
  expect(ids().uid()).toBe(drawn[0]);
});

test('version and variant are all that is fixed in a UUID', () => {
  expect(uuidFromBytes(new Uint8Array(16))).toBe('00000000-0000-4000-8000-000000000000');
  expect(uuidFromBytes(new Uint8Array(16).fill(255))).toBe('ffffffff-ffff-4fff-bfff-ffffffffffff');
});

test('suffixes have the length asked for and only letters of the safe alphabet', () => {
  const { suffix } = ids();
  for (const length of [1, 5, 10]) {
    expect(suffix(length)).toMatch(new RegExp(`^[bcdfghjklmnpqrstvwxz2456789]{${length}}$`));
  }
  const letters = new Set(Array.from({ length: 500 }, () => suffix(5)).join(''));
  expect(letters.size).toBe(27);
});
