/** The last `size` entries, and up to as many older ones. */
export class RecentMap<K, V> {
  readonly #size: number;
  #new = new Map<K, V>();
  #old = new Map<K, V>();

  constructor(size: number) {
    this.#size = size;
  }

  /** What is asked for counts as new. */
  get(key: K): V | undefined {
    const value = this.#new.get(key);
    if (value !== undefined) return value;
    const older = this.#old.get(key);
    if (older !== undefined) this.set(key, older);
    return older;
  }

  set(key: K, value: V): void {
    if (this.#new.size >= this.#size && !this.#new.has(key)) {
      this.#old = this.#new;
      this.#new = new Map();
    }
    this.#new.set(key, value);
  }
}
