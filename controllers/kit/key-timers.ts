import type { Runnable } from '../../controller-runtime/index.ts';
import type { Clock, Timer } from '../../environment/index.ts';

/**
 * At most one timer per key, for looking again at something that may come to nothing: it can be called off, as a delayed
 * key in a work queue cannot, and does not keep a world from being settled when nothing is awaited any more.
 */
export class KeyTimers implements Runnable {
  readonly name: string;
  readonly #clock: Clock;
  readonly #fire: (key: string) => void;
  readonly #timers = new Map<string, { readonly atMs: number; readonly timer: Timer }>();

  constructor(name: string, clock: Clock, fire: (key: string) => void) {
    this.name = name;
    this.#clock = clock;
    this.#fire = fire;
  }

  /** Replaces the key's timer; undefined calls it off. */
  set(key: string, delayMs: number | undefined): void {
    const atMs = delayMs === undefined ? undefined : this.#clock.now() + delayMs;
    const known = this.#timers.get(key);
    if (known?.atMs === atMs) return;
    known?.timer.cancel();
    this.#timers.delete(key);
    if (atMs === undefined) return;
    const timer = this.#clock.setTimer(atMs - this.#clock.now(), () => {
      this.#timers.delete(key);
      this.#fire(key);
    });
    this.#timers.set(key, { atMs, timer });
  }

  /** Resolves when the signal aborts, with all timers called off. */
  run(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const stop = () => {
        for (const { timer } of this.#timers.values()) timer.cancel();
        this.#timers.clear();
        resolve();
      };
      if (signal.aborted) stop();
      else signal.addEventListener('abort', stop);
    });
  }
}
