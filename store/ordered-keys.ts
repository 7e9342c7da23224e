import sortedBtree from 'sorted-btree';

/** Of a CommonJS package Node hands out all exports as the default, where loaders that transform hand out the class. */
const BTree = sortedBtree.default ?? (sortedBtree as unknown as typeof sortedBtree.default);

/** Added keys that may wait for an order nobody asks for, over and above as many as there are. */
const unsortedMax = 1000;

/**
 * The keys of a map in order. What is added is sorted in when somebody asks for the order: there are many more writes
 * than lists.
 */
export class OrderedKeys {
  readonly #map: ReadonlyMap<string, unknown>;
  readonly #sorted: InstanceType<typeof BTree<string, undefined>>;
  /** May hold keys that are gone by now, or twice. */
  #added: string[] = [];

  /** Of `map`, which changes with every `add` and `delete`. */
  constructor(map: ReadonlyMap<string, unknown>, compare: (left: string, right: string) => number) {
    this.#map = map;
    this.#sorted = new BTree<string, undefined>(undefined, compare);
  }

  add(key: string): void {
    this.#added.push(key);
    if (this.#added.length > unsortedMax + this.#map.size) this.#sort();
  }

  delete(key: string): void {
    this.#sorted.delete(key);
  }

  /** The keys that are not before `start`. */
  from(start: string): IterableIterator<string> {
    this.#sort();
    return this.#sorted.keys(start);
  }

  first(): string | undefined {
    this.#sort();
    return this.#sorted.minKey();
  }

  #sort(): void {
    if (this.#added.length === 0) return;
    for (const key of this.#added) if (this.#map.has(key)) this.#sorted.set(key, undefined);
    this.#added = [];
  }
}
