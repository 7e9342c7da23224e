import { expect, test } from 'vitest';
import { isDeclaredOutcomes, nextSpanMs, outcomeAt, spansOf } from './declared-outcomes.ts';

test.each<[unknown, boolean]>([
  ['ok', true],
  ['slow', true],
  [{ fail: 'busy' }, true],
  [{ takesMs: 1500 }, true],
  [
    [
      [0, 'fail'],
      [30_000, 'ok'],
    ],
    true,
  ],
  [[[5000, { fail: '' }]], true],
  ['bad', false],
  [{ fail: 1 }, false],
  [{ takesMs: -1 }, false],
  [{ fail: 'a', takesMs: 1 }, false],
  [
    [
      [5, 'ok'],
      [5, 'fail'],
    ],
    false,
  ],
  [[['0', 'ok']], false],
  [[[0]], false],
  [null, false],
])('%j are declared outcomes: %s', (value, is) => {
  expect(isDeclaredOutcomes(value)).toBe(is);
});

test('an outcome stays until the next, and before the first all is well', () => {
  const spans = spansOf([
    [10, 'fail'],
    [20, 'slow'],
  ]);
  expect([0, 9, 10, 19, 20, 999].map((sinceMs) => outcomeAt(spans, sinceMs))).toEqual([
    'ok',
    'ok',
    'fail',
    'fail',
    'slow',
    'slow',
  ]);
  expect([0, 10, 20].map((sinceMs) => nextSpanMs(spans, sinceMs))).toEqual([10, 20, Infinity]);
});
