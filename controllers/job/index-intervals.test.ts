import { expect, test } from 'vitest';
import {
  countCommon,
  hasIndex,
  intervalsText,
  mergeIntervals,
  parseIntervals,
  totalOf,
  withIndexes,
} from './index-intervals.ts';

test.each([
  ['', 5, ''],
  ['1', 2, '1'],
  ['0-5', 5, '0-4'],
  ['0-5,8-10', 9, '0-5,8'],
  ['1,2,3', 9, '1-3'],
  ['0,1', 9, '0,1'],
  ['0-2,3', 9, '0-3'],
  ['0,1-foo,bar', 10, '0'],
  ['x,4', 10, '4'],
  ['7,1', 5, ''],
])('%j of %i indexes is %j', (text, completions, read) => {
  expect(intervalsText(parseIntervals(text, completions))).toBe(read);
});

test.each([
  ['1-3', [], '1-3'],
  ['', [5, 10], '5,10'],
  ['', [2, 3, 7, 5, 6], '2,3,5-7'],
  ['1,2,4,5,8', [2, 3, 6], '1-6,8'],
  ['0,8-9', [3], '0,3,8,9'],
  ['0-7', [4, 4], '0-7'],
  ['3', [0, 1, 2], '0-3'],
])('%j with %j is %j', (text, indexes, all) => {
  expect(intervalsText(withIndexes(parseIntervals(text, 100), indexes))).toBe(all);
});

test('two sets are put together, and what is in both is counted', () => {
  const [a, b] = ['1-5,7-10', '0,4-8,12'].map((text) => parseIntervals(text, 100));
  if (a === undefined || b === undefined) expect.fail();
  expect(intervalsText(mergeIntervals(a, b))).toBe('0-10,12');
  expect([totalOf(a), totalOf(b), countCommon(a, b), countCommon(b, a)]).toEqual([9, 7, 4, 4]);
  expect([totalOf([]), countCommon(a, [])]).toEqual([0, 0]);
});

test('an index is found in whichever interval it is', () => {
  const intervals = parseIntervals('2-4,7,9-20', 100);
  const indexes = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 15, 20, 21];
  expect(indexes.filter((index) => hasIndex(intervals, index))).toEqual([2, 3, 4, 7, 9, 15, 20]);
  expect(hasIndex([], 0)).toBe(false);
});
