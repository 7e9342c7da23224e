import { beforeEach, expect, test } from 'vitest';
import { CreationPace } from './creation-pace.ts';

let nowMs: number;
let pace: CreationPace;
const later = (ms: number) => {
  nowMs += ms;
};

beforeEach(() => {
  nowMs = 1_000_000;
  pace = new CreationPace({ now: () => nowMs } as never);
});

test('what is asked for is made at once, however much it is', () => {
  expect(pace.take('a', 'uid/1', 1_000, 500)).toBe(500);
  expect(pace.take('a', 'uid/1', 1_000, 500)).toBe(500);
});

test('what has to be made again comes at 20 a second after a burst of 30', () => {
  let made = 0;
  for (let tick = 0; tick < 1_000; tick++) {
    made += pace.take('a', 'uid/1', 1, 1);
    later(10);
  }
  expect(made).toBe(30 + 10 * 20 - 1);
  expect(pace.take('b', 'uid/1', 1, 1_000)).toBe(30);
  later(1_000);
  expect(pace.take('b', 'uid/1', 1, 1_000)).toBe(20);
  later(60_000);
  expect(pace.take('b', 'uid/1', 1, 1_000)).toBe(30);
});

test('it says when one more may be made', () => {
  expect(pace.take('a', 'uid/1', 1, 30)).toBe(30);
  expect(pace.waitMs('a')).toBe(50);
  later(20);
  expect(pace.take('a', 'uid/1', 1, 1)).toBe(0);
  expect(pace.waitMs('a')).toBe(30);
  later(30);
  expect(pace.take('a', 'uid/1', 1, 1)).toBe(1);
});

test('an owner that asks for something new begins again, and so does another of the same name', () => {
  expect(pace.take('a', 'uid/1', 100, 100)).toBe(100);
  expect(pace.take('a', 'uid/1', 100, 100)).toBe(0);
  expect(pace.take('a', 'uid/2', 50, 100)).toBe(50);
  expect(pace.take('a', 'other/2', 100, 100)).toBe(100);
  expect(pace.take('b', 'uid/2', 100, 100)).toBe(100);
  pace.forget('b');
  expect(pace.take('b', 'uid/2', 100, 100)).toBe(100);
});

test('a million pods are not made in one go', () => {
  expect(pace.take('a', 'uid/1', 1_000_000, 1_000_000)).toBe(10_000);
});
