import { isNotFound } from '../apimachinery/index.ts';
import { isOperatingError } from '../client/index.ts';
import type { Environment } from '../environment/index.ts';
import type { QueuedPod } from './queue/queued-pod.ts';

/**
 * Writes that may be under way at once: enough that a store that commits in groups has full groups, few enough that
 * others get their turn in between.
 */
const writesInFlightMax = 128;

/**
 * What the scheduler writes while it goes on with the next pod. The writes of one pod are made one after the other: that it
 * had no node does not land after it was bound. A write that fails is told of; the next attempt makes it again.
 */
export class Writes {
  readonly #environment: Environment;
  readonly #onEnd: () => void;
  #inFlight = 0;
  #paused = 0;

  /** `onEnd` is called after each. */
  constructor(environment: Environment, onEnd: () => void) {
    this.#environment = environment;
    this.#onEnd = onEnd;
  }

  /** No other should begin now. */
  get full(): boolean {
    return this.#inFlight >= writesInFlightMax;
  }

  get none(): boolean {
    return this.#inFlight + this.#paused === 0;
  }

  /** After the pod's earlier writes; without a pod, at once. */
  start(what: string, task: () => Promise<void>, pod?: QueuedPod): void {
    this.#inFlight++;
    const before = pod?.write;
    this.#environment.spawn(what, () => {
      const write = this.#run(what, before, task);
      if (pod !== undefined) pod.write = write;
      return write;
    });
  }

  /** Waits in the midst of a write, which counts for nothing meanwhile. */
  async pause(delayMs: number): Promise<void> {
    const wasFull = this.full;
    this.#inFlight--;
    this.#paused++;
    if (wasFull) this.#onEnd();
    try {
      await this.#environment.clock.sleep(delayMs);
    } finally {
      this.#paused--;
      this.#inFlight++;
    }
  }

  async #run(what: string, before: Promise<void> | undefined, task: () => Promise<void>): Promise<void> {
    if (before !== undefined) await before;
    try {
      await task();
    } catch (error) {
      if (!isOperatingError(error)) throw error;
      if (!isNotFound(error))
        this.#environment.trace.record('write-failed', { what, message: error.message });
    } finally {
      this.#inFlight--;
      this.#onEnd();
    }
  }
}
