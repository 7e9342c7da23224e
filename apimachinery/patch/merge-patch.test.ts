import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepFreeze } from '../sharing/freeze.ts';
import { applyMergePatch } from './merge-patch.ts';

/** No lists of objects: nulls in those stay or go by what stood there before, as in Kubernetes. */
const { object } = fc.letrec<{ object: object }>((tie) => ({
  object: fc.dictionary(
    fc.constantFrom('a', 'b', 'c', '__proto__'),
    fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom(null, 1, 'x'),
      fc.array(fc.constantFrom(null, 1)),
      tie('object'),
    ),
    { noNullPrototype: true },
  ),
}));

test('what the patch does not name is the same reference', () => {
  const document = deepFreeze({ a: { x: 1 }, b: { y: 1 } });
  const result = applyMergePatch(document, { b: { y: null, z: 2 } }) as { a: object; b: object };
  expect(result).toEqual({ a: { x: 1 }, b: { z: 2 } });
  expect(result.a).toBe(document.a);
});

test('a patch that changes nothing gives the document itself', () => {
  const document = deepFreeze({ a: { x: [1, { y: 2 }] }, n: 1 });
  expect(applyMergePatch(document, { a: { x: [1, { y: 2 }], gone: null }, n: 1, m: null })).toBe(document);
});

test('applying a patch once more changes nothing and makes no new object', () => {
  fc.assert(
    fc.property(object, object, (document, patch) => {
      const once = applyMergePatch(deepFreeze(document), deepFreeze(patch));
      expect(applyMergePatch(deepFreeze(once), patch)).toBe(once);
    }),
  );
});

test('what is no object is a bad request', () => {
  expect(() => applyMergePatch({}, [])).toThrow('cannot unmarshal array into Go value');
  expect(() => applyMergePatch({}, null)).toThrow('Invalid JSON Patch');
});
