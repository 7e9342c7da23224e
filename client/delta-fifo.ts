import { Fifo } from '../collections/index.ts';

export type DeltaType = 'Added' | 'Updated' | 'Deleted' | 'Replaced' | 'Sync';

/** One thing that happened to an object. */
export interface Delta<T> {
  readonly type: DeltaType;
  /** For `Deleted`: the last state known. */
  readonly object: T;
  /** The deletion itself was missed: it was found out by a later list. */
  readonly finalStateUnknown: boolean;
}

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
export type PopProcess<T> = (deltas: readonly Delta<T>[], isInInitialList: boolean, key: string) => void;

/**
 * A queue of keys, each with everything that happened to it since it was last popped. A key's place is that of its
 * first unpopped delta; no key jumps the line. Mirrors client-go tools/cache (DeltaFIFO).
 * Differs: `pop` never blocks; it says whether there was something. A handler that throws loses its deltas.
 */
export class DeltaFifo<T> {
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
    if (deltas !== undefined) process(deltas, isInInitialList, key);
    return true;
  }

  /**
   * Takes in what a watch tells and pops all there is. The same as adding and popping, without the way through the
   * queue for what would be alone in it.
   */
  pass(type: 'Added' | 'Updated' | 'Deleted', object: T, process: PopProcess<T>): void {
    const { keyOf, transform, knownObjects } = this.#options;
    if (this.#queue.length > 0 || transform !== undefined) {
      if (type === 'Deleted') this.delete(object);
      else if (type === 'Added') this.add(object);
      else this.update(object);
      while (this.pop(process));
      return;
    }
    this.#populated = true;
    const key = keyOf(object);
    if (type === 'Deleted' && knownObjects?.get(key) === undefined) return;
    process([{ type, object, finalStateUnknown: false }], !this.hasSynced(), key);
  }

  #incoming(type: DeltaType, object: T): void {
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
