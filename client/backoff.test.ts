import { expect, test } from 'vitest';
import { Backoff, reflectorBackoff } from './backoff.ts';
import { createManualEnvironment } from './testing/manual-environment.ts';

const still = { ...reflectorBackoff, jitter: 0 };

function setUp(options = still) {
  const environment = createManualEnvironment();
  const backoff = new Backoff(environment, options);
  const delays = (count: number) => Array.from({ length: count }, () => backoff.delayMs());
  return { environment, backoff, delays };
}

test('delays double up to the greatest', () => {
  expect(setUp().delays(8)).toEqual([800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000]);
});

test('after more than two minutes without a call the delay is the first one again', async () => {
  const { environment, delays } = setUp();
  delays(5);
  await environment.advance(120_000);
  expect(delays(1)).toEqual([25_600]);
  await environment.advance(120_001);
  expect(delays(2)).toEqual([800, 1_600]);
});

test('calls that come often keep it from starting again, however long the trouble lasts', async () => {
  const { environment, delays } = setUp();
  for (let i = 0; i < 10; i++) {
    delays(1);
    await environment.advance(60_000);
  }
  expect(delays(1)).toEqual([30_000]);
});

test('up to as much again is added at random', () => {
  const drawn = setUp({ ...reflectorBackoff, factor: 1 }).delays(500);
  expect(Math.min(...drawn)).toBeGreaterThanOrEqual(800);
  expect(Math.max(...drawn)).toBeLessThan(1_600);
  expect(Math.max(...drawn) - Math.min(...drawn)).toBeGreaterThan(700);
});

test('waiting takes the next delay, and ends with the environment', async () => {
  const { environment, backoff } = setUp();
  let waited = 0;
  void backoff.wait().then(() => waited++);
  await environment.advance(799);
  expect(waited).toBe(0);
  await environment.advance(1);
  expect(waited).toBe(1);
  const last = backoff.wait();
  environment.revoke();
  await expect(last).rejects.toThrow();
});
