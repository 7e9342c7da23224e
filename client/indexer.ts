import type { Indexer, Indexers } from './informer.ts';

/**
 * The local copy behind an informer. Mirrors client-go tools/cache (ThreadSafeStore). An index keeps no empty sets.
 * Differs: keys and objects keep their insertion order; an object's index values are computed again from the old
 * object when it changes, so index functions must be pure.
 */
export class ThreadSafeStore<T> implements Indexer<T> {
  readonly #items = new Map<string, T>();
  readonly #indices = new Map<string, Index<T>>();

  get size(): number {
    return this.#items.size;
  }

  get(key: string): T | undefined {
    return this.#items.get(key);
  }

  has(key: string): boolean {
    return this.#items.has(key);
  }

  keys(): IterableIterator<string> {
    return this.#items.keys();
  }

  list(): T[] {
    return [...this.#items.values()];
  }

  byIndex(indexName: string, value: string): readonly T[] {
    return this.#index(indexName).objects(value);
  }

  indexKeys(indexName: string, value: string): readonly string[] {
    return this.#index(indexName).keys(value);
  }

  /** The values an index has objects for, as in ListIndexFuncValues. */
  indexValues(indexName: string): string[] {
    return this.#index(indexName).values();
  }

  /** Adds or replaces. */
  set(key: string, object: T): void {
    const old = this.#items.get(key);
    this.#items.set(key, object);
    for (const index of this.#indices.values()) index.change(key, old, object);
  }

  delete(key: string): void {
    const old = this.#items.get(key);
    if (old === undefined) return;
    this.#items.delete(key);
    for (const index of this.#indices.values()) index.change(key, old, undefined);
  }

  replace(items: Iterable<readonly [string, T]>): void {
    this.#items.clear();
    for (const index of this.#indices.values()) index.clear();
    for (const [key, object] of items) this.set(key, object);
  }

  /** Objects already here are indexed at once. An index that is there already stays; throws for a name that another function has. */
  addIndexers(indexers: Indexers<T>): void {
    const added = Object.entries(indexers).filter(
      ([name, valuesOf]) => this.#indices.get(name)?.valuesOf !== valuesOf,
    );
    for (const [name] of added) {
      if (this.#indices.has(name)) throw new Error(`there is an index named ${name} already`);
    }
    for (const [name, valuesOf] of added) {
      const index = new Index(valuesOf);
      for (const [key, object] of this.#items) index.change(key, undefined, object);
      this.#indices.set(name, index);
    }
  }

  #index(name: string): Index<T> {
    const index = this.#indices.get(name);
    if (index === undefined) throw new Error(`there is no index named ${name}`);
    return index;
  }
}

/** The objects of one index value; `list` is made when asked for and lives until the bucket changes. */
interface Bucket<T> {
  readonly objects: Map<string, T>;
  list: readonly T[] | undefined;
}

const nothing: readonly never[] = Object.freeze([]);

class Index<T> {
  readonly valuesOf: (object: T) => readonly string[];
  readonly #buckets = new Map<string, Bucket<T>>();

  constructor(valuesOf: (object: T) => readonly string[]) {
    this.valuesOf = valuesOf;
  }

  objects(value: string): readonly T[] {
    const bucket = this.#buckets.get(value);
    if (bucket === undefined) return nothing;
    bucket.list ??= [...bucket.objects.values()];
    return bucket.list;
  }

  keys(value: string): readonly string[] {
    const bucket = this.#buckets.get(value);
    return bucket === undefined ? nothing : [...bucket.objects.keys()];
  }

  values(): string[] {
    return [...this.#buckets.keys()];
  }

  clear(): void {
    this.#buckets.clear();
  }

  change(key: string, old: T | undefined, object: T | undefined): void {
    const before = old === undefined ? nothing : this.valuesOf(old);
    const after = object === undefined ? nothing : this.valuesOf(object);
    if (after !== before) {
      for (const value of before) if (!after.includes(value)) this.#remove(value, key);
    }
    if (object === undefined) return;
    for (const value of after) this.#put(value, key, object);
  }

  #put(value: string, key: string, object: T): void {
    const bucket = this.#buckets.get(value);
    if (bucket === undefined) {
      this.#buckets.set(value, { objects: new Map([[key, object]]), list: undefined });
      return;
    }
    bucket.objects.set(key, object);
    bucket.list = undefined;
  }

  #remove(value: string, key: string): void {
    const bucket = this.#buckets.get(value);
    if (bucket === undefined) return;
    bucket.objects.delete(key);
    bucket.list = undefined;
    if (bucket.objects.size === 0) this.#buckets.delete(value);
  }
}
