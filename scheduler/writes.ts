import { isNotFound, StatusError } from '../apimachinery/index.ts';
import { isTransportError } from '../client/index.ts';
import type { Environment } from '../environment/index.ts';

/**
 * Writes that may be under way at once: enough that a store that commits in groups has full groups, few enough that
 * others get their turn in between.
 */
const writesInFlightMax = 128;

/** What the scheduler writes while it goes on with the next pod. A write that fails is told of; the next attempt makes it again. */
export class Writes {
  readonly #environment: Environment;
  readonly #onEnd: () => void;
  #inFlight = 0;

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
    return this.#inFlight === 0;
  }

  start(what: string, task: () => Promise<void>): void {
    this.#inFlight++;
    this.#environment.spawn(what, async () => {
      try {
        await task();
      } catch (error) {
        if (!(error instanceof StatusError) && !isTransportError(error)) throw error;
        if (!isNotFound(error))
          this.#environment.trace.record('write-failed', { what, message: error.message });
      } finally {
        this.#inFlight--;
        this.#onEnd();
      }
    });
  }
}
