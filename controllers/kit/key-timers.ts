import type { WorkQueue } from '../../client/index.ts';
import type { Runnable } from '../../controller-runtime/index.ts';
import type { Cause, Clock, Timer, Trace } from '../../environment/index.ts';

/** What becomes of a key whose time has come: it has waited so long, because of this. */
export type Wake = (key: string, waitedMs: number, cause: Cause | undefined) => void;

/** Adds the key to a queue; the cause is the time that passed. */
export function adds(queue: () => Pick<WorkQueue<string>, 'add'>, trace: Pick<Trace, 'record'>): Wake {
  return (item, delayMs, cause) => {
    queue().add(item, { record: trace.record('timer', { item, delayMs }, cause) });
  };
}

/**
 * At most one timer per key, for looking again at something that may come to nothing: it can be called off, as a delayed
 * key in a work queue cannot, and does not keep a world from being settled when nothing is awaited any more.
 */
export class KeyTimers implements Runnable {
  readonly name: string;
  readonly #clock: Clock;
  readonly #fire: Wake;
  readonly #timers = new Map<string, { readonly atMs: number; readonly timer: Timer }>();

  constructor(name: string, clock: Clock, fire: Wake) {
    this.name = name;
    this.#clock = clock;
    this.#fire = fire;
  }

  /** Whether nothing is awaited. */
  get isEmpty(): boolean {
    return this.#timers.size === 0;
  }

  /** Replaces the key's timer; undefined calls it off. */
  set(key: string, delayMs: number | undefined, cause?: Cause): void {
    const sinceMs = this.#clock.now();
    const atMs = delayMs === undefined ? undefined : sinceMs + delayMs;
    const known = this.#timers.get(key);
    if (known?.atMs === atMs) return;
    known?.timer.cancel();
    this.#timers.delete(key);
    if (atMs === undefined) return;
    const timer = this.#clock.setTimer(atMs - sinceMs, () => {
      this.#timers.delete(key);
      this.#fire(key, atMs - sinceMs, cause);
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
