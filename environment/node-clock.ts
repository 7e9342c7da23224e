import { strict as assert } from 'node:assert';
import type { Clock, Timer, TimerOptions } from './environment.ts';
import type { TimerOwner, WorldPort } from './world-port.ts';

const deadTimer: Timer = Object.freeze({ cancel: () => {} });

/** The clock of one environment: its timers and sleeps end with it. */
export class NodeClock implements Clock {
  readonly #world: WorldPort;
  readonly #owner: TimerOwner;
  readonly #sleepers = new Set<Sleeper>();

  constructor(world: WorldPort, owner: TimerOwner) {
    this.#world = world;
    this.#owner = owner;
  }

  now(): number {
    return this.#world.now();
  }

  setTimer(delayMs: number, callback: () => void, options?: TimerOptions): Timer {
    if (!Number.isFinite(delayMs)) assert.fail(`a delay must be a finite number, is ${delayMs}`);
    if (this.#owner.revokedBy !== undefined) return deadTimer;
    // Whole milliseconds, and never early.
    const wholeMs = delayMs > 0 ? Math.ceil(delayMs) : 0;
    return this.#world.setTimer(this.#owner, wholeMs, callback, options?.background === true);
  }

  sleep(delayMs: number, options?: TimerOptions & { readonly signal?: AbortSignal }): Promise<void> {
    const signal = options?.signal;
    if (this.#owner.revokedBy !== undefined) return Promise.reject(this.#owner.revokedBy);
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const sleeper = new Sleeper(this.#sleepers, resolve, reject, signal);
      sleeper.begin(this.setTimer(delayMs, () => sleeper.wake(), options));
    });
  }

  /** The environment was revoked: whoever sleeps wakes with `reason`. */
  rejectSleepers(reason: unknown): void {
    for (const sleeper of [...this.#sleepers]) sleeper.reject(reason);
  }
}

/** One sleep under way: ends by its timer, by the signal given, or with its environment. */
class Sleeper {
  #timer: Timer = deadTimer;
  readonly #all: Set<Sleeper>;
  readonly #resolve: () => void;
  readonly #reject: (reason: unknown) => void;
  readonly #signal: AbortSignal | undefined;

  constructor(
    all: Set<Sleeper>,
    resolve: () => void,
    reject: (reason: unknown) => void,
    signal: AbortSignal | undefined,
  ) {
    this.#all = all;
    this.#resolve = resolve;
    this.#reject = reject;
    this.#signal = signal;
  }

  begin(timer: Timer): void {
    this.#timer = timer;
    this.#all.add(this);
    this.#signal?.addEventListener('abort', this);
  }

  wake(): void {
    this.#end();
    this.#resolve();
  }

  /** The signal given was aborted (a listener object is called by this name). */
  handleEvent(): void {
    this.reject(this.#signal?.reason);
  }

  reject(reason: unknown): void {
    this.#timer.cancel();
    this.#end();
    this.#reject(reason);
  }

  #end(): void {
    this.#all.delete(this);
    this.#signal?.removeEventListener('abort', this);
  }
}
