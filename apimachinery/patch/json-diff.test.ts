import fc from 'fast-check';
import { expect, test } from 'vitest';
import { deepEqual } from '../sharing/deep-equal.ts';
import { createJsonPatch } from './json-diff.ts';
import { applyJsonPatch } from './json-patch.ts';

test.each<[unknown, unknown, object[]]>([
  [{ a: 1 }, { a: 1 }, []],
  [{ a: undefined }, {}, []],
  [{ a: 1 }, { a: 2 }, [{ op: 'replace', path: '/a', value: 2 }]],
  [{ 'a/b~': 1 }, {}, [{ op: 'remove', path: '/a~1b~0' }]],
  [
    { a: [1, 2, 3] },
    { a: [0] },
    [
      { op: 'replace', path: '/a/0', value: 0 },
      { op: 'remove', path: '/a/2' },
      { op: 'remove', path: '/a/1' },
    ],
  ],
  [{ a: [] }, { a: [{ b: 1 }] }, [{ op: 'add', path: '/a/-', value: { b: 1 } }]],
  [
    { a: null },
    { a: undefined, b: null },
    [
      { op: 'remove', path: '/a' },
      { op: 'add', path: '/b', value: null },
    ],
  ],
])('what makes %j of %j', (before, after, operations) => {
  expect(createJsonPatch(before, after)).toEqual(operations);
});

const document = fc.dictionary(
  fc.constantFrom('a', 'b', '/', '~', 'toString'),
  fc.jsonValue({ maxDepth: 3, noUnicodeString: true } as fc.JsonSharedConstraints),
  { maxKeys: 4 },
);

test('applied, it makes of the one document the other', () => {
  fc.assert(
    fc.property(document, document, (before, after) => {
      expect(deepEqual(applyJsonPatch(before, createJsonPatch(before, after)), after)).toBe(true);
    }),
  );
});
