import { expect, test } from 'vitest';
import { effectiveResyncMs, planResync } from './resync-period.ts';

const minute = 60_000;

test('before the start the check period follows the shortest wish', () => {
  let checkMs = 12 * 60 * minute;
  const wishes: [number, number][] = [
    [0, 12 * 60 * minute],
    [minute, minute],
    [55_000, 55_000],
    [5_000, 5_000],
  ];
  for (const [wantedMs, want] of wishes) {
    checkMs = planResync(wantedMs, checkMs, false).checkMs;
    expect(checkMs).toBe(want);
  }
});

test('after the start a shorter wish is rounded up to the check period', () => {
  expect(planResync(5_000, minute, true)).toEqual({ requestedMs: minute, checkMs: minute });
  expect(planResync(2 * minute, minute, true)).toEqual({ requestedMs: 2 * minute, checkMs: minute });
});

test('a resync each millisecond is one each second', () => {
  expect(planResync(1, minute, false)).toEqual({ requestedMs: 1_000, checkMs: 1_000 });
});

test('who wishes no resync, or has an informer without, gets none', () => {
  expect(effectiveResyncMs(0, minute)).toBe(0);
  expect(effectiveResyncMs(minute, 0)).toBe(0);
  expect(effectiveResyncMs(2 * minute, minute)).toBe(2 * minute);
});
