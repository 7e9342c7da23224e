import { type KubeObject, keyOf } from '../../apimachinery/index.ts';
import type { SharedInformer } from '../../client/index.ts';

/**
 * What is known of a kind: what an informer shows, and what was written since. A binding is four writes; without this, the event of
 * each would make somebody write the others again. Mirrors kubernetes pkg/controller/volume/persistentvolume (storeObjectUpdate).
 */
export class NewestObjects<T extends KubeObject> {
  readonly informer: SharedInformer<T>;
  readonly #written = new Map<string, T>();

  constructor(informer: SharedInformer<T>) {
    this.informer = informer;
  }

  get(key: string): T | undefined {
    const shown = this.informer.indexer.get(key);
    const written = this.#written.get(key);
    if (written === undefined) return shown;
    const seen = Math.max(versionOf(shown), Number(this.informer.lastSyncResourceVersion()));
    if (seen < versionOf(written)) return written;
    this.#written.delete(key);
    return shown;
  }

  /** As they are known, those that an index of the informer shows under a value. */
  byIndex(index: string, value: string): readonly T[] {
    return this.informer.indexer.byIndex(index, value).flatMap((shown) => this.get(keyOf(shown)) ?? []);
  }

  /** The object as it was answered to a write; gives it back. */
  wrote(object: T): T {
    this.#written.set(keyOf(object), object);
    return object;
  }
}

function versionOf(object: KubeObject | undefined): number {
  return Number(object?.metadata?.resourceVersion ?? 0);
}
