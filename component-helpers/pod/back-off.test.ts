import { expect, test } from 'vitest';
import { type BackOff, backOffDelayMs, nextBackOff } from './back-off.ts';

const bounds = { initialMs: 10_000, maxMs: 300_000 };

test('delays double from 10 s to 5 minutes; the first failure waits for nothing', () => {
  const delays: number[] = [];
  let backOff: BackOff | undefined;
  let nowMs = 0;
  for (let failure = 0; failure < 9; failure++) {
    const delayMs = backOffDelayMs(bounds, backOff, nowMs);
    delays.push(delayMs / 1000);
    const failedMs = nowMs;
    nowMs += delayMs;
    backOff = nextBackOff(bounds, backOff, failedMs, nowMs);
  }
  expect(delays).toEqual([0, 10, 20, 40, 80, 160, 300, 300, 300]);
});

for (const [ranMs, delayMs] of [
  [600_000, 40_000],
  [600_001, 0],
] as const) {
  test(`a failure ${ranMs} ms after the last start waits ${delayMs} ms`, () => {
    const backOff = { delayMs: 40_000, updatedMs: 1000 };
    expect(backOffDelayMs(bounds, backOff, 1000 + ranMs)).toBe(delayMs);
  });
}
