import { performance } from 'node:perf_hooks';

/**
 * So long the components of this process may work before the event loop has its turn (sockets, signals, timers): long
 * enough that a turn of the loop (some 10 us) costs nothing, short enough that several of them are no delay to anybody.
 */
const sliceMs = 5;

/**
 * Shares the event loop: work goes on within a slice of time, and what is left when it is used up waits for a later turn
 * of the loop, in the order of coming. Promises that settle one another, as with a store in memory, would never let
 * the loop turn.
 */
export class Slices {
  #endMs = Number.NEGATIVE_INFINITY;
  /** An immediate is set: it begins the next slice. */
  #armed = false;
  readonly #waiting: (() => void)[] = [];

  /** False when the slice is used up, or others have waited for longer. */
  mayGoOn(): boolean {
    if (this.#armed) return this.#waiting.length === 0 && performance.now() < this.#endMs;
    this.#begin();
    return true;
  }

  nextTurn(goOn: () => void): void {
    this.#waiting.push(goOn);
    if (!this.#armed) this.#begin();
  }

  /** The loop has turned since the last slice, or will have before the next. */
  #begin(): void {
    this.#armed = true;
    this.#endMs = performance.now() + sliceMs;
    setImmediate(this.#turned);
  }

  readonly #turned = (): void => {
    this.#armed = false;
    if (this.#waiting.length > 0) {
      this.#begin();
      this.#release(0);
    }
  };

  /** One goes on after the other; whoever is not reached within the slice waits for the next. */
  #release(from: number): void {
    const next = this.#waiting[from];
    if (next === undefined || performance.now() >= this.#endMs) {
      this.#waiting.splice(0, from);
      return;
    }
    next();
    queueMicrotask(() => this.#release(from + 1));
  }
}
