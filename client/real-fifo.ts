import { Fifo } from '../collections/index.ts';
import type { Delta, DeltaOfAll, DeltaQueue, ProcessDelta } from './delta-queue.ts';

/**
 * A queue of all that happened, in the order in which it did, across all objects; nothing is left out. A list is one item
 * of it, and so is a resync. Mirrors client-go tools/cache (RealFIFO with atomic events, the queue of informers in 1.36).
 * Differs: there are no batches, as there is no lock to hold for them. Bookmarks do not go through it: what was put in
 * before one has been processed when it comes.
 */
export class RealFifo<T> implements DeltaQueue<T> {
  readonly #transform: ((object: T) => T) | undefined;
  readonly #items = new Fifo<Delta<T> | DeltaOfAll<T>>();
  /** True once something came in by `replace`, `add`, `update` or `delete`. */
  #populated = false;
  /** How many items are still to be processed up to the end of the first list. */
  #initialPopulationCount = 0;

  /** `transform` runs once on each object that comes in. */
  constructor(transform?: (object: T) => T) {
    this.#transform = transform;
  }

  get length(): number {
    return this.#items.length;
  }

  hasSynced(): boolean {
    return this.#populated && this.#initialPopulationCount === 0;
  }

  add(object: T): void {
    this.#push('Added', object);
  }

  update(object: T): void {
    this.#push('Updated', object);
  }

  delete(object: T): void {
    this.#push('Deleted', object);
  }

  replace(objects: readonly T[]): void {
    const transform = this.#transform;
    const kept = transform === undefined ? objects : objects.map((object) => transform(object));
    this.#items.push({ type: 'ReplacedAll', objects: kept });
    if (this.#populated) return;
    this.#populated = true;
    this.#initialPopulationCount = this.#items.length;
  }

  resync(): void {
    this.#items.push({ type: 'SyncAll' });
  }

  /** Hands over the oldest item. False when there is none. */
  pop(process: ProcessDelta<T>): boolean {
    const item = this.#items.shift();
    if (item === undefined) return false;
    try {
      process(item, !this.hasSynced());
    } finally {
      // Not before: it has synced when the list can be read.
      if (this.#initialPopulationCount > 0) this.#initialPopulationCount -= 1;
    }
    return true;
  }

  drain(process: ProcessDelta<T>): void {
    while (this.pop(process));
  }

  #push(type: Delta<T>['type'], object: T): void {
    this.#populated = true;
    const kept = this.#transform === undefined ? object : this.#transform(object);
    this.#items.push({ type, object: kept, finalStateUnknown: false });
  }
}
