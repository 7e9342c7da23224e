import { expect, test } from 'vitest';
import { Xoshiro128 } from './xoshiro.ts';

test('draws the published numbers of xoshiro128** for the state 1, 2, 3, 4', () => {
  const generator = new Xoshiro128([1, 2, 3, 4]);
  const drawn = Array.from({ length: 10 }, () => generator.nextUint32());
  expect(drawn).toEqual([
    11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804,
  ]);
});

test('leaves the all-zero state, which would draw nothing but zero', () => {
  const generator = new Xoshiro128([0, 0, 0, 0]);
  const drawn = Array.from({ length: 20 }, () => generator.nextUint32());
  expect(drawn.some((number) => number !== 0)).toBe(true);
});
