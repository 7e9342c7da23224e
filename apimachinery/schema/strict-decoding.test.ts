import { expect, test } from 'vitest';
import { strictDecodingError, strictDecodingErrors } from './strict-decoding.ts';

test('the message lists duplicates and unknown fields', () => {
  expect(strictDecodingError(strictDecodingErrors(['spec.foo'], ['spec.replicas']))).toBe(
    'strict decoding error: duplicate field "spec.replicas", unknown field "spec.foo"',
  );
});

test('what is within an unknown field, or was told, is not told', () => {
  expect(strictDecodingErrors(['a', 'b[0]', 'a'], ['a', 'a.x', 'ab', 'b[0].c', 'ab'])).toEqual([
    'duplicate field "ab"',
    'unknown field "a"',
    'unknown field "b[0]"',
  ]);
});

test('a hundred are enough', () => {
  expect(
    strictDecodingErrors(
      Array.from({ length: 150 }, (_, i) => `f${i}`),
      [],
    ),
  ).toHaveLength(100);
});
