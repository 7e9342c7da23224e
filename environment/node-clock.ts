import { strict as assert } from 'node:assert';
import type { Clock, Timer, TimerOptions } from './environment.ts';
import type { TimerOwner, WorldPort } from './world-port.ts';

interface Sleeper {
  reject(reason: unknown): void;
}

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
    if (this.#owner.revokedBy !== undefined) return DEAD_TIMER;
    // Whole milliseconds, and never early.
    const wholeMs = delayMs > 0 ? Math.ceil(delayMs) : 0;
    return this.#world.setTimer(this.#owner, wholeMs, callback, options?.background === true);
  }

  sleep(delayMs: number, options?: TimerOptions & { readonly signal?: AbortSignal }): Promise<void> {
    const signal = options?.signal;
    if (this.#owner.revokedBy !== undefined) return Promise.reject(this.#owner.revokedBy);
    if (signal?.aborted === true) return Promise.reject(signal.reason);
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', onAbort);
      };
      const onDue = (): void => {
        end();
        resolve();
      };
      const timer = this.setTimer(delayMs, onDue, options);
      const sleeper: Sleeper = {
        reject: (reason) => {
          timer.cancel();
          end();
          reject(reason);
        },
      };
      const onAbort = (): void => sleeper.reject(signal?.reason);
      signal?.addEventListener('abort', onAbort);
      this.#sleepers.add(sleeper);
    });
  }

  /** The environment was revoked: whoever sleeps wakes with `reason`. */
  rejectSleepers(reason: unknown): void {
    for (const sleeper of [...this.#sleepers]) sleeper.reject(reason);
  }
}

const DEAD_TIMER: Timer = Object.freeze({ cancel: () => {} });
