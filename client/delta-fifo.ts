import { Fifo } from '../collections/index.ts';
import type { Delta, DeltaQueue, ProcessDelta } from './delta-queue.ts';

export interface DeltaFifoOptions<T> {
  readonly keyOf: (object: T) => string;
  /** What the consumer has already been told of: lets `replace` find deletions and `resync` find what to repeat. */
  readonly knownObjects?: { keys(): Iterable<string>; get(key: string): T | undefined };
  /** Whether `replace` says `Replaced` (as informers want it) or `Sync`. Default true. */
  readonly emitReplaced?: boolean;
  /** Runs once on each object that comes in; not on those of tombstones and resyncs. */
  readonly transform?: (object: T) => T;
}

/** Given all that happened to one object, oldest first, and whether that belongs to the initial list. */
export type PopProcess<T> = (deltas: readonly Delta<T>[], isInInitialList: boolean) => void;

/**
 * A queue of keys, each with everything that happened to it since it was last popped. A key's place is that of its
 * first unpopped delta; no key jumps the line. Mirrors client-go tools/cache (DeltaFIFO), the queue of informers before 1.33.
 * Differs: `pop` never blocks; it says whether there was something. A handler that throws loses its deltas.
 */
export class DeltaFifo<T> implements DeltaQueue<T> {
  readonly #options: DeltaFifoOptions<T>;
  readonly #items = new Map<string, Delta<T>[]>();
  readonly #queue = new Fifo<string>();
  /** True once something came in by `replace`, `add`, `update` or `delete`. */
  #populated = false;
  /** How many keys of the first `replace` are still to be popped. */
  #initialPopulationCount = 0;

  constructor(options: DeltaFifoOptions<T>) {
    this.#options = options;
  }

  get length(): number {
    return this.#queue.length;
  }

  /** True when the first `replace` has been popped, or when something else came in before it. */
  hasSynced(): boolean {
    return this.#populated && this.#initialPopulationCount === 0;
  }

  add(object: T): void {
    this.#populated = true;
    this.#incoming('Added', object);
  }

  update(object: T): void {
    this.#populated = true;
    this.#incoming('Updated', object);
  }

  /** Nothing happens for an object neither queued nor known. */
  delete(object: T): void {
    this.#populated = true;
    const key = this.#options.keyOf(object);
    if (!this.#items.has(key) && this.#options.knownObjects?.get(key) === undefined) return;
    this.#incoming('Deleted', object);
  }

  /** The whole truth as of a list: what is in it, and that all else is gone. */
  replace(list: readonly T[]): void {
    const listed = new Set<string>();
    const type = this.#options.emitReplaced === false ? 'Sync' : 'Replaced';
    for (const object of list) {
      listed.add(this.#options.keyOf(object));
      this.#incoming(type, object);
    }
    const deletions = this.#deleteQueued(listed) + this.#deleteKnown(listed);
    if (this.#populated) return;
    this.#populated = true;
    this.#initialPopulationCount = listed.size + deletions;
  }

  /** Repeats every known object that has nothing queued. */
  resync(): void {
    const known = this.#options.knownObjects;
    if (known === undefined) return;
    for (const key of known.keys()) {
      const object = known.get(key);
      if (object !== undefined && !this.#items.has(key)) {
        this.#enqueue(key, { type: 'Sync', object, finalStateUnknown: false });
      }
    }
  }

  /** Hands the oldest key's deltas to `process`. False when there was nothing. */
  pop(process: PopProcess<T>): boolean {
    const key = this.#queue.shift();
    if (key === undefined) return false;
    const isInInitialList = !this.hasSynced();
    if (this.#initialPopulationCount > 0) this.#initialPopulationCount -= 1;
    const deltas = this.#items.get(key);
    this.#items.delete(key);
    if (deltas !== undefined) process(deltas, isInInitialList);
    return true;
  }

  drain(process: ProcessDelta<T>): void {
    const processAll: PopProcess<T> = (deltas, isInInitialList) => {
      for (const delta of deltas) process(delta, isInInitialList);
    };
    while (this.pop(processAll));
  }

  #incoming(type: Delta<T>['type'], object: T): void {
    const { keyOf, transform } = this.#options;
    const kept = transform === undefined ? object : transform(object);
    this.#enqueue(keyOf(kept), { type, object: kept, finalStateUnknown: false });
  }

  #enqueue(key: string, delta: Delta<T>): void {
    const deltas = this.#items.get(key);
    if (deltas === undefined) {
      this.#items.set(key, [delta]);
      this.#queue.push(key);
      return;
    }
    const newest = deltas[deltas.length - 1];
    if (delta.type === 'Deleted' && newest?.type === 'Deleted') {
      // Two deletions in a row are one, and one that saw the object's last state tells more.
      if (newest.finalStateUnknown) deltas[deltas.length - 1] = delta;
      return;
    }
    deltas.push(delta);
  }

  /** Deletes what is queued and not listed; gives how many. */
  #deleteQueued(listed: ReadonlySet<string>): number {
    let deletions = 0;
    for (const [key, deltas] of this.#items) {
      const newest = deltas[deltas.length - 1];
      if (listed.has(key) || newest === undefined) continue;
      deletions += 1;
      this.#enqueue(key, tombstone(newest.object));
    }
    return deletions;
  }

  /** Deletes what is known, not queued and not listed; gives how many. */
  #deleteKnown(listed: ReadonlySet<string>): number {
    const known = this.#options.knownObjects;
    if (known === undefined) return 0;
    let deletions = 0;
    for (const key of known.keys()) {
      if (listed.has(key) || this.#items.has(key)) continue;
      const object = known.get(key);
      if (object === undefined) continue;
      deletions += 1;
      this.#enqueue(key, tombstone(object));
    }
    return deletions;
  }
}

function tombstone<T>(object: T): Delta<T> {
  return { type: 'Deleted', object, finalStateUnknown: true };
}
