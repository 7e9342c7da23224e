/** What waits for its turn. Order: `atMs`, then `priority` (drawn from the seed), then `sequence` (order of coming). */
export interface Turn {
  readonly atMs: number;
  readonly priority: number;
  readonly sequence: number;
  /** Where in the heap it is; -1 outside. Kept by the heap alone. */
  index: number;
}

/** A binary heap that also removes from the middle, so that cancelled timers do not pile up until they are due. */
export class StepHeap<T extends Turn> {
  readonly #items: T[] = [];

  get size(): number {
    return this.#items.length;
  }

  /** All items, in no order. */
  get items(): readonly T[] {
    return this.#items;
  }

  first(): T | undefined {
    return this.#items[0];
  }

  push(item: T): void {
    item.index = this.#items.length;
    this.#items.push(item);
    this.#rise(item, item.index);
  }

  /** Takes `item` out. False when it is not in the heap. */
  remove(item: T): boolean {
    const index = item.index;
    if (index < 0) return false;
    item.index = -1;
    const last = this.#items.pop() as T;
    if (last === item) return true;
    // Never asks for item -1, which engines look up by name.
    if (index > 0 && isBefore(last, this.#items[(index - 1) >> 1] as T)) this.#rise(last, index);
    else this.#sink(last, index);
    return true;
  }

  #rise(item: T, from: number): void {
    const items = this.#items;
    let index = from;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = items[parentIndex] as T;
      if (!isBefore(item, parent)) break;
      items[index] = parent;
      parent.index = index;
      index = parentIndex;
    }
    items[index] = item;
    item.index = index;
  }

  #sink(item: T, from: number): void {
    const items = this.#items;
    const size = items.length;
    let index = from;
    for (let left = 2 * index + 1; left < size; left = 2 * index + 1) {
      const right = left + 1;
      const least = right < size && isBefore(items[right] as T, items[left] as T) ? right : left;
      const child = items[least] as T;
      if (!isBefore(child, item)) break;
      items[index] = child;
      child.index = index;
      index = least;
    }
    items[index] = item;
    item.index = index;
  }
}

function isBefore(a: Turn, b: Turn): boolean {
  if (a.atMs !== b.atMs) return a.atMs < b.atMs;
  if (a.priority !== b.priority) return a.priority < b.priority;
  return a.sequence < b.sequence;
}
