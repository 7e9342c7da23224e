/** Up to here a scan is faster than a hash table. */
const scanMax = 16;

/** The place of each key in a list, by its first occurrence. Keys can be added at the end. */
export class KeyOrder {
  readonly #keys: unknown[];
  #places: Map<unknown, number> | undefined;

  constructor(keys: unknown[]) {
    this.#keys = keys;
  }

  /** -1 for a key that is not there. */
  rank(key: unknown): number {
    if (this.#keys.length <= scanMax) return this.#keys.indexOf(key);
    this.#places ??= this.#index();
    return this.#places.get(key) ?? -1;
  }

  has(key: unknown): boolean {
    return this.rank(key) >= 0;
  }

  push(key: unknown): void {
    if (this.#places !== undefined && !this.#places.has(key)) this.#places.set(key, this.#keys.length);
    this.#keys.push(key);
  }

  #index(): Map<unknown, number> {
    const places = new Map<unknown, number>();
    // Backwards, so that the first of equal keys is the one that stays.
    for (let place = this.#keys.length - 1; place >= 0; place--) places.set(this.#keys[place], place);
    return places;
  }
}
