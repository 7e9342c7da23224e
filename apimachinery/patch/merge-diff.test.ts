import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepEqual } from '../sharing/deep-equal.ts';
import { createMergePatch } from './merge-diff.ts';
import { applyMergePatch } from './merge-patch.ts';

test.each<[object, object, object | undefined]>([
  [{ a: 1 }, { a: 1 }, undefined],
  [{ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 } }, { a: { c: 3 } }],
  [{ a: { b: 1 } }, {}, { a: null }],
  [{ a: [1, 2] }, { a: [1, 3] }, { a: [1, 3] }],
  [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, undefined],
  [{ a: 1 }, { a: { b: 1 } }, { a: { b: 1 } }],
  [{}, { a: undefined }, undefined],
  [{ a: undefined }, {}, undefined],
])('what makes %j of %j', (before, after, patch) => {
  expect(createMergePatch(before, after)).toEqual(patch);
});

// A merge patch cannot write a null, nor a null in a new object.
const leaf = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.string({ maxLength: 2 }), fc.boolean());
const { node } = fc.letrec<{ node: object; value: unknown }>((tie) => ({
  value: fc.oneof({ maxDepth: 3 }, leaf, tie('node'), fc.array(leaf, { maxLength: 3 })),
  node: fc.dictionary(fc.constantFrom('a', 'b', 'c', '__proto__'), tie('value'), { maxKeys: 3 }),
}));

test('applied, it makes of the one object the other', () => {
  fc.assert(
    fc.property(node, node, (before, after) => {
      expect(deepEqual(applyMergePatch(before, createMergePatch(before, after) ?? {}), after)).toBe(true);
    }),
  );
});
