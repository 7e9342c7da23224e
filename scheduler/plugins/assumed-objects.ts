import { type KubeObject, keyOf, type ResourceType } from '../../apimachinery/index.ts';
import type { Indexer, Indexers } from '../../client/index.ts';
import type { HandleParts } from '../framework/handle.ts';

/**
 * What the scheduler has decided about objects, and nobody has written yet or nobody has seen: it counts until something
 * newer is seen. Mirrors kubernetes pkg/scheduler/util/assumecache.
 */
export class AssumedObjects<T extends KubeObject> {
  readonly #seen: Indexer<T>;
  readonly #assumed = new Map<string, T>();

  constructor(handle: Pick<HandleParts, 'lister' | 'watch'>, type: ResourceType<T>, indexers?: Indexers<T>) {
    this.#seen = handle.lister(type, indexers);
    // Nothing is kept of what is newer, or gone.
    const look = (object: T) => void this.get(keyOf(object));
    handle.watch(type, { onUpdate: (_before, after) => look(after), onDelete: look });
  }

  get(key: string): T | undefined {
    const seen = this.#seen.get(key);
    const assumed = this.#assumed.get(key);
    if (assumed === undefined) return seen;
    if (seen !== undefined && versionOf(assumed) >= versionOf(seen)) return assumed;
    this.#assumed.delete(key);
    return seen;
  }

  /** As the API server has it, as far as that is known here. */
  seen(key: string): T | undefined {
    return this.#seen.get(key);
  }

  /** As they are assumed, those that were seen under a value of an index. */
  byIndex(index: string, value: string): readonly T[] {
    return this.#seen.byIndex(index, value).map((seen) => this.get(keyOf(seen)) ?? seen);
  }

  /** From now on the object is as given. */
  assume(object: T): void {
    this.#assumed.set(keyOf(object), object);
  }

  /** It is as it was seen. */
  restore(object: T): void {
    this.#assumed.delete(keyOf(object));
  }
}

/** The version that an object was read or written with. */
export function versionOf(object: KubeObject): number {
  return Number(object.metadata?.resourceVersion ?? 0);
}
