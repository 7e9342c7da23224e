import type { Environment } from '../environment/index.ts';

export interface BackoffOptions {
  readonly initialMs: number;
  readonly maxMs: number;
  readonly factor: number;
  /** Up to this share of a delay is added to it at random. */
  readonly jitter: number;
  /** After so long without a call the next delay is `initialMs` again. */
  readonly resetAfterMs: number;
}

/** How a reflector waits before it lists or watches again: 800 ms to 30 s, and as much again at random. */
export const reflectorBackoff: BackoffOptions = {
  initialMs: 800,
  maxMs: 30_000,
  factor: 2,
  jitter: 1,
  resetAfterMs: 120_000,
};

/** Delays that grow while trouble lasts. Mirrors apimachinery util/wait (exponentialBackoffManagerImpl). */
export class Backoff {
  readonly #environment: Environment;
  readonly #options: BackoffOptions;
  #nextMs: number;
  #lastCallMs: number;
  #waiting: AbortController | undefined;

  constructor(environment: Environment, options: BackoffOptions) {
    this.#environment = environment;
    this.#options = options;
    this.#nextMs = options.initialMs;
    this.#lastCallMs = environment.clock.now();
  }

  /** The next delay; counts as a call. */
  delayMs(): number {
    const { initialMs, maxMs, factor, jitter, resetAfterMs } = this.#options;
    const nowMs = this.#environment.clock.now();
    if (nowMs - this.#lastCallMs > resetAfterMs) this.#nextMs = initialMs;
    this.#lastCallMs = nowMs;
    const delayMs = this.#nextMs;
    this.#nextMs = Math.min(delayMs * factor, maxMs);
    return delayMs * (1 + jitter * this.#environment.random.next());
  }

  /** Rejects when the environment is revoked, and when it is cut short. */
  wait(): Promise<void> {
    this.#waiting = new AbortController();
    return this.#environment.clock.sleep(this.delayMs(), { signal: this.#waiting.signal });
  }

  /** Whoever waits does so no more. */
  cutShort(): void {
    this.#waiting?.abort();
  }
}
