import { expect, test } from 'vitest';
import { amountAt, type DeclaredAmount, isDeclaredAmount } from './declared-amount.ts';

const steps: DeclaredAmount = {
  points: [
    [1000, '100m'],
    [2000, '1'],
  ],
};
const ramp: DeclaredAmount = { ...steps, ramp: true };

test.each<[string, DeclaredAmount, number, number]>([
  ['always the same', '250m', 99, 250],
  ['before the first point', steps, 0, 100],
  ['at a point', steps, 2000, 1000],
  ['between points', steps, 1999, 100],
  ['after the last', steps, 9000, 1000],
  ['half way up', ramp, 1500, 550],
  ['before the way up', ramp, 500, 100],
  ['after the way up', ramp, 2500, 1000],
])('an amount %s', (_name, declared, sinceMs, milli) => {
  expect(amountAt(declared, sinceMs)).toBe(milli);
});

test.each([
  ['a quantity', '1Gi', true],
  ['no quantity', '1 Gi', false],
  ['less than nothing', '-1', false],
  ['a number', 1, false],
  ['points', { points: [[0, '1']], shared: true, ramp: false }, true],
  ['no point', { points: [] }, false],
  [
    'points that go back',
    {
      points: [
        [5, '1'],
        [5, '2'],
      ],
    },
    false,
  ],
  ['a point without an amount', { points: [[5]] }, false],
  ['a flag that is none', { points: [[0, '1']], shared: 'yes' }, false],
  ['something else', { points: [[0, '1']], wave: true }, false],
])('%s is a declared amount, or not', (_name, value, is) => {
  expect(isDeclaredAmount(value)).toBe(is);
});
