import { beforeAll, describe, expect, test } from 'vitest';
import { isEven, isOneOdd, isZeroEven } from './parity.ts';

let two = 0;
beforeAll(() => {
  two += 2;
});

test('two is even, however often this file is run', () => {
  expect(two).toBe(2);
  expect(isEven(two)).toBe(true);
});

describe('other numbers', () => {
  test.each([1, 3])('%i is not even', (value) => expect(isEven(value)).toBe(false));
  test('one is odd', async () => expect(await isOneOdd()).toBe(true));
  test('zero is even', () => expect(isZeroEven()).toBe(true));
});
