import { expect, it } from 'vitest';
import type { Clock } from '../../environment/index.ts';
import { adds, KeyTimers } from './key-timers.ts';

it('a key has one timer, which the next one replaces', () => {
  const { clock, advance, pending } = manualClock();
  const fired: string[] = [];
  const timers = new KeyTimers('test', clock, (key) => fired.push(key));
  timers.set('a', 100);
  timers.set('b', 50);
  timers.set('a', 200);
  advance(150);
  expect(fired).toEqual(['b']);
  timers.set('a', undefined);
  expect(pending()).toBe(0);
  advance(1000);
  expect(fired).toEqual(['b']);
});

it('a queue is told how long the key has waited, and why', () => {
  const { clock, advance } = manualClock();
  const calls: unknown[] = [];
  const record = (...told: readonly unknown[]) => calls.push(told);
  const add = (...added: readonly unknown[]) => void calls.push(added);
  const wake = adds(() => ({ add }), { record });
  new KeyTimers('test', clock, wake).set('a', 100, { revision: 7 });
  advance(100);
  expect(calls).toEqual([
    ['timer', { item: 'a', delayMs: 100 }, { revision: 7 }],
    ['a', { record: 1 }],
  ]);
});

it('the same time again leaves the timer as it is', () => {
  const { clock, advance, made } = manualClock();
  const timers = new KeyTimers('test', clock, () => {});
  timers.set('a', 100);
  advance(40);
  timers.set('a', 60);
  expect(made()).toBe(1);
});

it('what is aborted before it runs ends at once', async () => {
  const { clock, pending } = manualClock();
  const timers = new KeyTimers('test', clock, () => {});
  timers.set('a', 100);
  await timers.run(AbortSignal.abort());
  expect(pending()).toBe(0);
});

it('all are called off when the signal aborts', async () => {
  const { clock, pending } = manualClock();
  const timers = new KeyTimers('test', clock, () => {});
  const stop = new AbortController();
  const running = timers.run(stop.signal);
  timers.set('a', 100);
  stop.abort();
  await running;
  expect(pending()).toBe(0);
});

function manualClock() {
  let nowMs = 0;
  let made = 0;
  const timers = new Set<{ readonly atMs: number; readonly callback: () => void }>();
  const clock: Clock = {
    now: () => nowMs,
    setTimer: (delayMs, callback) => {
      made++;
      const timer = { atMs: nowMs + delayMs, callback };
      timers.add(timer);
      return { cancel: () => void timers.delete(timer) };
    },
    sleep: () => Promise.reject(new Error('nobody sleeps here')),
  };
  const advance = (ms: number) => {
    nowMs += ms;
    for (const timer of timers) {
      if (timer.atMs > nowMs) continue;
      timers.delete(timer);
      timer.callback();
    }
  };
  return { clock, advance, pending: () => timers.size, made: () => made };
}
