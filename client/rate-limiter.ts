import type { Clock } from '../environment/index.ts';

/** Says how long an item that failed must wait. Mirrors client-go util/workqueue (TypedRateLimiter). */
export interface RateLimiter<T> {
  /** Counts a failure of the item and gives the delay it has earned. */
  whenMs(item: T): number;
  /** The item stopped failing. */
  forget(item: T): void;
  /** Failures since the last `forget`. */
  numRequeues(item: T): number;
}

/** What controllers use: the longer of a back-off per item (5 ms to 1000 s) and ten retries a second in all. */
export function defaultControllerRateLimiter<T>(clock: Clock): RateLimiter<T> {
  return maxOfRateLimiter([exponentialRateLimiter<T>(5, 1_000_000), bucketRateLimiter<T>(clock, 10, 100)]);
}

/** `baseMs` doubled by every failure of the item, up to `maxMs`. */
export function exponentialRateLimiter<T>(baseMs: number, maxMs: number): RateLimiter<T> {
  const failures = new Map<T, number>();
  return {
    whenMs(item) {
      const count = failures.get(item) ?? 0;
      failures.set(item, count + 1);
      return Math.min(baseMs * 2 ** count, maxMs);
    },
    forget: (item) => void failures.delete(item),
    numRequeues: (item) => failures.get(item) ?? 0,
  };
}

/** `fastMs` for the first `fastAttempts` failures of an item, `slowMs` after that. */
export function fastSlowRateLimiter<T>(fastMs: number, slowMs: number, fastAttempts: number): RateLimiter<T> {
  const failures = new Map<T, number>();
  return {
    whenMs(item) {
      const count = (failures.get(item) ?? 0) + 1;
      failures.set(item, count);
      return count <= fastAttempts ? fastMs : slowMs;
    },
    forget: (item) => void failures.delete(item),
    numRequeues: (item) => failures.get(item) ?? 0,
  };
}

/**
 * All items share one bucket of `burst` tokens, refilled with `perSecond`; each call takes one and waits until it
 * is there. Mirrors golang.org/x/time/rate (Limiter.Reserve).
 */
export function bucketRateLimiter<T>(clock: Clock, perSecond: number, burst: number): RateLimiter<T> {
  let tokens = burst;
  let lastMs = clock.now();
  return {
    whenMs() {
      const nowMs = clock.now();
      tokens = Math.min(burst, tokens + ((nowMs - lastMs) / 1000) * perSecond) - 1;
      lastMs = nowMs;
      return tokens >= 0 ? 0 : (-tokens / perSecond) * 1000;
    },
    forget() {},
    numRequeues: () => 0,
  };
}

/** The longest wait any of `limiters` asks for. */
export function maxOfRateLimiter<T>(limiters: readonly RateLimiter<T>[]): RateLimiter<T> {
  return {
    whenMs: (item) => limiters.reduce((longest, limiter) => Math.max(longest, limiter.whenMs(item)), 0),
    forget: (item) => {
      for (const limiter of limiters) limiter.forget(item);
    },
    numRequeues: (item) => limiters.reduce((most, limiter) => Math.max(most, limiter.numRequeues(item)), 0),
  };
}

/** `limiter`, with no wait longer than `maxMs`. */
export function maxWaitRateLimiter<T>(limiter: RateLimiter<T>, maxMs: number): RateLimiter<T> {
  return {
    whenMs: (item) => Math.min(limiter.whenMs(item), maxMs),
    forget: (item) => limiter.forget(item),
    numRequeues: (item) => limiter.numRequeues(item),
  };
}
