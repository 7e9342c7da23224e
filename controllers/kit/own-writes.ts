import { type KubeObject, keyOf } from '../../apimachinery/index.ts';
import type { Indexer, SharedInformer } from '../../client/index.ts';

/**
 * How soon to look again when a cache is behind and, against all odds, the event that brings it up to date does not
 * wake the controller. Seconds would do; it only must not be never.
 */
export const staleCacheRetryMs = 1000;

/**
 * Remembers, by the key of what is reconciled, the newest version a controller wrote of each resource, so that it does
 * not act on a cache that is behind its own writes. Mirrors kubernetes pkg/controller/util/consistency
 * (StaleControllerConsistencyReplicaSet, on by default in 1.36).
 *
 * Differs: a controller that is behind waits for the event that it is missing, where upstream fails and backs off;
 * deletions count as writes; and Deployments are guarded, too, where upstream runs into conflicts.
 */
export class OwnWrites {
  readonly #byKey = new Map<string, Map<VersionedCache, number>>();
  readonly #deletions = new Map<string, Deletion[]>();

  /** The object was written, and will be seen in this informer. */
  wrote<T extends KubeObject>(key: string, informer: SharedInformer<T>, object: T): void {
    // Without a version (NaN is above nothing) there is nothing to wait for.
    const version = Number(object.metadata?.resourceVersion);
    let versions = this.#byKey.get(key);
    if (versions === undefined) {
      versions = new Map();
      this.#byKey.set(key, versions);
    }
    if (version > (versions.get(informer) ?? 0)) versions.set(informer, version);
  }

  /** The object was deleted, and will be seen to go in this informer, or to be about to. */
  deleted<T extends KubeObject>(key: string, informer: SharedInformer<T>, object: T): void {
    const deletions = this.#deletions.get(key) ?? [];
    deletions.push({ indexer: informer.indexer, name: keyOf(object), uid: object.metadata?.uid });
    this.#deletions.set(key, deletions);
  }

  /** True when everything written and deleted for the key has been seen. */
  seen(key: string): boolean {
    for (const [informer, version] of this.#byKey.get(key) ?? []) {
      if (Number(informer.lastSyncResourceVersion()) < version) return false;
    }
    if (this.#deletions.get(key)?.some(isAwaited) === true) return false;
    this.forget(key);
    return true;
  }

  /** The key is gone. */
  forget(key: string): void {
    this.#byKey.delete(key);
    this.#deletions.delete(key);
  }
}

interface Deletion {
  readonly indexer: Pick<Indexer<KubeObject>, 'get'>;
  readonly name: string;
  readonly uid: string | undefined;
}

/** Another object of the name is as good as none. */
function isAwaited({ indexer, name, uid }: Deletion): boolean {
  const metadata = indexer.get(name)?.metadata;
  return metadata !== undefined && metadata.uid === uid && metadata.deletionTimestamp === undefined;
}

type VersionedCache = Pick<SharedInformer<KubeObject>, 'lastSyncResourceVersion'>;
