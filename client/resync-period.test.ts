import { expect, test } from 'vitest';
import { planResync } from './resync-period.ts';

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
  expect(planResync(5_000, minute, true)).toEqual({ resyncMs: minute, checkMs: minute });
  expect(planResync(2 * minute, minute, true)).toEqual({ resyncMs: 2 * minute, checkMs: minute });
});

test('a resync each millisecond is one each second', () => {
  expect(planResync(1, minute, false)).toEqual({ resyncMs: 1_000, checkMs: 1_000 });
});

test('who wishes no resync, or has an informer without, gets none', () => {
  expect(planResync(0, minute, false)).toEqual({ resyncMs: 0, checkMs: minute });
  expect(planResync(0, minute, true)).toEqual({ resyncMs: 0, checkMs: minute });
  expect(planResync(minute, 0, false)).toEqual({ resyncMs: 0, checkMs: 0 });
  expect(planResync(2 * minute, minute, false)).toEqual({ resyncMs: 2 * minute, checkMs: minute });
  expect(planResync(minute, minute, true)).toEqual({ resyncMs: minute, checkMs: minute });
});
