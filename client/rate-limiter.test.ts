import { expect, test } from 'vitest';
import {
  bucketRateLimiter,
  defaultControllerRateLimiter,
  exponentialRateLimiter,
  fastSlowRateLimiter,
  maxOfRateLimiter,
  maxWaitRateLimiter,
  type RateLimiter,
} from './rate-limiter.ts';
import { createManualEnvironment } from './testing/manual-environment.ts';

function take(limiter: RateLimiter<string>, item: string, count: number): number[] {
  return Array.from({ length: count }, () => limiter.whenMs(item));
}

const hourMs = 3_600_000;

test('the exponential limiter doubles per item until it is forgotten', () => {
  const limiter = exponentialRateLimiter<string>(1, 1_000);
  expect(take(limiter, 'one', 5)).toEqual([1, 2, 4, 8, 16]);
  expect(limiter.numRequeues('one')).toBe(5);
  expect(take(limiter, 'two', 2)).toEqual([1, 2]);
  limiter.forget('one');
  expect(limiter.numRequeues('one')).toBe(0);
  expect(limiter.whenMs('one')).toBe(1);
});

test('the exponential limiter never goes above its bound, however often an item fails', () => {
  const limiter = exponentialRateLimiter<string>(1, 1_000_000);
  take(limiter, 'one', 5);
  expect(limiter.whenMs('one')).toBe(32);
  take(limiter, 'one', 1_000);
  expect(limiter.whenMs('one')).toBe(1_000_000);
  const slow = exponentialRateLimiter<string>(60_000, 1_000 * hourMs);
  take(slow, 'two', 2);
  expect(slow.whenMs('two')).toBe(4 * 60_000);
  take(slow, 'two', 2_000);
  expect(slow.whenMs('two')).toBe(1_000 * hourMs);
});

test('the fast and slow limiter is slow after some attempts', () => {
  const limiter = fastSlowRateLimiter<string>(5, 10_000, 3);
  expect(take(limiter, 'one', 5)).toEqual([5, 5, 5, 10_000, 10_000]);
  expect(limiter.numRequeues('one')).toBe(5);
  expect(take(limiter, 'two', 1)).toEqual([5]);
  limiter.forget('one');
  expect(limiter.whenMs('one')).toBe(5);
});

test('of several limiters the longest wait counts', () => {
  const limiter = maxOfRateLimiter<string>([
    fastSlowRateLimiter(5, 3_000, 3),
    exponentialRateLimiter(1, 1_000),
  ]);
  expect(take(limiter, 'one', 5)).toEqual([5, 5, 5, 3_000, 3_000]);
  expect(limiter.numRequeues('one')).toBe(5);
  limiter.forget('one');
  expect(limiter.whenMs('one')).toBe(5);
});

test('a limit of the wait holds for any limiter', () => {
  const limiter = maxWaitRateLimiter(exponentialRateLimiter<string>(1, 1_000_000), 10);
  expect(take(limiter, 'one', 6)).toEqual([1, 2, 4, 8, 10, 10]);
  expect(limiter.numRequeues('one')).toBe(6);
  limiter.forget('one');
  expect([limiter.numRequeues('one'), limiter.whenMs('one')]).toEqual([0, 1]);
});

test('a bucket lets a burst through, then so many a second, and fills again', async () => {
  const environment = createManualEnvironment();
  const limiter = bucketRateLimiter<string>(environment.clock, 10, 3);
  expect(take(limiter, 'any', 5)).toEqual([0, 0, 0, 100, 200]);
  await environment.advance(200);
  expect(limiter.whenMs('any')).toBe(100);
  await environment.advance(60_000);
  expect(take(limiter, 'any', 4)).toEqual([0, 0, 0, 100]);
});

test('controllers wait from 5 ms to 1000 s, and share a hundred retries and ten more a second', () => {
  const environment = createManualEnvironment();
  const limiter = defaultControllerRateLimiter<string>(environment.clock);
  expect(take(limiter, 'one', 4)).toEqual([5, 10, 20, 40]);
  for (let i = 0; i < 96; i++) limiter.whenMs(`item-${i}`);
  expect(limiter.whenMs('another')).toBe(100);
  expect(limiter.whenMs('and-another')).toBe(200);
});
