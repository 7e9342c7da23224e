import { AsyncResource } from 'node:async_hooks';
import type { Timer } from '../environment/index.ts';

/** Starts a timer of the kernel. Those in the background are unseen. */
export type StartTimer = (delayMs: number, callback: () => void, background: boolean) => Timer;

export interface ForeignTimerOptions {
  readonly delayMs: number;
  readonly repeats: boolean;
  /** Begins in the background. */
  readonly background: boolean;
}

/**
 * What `setTimeout`, `setInterval` and `setImmediate` give to foreign code: Node's Timeout, as far as it is documented. The callback runs
 * in the asynchronous context in which it was given.
 */
export class ForeignTimer {
  readonly #start: () => StartTimer;
  readonly #fire: () => void;
  readonly #options: ForeignTimerOptions;
  #background: boolean;
  #timer: Timer | undefined;
  /** Counts what it was started for: only the last one counts. */
  #turn = 0;

  /** `start` says by whom it is timed whenever it is started. */
  constructor(start: () => StartTimer, callback: () => void, options: ForeignTimerOptions) {
    this.#start = start;
    this.#fire = AsyncResource.bind(() => this.#fired(callback));
    this.#options = options;
    this.#background = options.background;
    this.refresh();
  }

  /** Starts it anew, in the world of whoever asks: a timer may outlive the one it was made in. */
  refresh(): this {
    this.close();
    const start = this.#start();
    const turn = this.#turn;
    const { delayMs } = this.#options;
    // Not before it is known whether it is to be in the background. No time passes until then.
    queueMicrotask(() => {
      if (turn === this.#turn) this.#timer = start(delayMs, this.#fire, this.#background);
    });
    return this;
  }

  ref(): this {
    this.#background = this.#options.background;
    return this;
  }

  unref(): this {
    if (!this.#background && this.#timer !== undefined) {
      this.#background = true;
      return this.refresh();
    }
    this.#background = true;
    return this;
  }

  hasRef(): boolean {
    return !this.#background;
  }

  close(): this {
    this.#turn++;
    this.#timer?.cancel();
    this.#timer = undefined;
    return this;
  }

  [Symbol.dispose](): void {
    this.close();
  }

  #fired(callback: () => void): void {
    this.#timer = undefined;
    if (this.#options.repeats) this.refresh();
    callback();
  }
}
