import { Fifo } from '../collections/index.ts';
import type { GenericEvent } from './event-handler.ts';

/** What one source of events may be behind with; controller-runtime's buffer of a channel has as many places. */
const waitingMax = 1024;

/**
 * Events from outside of the cluster, on their way to the controllers that have it as a source: each of them hears of each
 * event. What is sent before there is any waits for the first one.
 */
export class EventChannel<T> {
  readonly #waiting = new Fifo<GenericEvent<T>>();
  readonly #listeners = new Set<(event: GenericEvent<T>) => void>();
  #begun = false;
  #closed = false;

  /**
   * Throws what a handler throws, once all have heard of it; and where 1024 events wait already, or after the end.
   */
  send(object: T): void {
    if (this.#closed) throw new Error('the channel is closed');
    if (this.#begun) this.#deliver({ object });
    else if (this.#waiting.length < waitingMax) this.#waiting.push({ object });
    else throw new RangeError(`${waitingMax} events wait for a source to start`);
  }

  /** Nothing more will come. Idempotent. */
  close(): void {
    this.#closed = true;
    this.#listeners.clear();
  }

  /** Returns the function that ends it. */
  subscribe(listener: (event: GenericEvent<T>) => void): () => void {
    this.#begun = true;
    this.#listeners.add(listener);
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift()) {
      this.#deliver(event);
    }
    return () => void this.#listeners.delete(listener);
  }

  #deliver(event: GenericEvent<T>): void {
    const errors: unknown[] = [];
    for (const listener of this.#listeners) {
      try {
        listener(event);
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  }
}
