import { expect, it } from 'vitest';
import { deepFreeze } from './freeze.ts';

it('freezes every object and list within', () => {
  const value = { a: { b: [1, { c: 'x' }] }, d: null, e: undefined };
  expect(deepFreeze(value)).toBe(value);
  expect(Object.isFrozen(value)).toBe(true);
  expect(Object.isFrozen(value.a.b)).toBe(true);
  expect(Object.isFrozen(value.a.b[1])).toBe(true);
});

it('does not enter what is frozen already', () => {
  let entered = 0;
  const stored = Object.freeze({
    get field() {
      entered++;
      return {};
    },
  });
  deepFreeze({ stored });
  expect(entered).toBe(0);
});

it('leaves bytes and plain values alone', () => {
  const bytes = new Uint8Array([1]);
  deepFreeze({ bytes });
  bytes[0] = 2;
  expect(bytes[0]).toBe(2);
  expect(deepFreeze('text')).toBe('text');
  expect(deepFreeze(null)).toBeNull();
});
