/** What a heap keeps with each item. */
export interface HeapItem {
  /** Where it stands; -1 while it is in no heap. Only the heap writes it. */
  heapIndex: number;
  /** When it came, as a number that rises: the first among equals goes first. Only the heap writes it. */
  heapOrder: number;
}

/** A priority queue out of whose middle items can be taken. An item is in one heap at a time. */
export class Heap<T extends HeapItem> {
  readonly #less: (a: T, b: T) => boolean;
  readonly #items: T[] = [];
  #order = 0;

  constructor(less: (a: T, b: T) => boolean) {
    this.#less = less;
  }

  get size(): number {
    return this.#items.length;
  }

  /** All items, in no order. */
  get items(): readonly T[] {
    return this.#items;
  }

  peek(): T | undefined {
    return this.#items[0];
  }

  has(item: T): boolean {
    return item.heapIndex >= 0 && this.#items[item.heapIndex] === item;
  }

  push(item: T): void {
    item.heapOrder = this.#order++;
    item.heapIndex = this.#items.length;
    this.#items.push(item);
    this.#up(item.heapIndex);
  }

  pop(): T | undefined {
    const first = this.#items[0];
    if (first !== undefined) this.remove(first);
    return first;
  }

  /** Takes it out; false when it is not there. */
  remove(item: T): boolean {
    if (!this.has(item)) return false;
    const at = item.heapIndex;
    const last = this.#items.pop() as T;
    item.heapIndex = -1;
    if (last === item) return true;
    this.#put(last, at);
    this.#up(at);
    this.#down(last.heapIndex);
    return true;
  }

  /** Sets it right again after what it is sorted by has changed. */
  fix(item: T): void {
    if (!this.has(item)) return;
    this.#up(item.heapIndex);
    this.#down(item.heapIndex);
  }

  #before(a: T, b: T): boolean {
    return a.heapOrder < b.heapOrder ? !this.#less(b, a) : this.#less(a, b);
  }

  #put(item: T, at: number): void {
    this.#items[at] = item;
    item.heapIndex = at;
  }

  #up(from: number): void {
    let at = from;
    const item = this.#items[at] as T;
    while (at > 0) {
      const parentAt = (at - 1) >> 1;
      const parent = this.#items[parentAt] as T;
      if (!this.#before(item, parent)) break;
      this.#put(parent, at);
      at = parentAt;
    }
    this.#put(item, at);
  }

  #down(from: number): void {
    let at = from;
    const item = this.#items[at] as T;
    for (;;) {
      let childAt = 2 * at + 1;
      if (childAt >= this.#items.length) break;
      const right = this.#items[childAt + 1];
      if (right !== undefined && this.#before(right, this.#items[childAt] as T)) childAt++;
      const child = this.#items[childAt] as T;
      if (!this.#before(child, item)) break;
      this.#put(child, at);
      at = childAt;
    }
    this.#put(item, at);
  }
}
