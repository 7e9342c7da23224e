import { expect, test } from 'vitest';
import { seedsOf } from './seeds.ts';

test.each([
  ['7', ['7']],
  ['-5', ['-5']],
  ['1.5', ['1.5']],
  ['7a-9', ['7a-9']],
  ['a night', ['a night']],
])('%j is one seed', (text, seeds) => {
  expect(seedsOf(text)).toEqual({ sweep: false, seeds });
});

test.each([
  ['1-3', ['1', '2', '3']],
  ['0-0', ['0']],
  ['9-11', ['9', '10', '11']],
])('%j is swept', (text, seeds) => {
  expect(seedsOf(text)).toEqual({ sweep: true, seeds });
});

test.each([
  ['', '--seed must be a number, a text, or a range such as 1-10'],
  ['1..3', '--seed "1..3": a range of seeds is written as 1-10'],
  ['1,2', '--seed "1,2": a range of seeds is written as 1-10'],
  ['1 - 3', '--seed "1 - 3": a range of seeds is written as 1-10'],
  ['01-3', '--seed "01-3": a range of seeds is written as 1-10'],
  ['1-', '--seed "1-": a range of seeds is written as 1-10'],
  ['1-2-3', '--seed "1-2-3": a range of seeds is written as 1-10'],
  ['3-1', '--seed 3-1: the first of a range is the smaller one'],
  ['1-1000001', '--seed 1-1000001: a range has 1000000 seeds at most'],
  ['9007199254740991-9007199254740993', 'up to 9007199254740991'],
])('%j is refused, as it looks like several seeds', (text, message) => {
  expect(() => seedsOf(text)).toThrow(message);
});
