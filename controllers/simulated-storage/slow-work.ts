import type { Clock } from '../../environment/index.ts';

const backOffMsFirst = 1_000;
const backOffMsMax = 300_000;

/** Work that takes its time, and is tried again ever later when it fails; by key. */
export class SlowWork {
  readonly #clock: Clock;
  readonly #begun = new Map<string, { readonly untilMs: number; readonly failures: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether this begins the work; from now on it is under way. */
  begin(key: string, delayMs: number): boolean {
    if (this.#begun.has(key)) return false;
    this.#begun.set(key, { untilMs: this.#clock.now() + delayMs, failures: 0 });
    return true;
  }

  /** How long until it is done, in milliseconds. */
  leftMs(key: string): number {
    return Math.max(0, (this.#begun.get(key)?.untilMs ?? 0) - this.#clock.now());
  }

  /** It has failed: resolves how long until the next try is done, and how often it has failed by now. */
  fail(key: string, delayMs: number): { readonly leftMs: number; readonly failures: number } {
    const failures = (this.#begun.get(key)?.failures ?? 0) + 1;
    const leftMs = Math.min(backOffMsFirst * 2 ** (failures - 1), backOffMsMax) + delayMs;
    this.#begun.set(key, { untilMs: this.#clock.now() + leftMs, failures });
    return { leftMs, failures };
  }

  failures(key: string): number {
    return this.#begun.get(key)?.failures ?? 0;
  }

  /** It is done, or not wanted any more. */
  end(key: string): void {
    this.#begun.delete(key);
  }
}
