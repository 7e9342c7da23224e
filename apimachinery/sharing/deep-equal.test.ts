import fc from 'fast-check';
import { expect, it } from 'vitest';
import { deepEqual, semanticEqual } from './deep-equal.ts';

it('compares by content, and takes an undefined field for an absent one', () => {
  expect(deepEqual({ a: [1, { b: 'x' }] }, { a: [1, { b: 'x' }] })).toBe(true);
  expect(deepEqual({ a: undefined, b: 1 }, { b: 1, c: undefined })).toBe(true);
  expect(deepEqual({ a: 1 }, { a: 1, b: 2 })).toBe(false);
  expect(deepEqual([1, 2], [1, 2, 3])).toBe(false);
  expect(deepEqual([1], { 0: 1 })).toBe(false);
  expect(deepEqual({ a: null }, {})).toBe(false);
  expect(deepEqual(1, '1')).toBe(false);
});

it('does not find fields in the prototype', () => {
  expect(deepEqual({ constructor: 'x' }, {})).toBe(false);
  expect(deepEqual({}, { toString: 'x' })).toBe(false);
});

it('does not enter what is the same', () => {
  const trap = Object.defineProperty({}, 'field', {
    enumerable: true,
    get: () => {
      throw new Error('entered');
    },
  });
  expect(deepEqual({ spec: trap, a: 1 }, { spec: trap, a: 1 })).toBe(true);
});

it('takes null and empty lists for absent ones when it compares by meaning', () => {
  expect(semanticEqual({ a: null, b: [], c: { d: [] } }, { c: {} })).toBe(true);
  expect(semanticEqual({ emptyDir: {} }, {})).toBe(false);
  expect(semanticEqual({ a: [1] }, { a: [] })).toBe(false);
});

it('agrees with the text of the JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(deepEqual(a, structuredClone(a))).toBe(true);
      if (JSON.stringify(a) === JSON.stringify(b)) expect(deepEqual(a, b)).toBe(true);
      expect(deepEqual(a, b)).toBe(deepEqual(b, a));
      expect(semanticEqual(a, b)).toBe(semanticEqual(b, a));
    }),
  );
});
