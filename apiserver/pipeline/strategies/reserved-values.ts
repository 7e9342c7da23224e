import type { KubeObject } from '../../../apimachinery/index.ts';
import type { ResourceCache } from '../../cache/resource-cache.ts';

/**
 * Values of which each may belong to one object of a kind only (an address, a port): those that objects in the watch cache
 * have, and those that are being given away, from the moment a request chooses one until what it writes is in the cache,
 * or was refused.
 */
export class ReservedValues {
  /** The uid of whose they are. */
  readonly #owners = new Map<string, string>();
  /** Who is about to give them away. */
  readonly #holders = new Map<string, object>();
  readonly #held = new Map<object, string[]>();

  /** `valuesOf` says what an object has. */
  constructor(cache: Pick<ResourceCache, 'follow'>, valuesOf: (object: KubeObject) => readonly string[]) {
    cache.follow((previous, current) => {
      const before = previous?.metadata?.uid ?? '';
      for (const value of previous === undefined ? [] : valuesOf(previous)) {
        if (this.#owners.get(value) === before) this.#owners.delete(value);
      }
      if (current === undefined) return;
      for (const value of valuesOf(current)) this.#owners.set(value, current.metadata?.uid ?? '');
    });
  }

  /** At most so many values are not free, so one more attempt finds one. */
  get size(): number {
    return this.#owners.size + this.#holders.size;
  }

  /** Takes the value for an object; false if it is another object's, or another request holds it. */
  take(value: string, uid: string, holder: object): boolean {
    const owner = this.#owners.get(value) ?? uid;
    const other = this.#holders.get(value);
    if (owner !== uid || (other !== undefined && other !== holder)) return false;
    if (other === holder) return true;
    this.#holders.set(value, holder);
    const values = this.#held.get(holder);
    if (values === undefined) this.#held.set(holder, [value]);
    else values.push(value);
    return true;
  }

  /** What a request took and wrote is in the cache by now. */
  release(holder: object): void {
    for (const value of this.#held.get(holder) ?? []) this.#holders.delete(value);
    this.#held.delete(holder);
  }
}
