import type { Timer, TimerOwner } from '../index.ts';
import type { Activity } from './activity.ts';

/** Node runs a longer delay at once: it is waited for in pieces. */
const delayMsMax = 2 ** 31 - 1;
/** Node counts by another clock than `Date.now` and may fire this much before it; more is a clock that was set back. */
const earlyMsMax = 2;

/**
 * Timers on the wall clock. Each keeps the process alive until it fires or is cancelled: what lets a stopped world
 * end is that closing it cancels all of them.
 */
export class RealTimers {
  readonly #activity: Activity;
  readonly #onError: (owner: TimerOwner, error: unknown) => void;

  constructor(activity: Activity, onError: (owner: TimerOwner, error: unknown) => void) {
    this.#activity = activity;
    this.#onError = onError;
  }

  set(owner: TimerOwner, delayMs: number, callback: () => void, background: boolean): Timer {
    const timer = new RealTimer(this, owner, Date.now() + delayMs, callback, background);
    owner.timers.add(timer);
    if (!background) this.#activity.began(owner.name);
    timer.arm(delayMs);
    return timer;
  }

  fire(timer: RealTimer): void {
    if (!this.#forget(timer)) return;
    try {
      timer.callback();
    } catch (error) {
      this.#onError(timer.owner, error);
    }
    // Only now, so that a callback that sets the next timer leaves no idle moment between the two.
    if (!timer.background) this.#activity.ended(timer.owner.name);
  }

  cancel(timer: RealTimer): void {
    if (this.#forget(timer) && !timer.background) this.#activity.ended(timer.owner.name);
  }

  #forget(timer: RealTimer): boolean {
    return timer.owner.timers.delete(timer);
  }
}

class RealTimer implements Timer {
  readonly owner: TimerOwner;
  readonly callback: () => void;
  readonly background: boolean;
  readonly #timers: RealTimers;
  readonly #dueMs: number;
  #handle: NodeJS.Timeout | undefined;

  constructor(
    timers: RealTimers,
    owner: TimerOwner,
    dueMs: number,
    callback: () => void,
    background: boolean,
  ) {
    this.#timers = timers;
    this.owner = owner;
    this.#dueMs = dueMs;
    this.callback = callback;
    this.background = background;
  }

  arm(delayMs: number): void {
    const pieceMs = Math.min(delayMs, delayMsMax);
    this.#handle = setTimeout(() => this.#elapsed(delayMs - pieceMs), pieceMs);
  }

  cancel(): void {
    clearTimeout(this.#handle);
    this.#timers.cancel(this);
  }

  #elapsed(leftMs: number): void {
    const earlyMs = leftMs > 0 ? leftMs : this.#dueMs - Date.now();
    if (leftMs > 0 || (earlyMs > 0 && earlyMs <= earlyMsMax)) this.arm(earlyMs);
    else this.#timers.fire(this);
  }
}
