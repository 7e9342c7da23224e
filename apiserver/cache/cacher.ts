import type { KubeObject } from '../../apimachinery/index.ts';
import type { Environment } from '../../environment/index.ts';
import type { Store, StoreEvent, Watch } from '../../store/index.ts';
import { decode } from '../storage/codec.ts';
import { registryPrefix, resourcePrefix, type StorageResource } from '../storage/keys.ts';
import { EncodedEvent } from '../storage/stored-object.ts';
import { CacheEvent } from './cache-event.ts';
import { ResourceCache } from './resource-cache.ts';
import type { CacheWatcher } from './watcher.ts';
import type { TriggerField } from './watcher-index.ts';

/** What the cache has to know of a resource. */
export interface CachedResource {
  readonly storage: StorageResource;
  readonly trigger?: TriggerField;
}

interface Opening {
  readonly changes: StoreEvent[];
  readonly done: Promise<void>;
}

/** Mirrors kubernetes apiserver pkg/storage/cacher (defaultBookmarkFrequency). */
const bookmarkPeriodMs = 60_000;

/** Mirrors kubernetes apiserver pkg/storage/cacher (blockTimeout). */
const freshnessWaitMs = 3_000;

/** Somebody who reads when the cache has come to a revision. */
interface Waiting {
  readonly revision: number;
  readonly reached: () => void;
}

/**
 * The watch cache of one API server: every object of every resource, fed by one watch of the store. Mirrors
 * kubernetes apiserver pkg/storage/cacher. Differs: one feed for all resources, so that its revision says how fresh
 * all of them are.
 */
export class Cacher {
  readonly #environment: Environment;
  readonly #store: Store;
  readonly #caches = new Map<string, ResourceCache>();
  /** Caches that are being filled, and what happens meanwhile. */
  readonly #opening = new Map<string, Opening>();
  readonly #bookmarked = new Map<CacheWatcher, KubeObject>();
  readonly #waiting = new Set<Waiting>();
  #revision = 0;
  #feed: Watch | undefined;
  #bookmarkTimer = false;

  constructor(environment: Environment, store: Store) {
    this.#environment = environment;
    this.#store = store;
  }

  /** The newest revision of the store that the cache has taken in. */
  get revision(): number {
    return this.#revision;
  }

  /** Reads what there is of these resources and follows the store from then on. Ends with the environment. */
  async start(resources: Iterable<CachedResource>): Promise<void> {
    const { items, revision } = await this.#store.range({ prefix: registryPrefix });
    this.#revision = revision;
    for (const { storage, trigger } of resources) {
      this.#caches.set(resourcePrefix(storage), new ResourceCache(revision, trigger));
    }
    for (const kv of items) {
      const [prefix, key] = splitKey(kv.key);
      this.#caches.get(prefix)?.load(key, decode(kv));
    }
    this.#feed = this.#store.watch(
      { prefix: registryPrefix, afterRevision: revision },
      { events: (batch) => this.#take(batch), end: (error) => this.#end(error) },
    );
    this.#environment.onRevoked(() => this.stop());
  }

  /** Caches one more resource. Resolves when all there is of it is here. Nothing happens if it is cached already. */
  async open(resource: CachedResource): Promise<void> {
    const prefix = resourcePrefix(resource.storage);
    if (this.#caches.has(prefix)) return;
    const begun = this.#opening.get(prefix);
    if (begun !== undefined) return begun.done;
    const changes: StoreEvent[] = [];
    const done = this.#fill(prefix, resource, changes).finally(() => this.#opening.delete(prefix));
    this.#opening.set(prefix, { changes, done });
    return done;
  }

  async #fill(prefix: string, { trigger }: CachedResource, meanwhile: readonly StoreEvent[]): Promise<void> {
    const { items, revision } = await this.#store.range({ prefix });
    const cache = new ResourceCache(revision, trigger);
    for (const kv of items) cache.load(kv.key.slice(prefix.length), decode(kv));
    const nobody = new Set<CacheWatcher>();
    for (const change of meanwhile) this.#apply(cache, change.key.slice(prefix.length), change, nobody);
    this.#caches.set(prefix, cache);
    // The feed may tell once more what the cache was filled with; all is as it should be when that is over.
    while (!(await this.reaches(revision)));
  }

  /** Ends all watches of a resource. */
  endWatches(storage: StorageResource): void {
    for (const watcher of [...(this.find(storage)?.watchers() ?? [])]) {
      this.#bookmarked.delete(watcher);
      watcher.end();
    }
  }

  /** Ends a resource's watches and forgets it. What is begun with what it held sees nothing new. */
  close(storage: StorageResource): void {
    this.endWatches(storage);
    this.find(storage)?.close();
    this.#caches.delete(resourcePrefix(storage));
  }

  stop(): void {
    this.#feed?.cancel();
    this.#end();
  }

  find(storage: StorageResource): ResourceCache | undefined {
    return this.#caches.get(resourcePrefix(storage));
  }

  /** True at once if the cache is as new as `revision`, else whether it gets so within three seconds. */
  reaches(revision: number): true | Promise<boolean> {
    return this.#revision >= revision || this.#waitFor(revision);
  }

  /** The same for all that was acknowledged so far, by whichever server of this store. */
  catchesUp(): true | Promise<boolean> {
    const current = this.#store.currentRevision();
    if (typeof current === 'number') return this.reaches(current);
    return current.then((revision) => this.reaches(revision));
  }

  #waitFor(revision: number): Promise<boolean> {
    return new Promise((resolve) => {
      const reached = () => {
        timer.cancel();
        resolve(true);
      };
      const waiting: Waiting = { revision, reached };
      const timer = this.#environment.clock.setTimer(freshnessWaitMs, () => {
        this.#waiting.delete(waiting);
        resolve(false);
      });
      this.#waiting.add(waiting);
    });
  }

  /** `bookmarks`: in the form of which object it wants to be told how far it is; one resource may be served in several versions. */
  addWatcher(cache: ResourceCache, watcher: CacheWatcher, bookmarks?: KubeObject): void {
    cache.add(watcher);
    if (bookmarks === undefined) return;
    this.#bookmarked.set(watcher, bookmarks);
    this.#scheduleBookmarks();
  }

  removeWatcher(cache: ResourceCache, watcher: CacheWatcher): void {
    cache.remove(watcher);
    this.#bookmarked.delete(watcher);
  }

  /** A BOOKMARK of the cache's revision. */
  bookmark(form: KubeObject, initialEventsEnd = false): EncodedEvent {
    const end = initialEventsEnd ? { 'k8s.io/initial-events-end': 'true' } : undefined;
    const annotations = end === undefined ? {} : { annotations: { ...form.metadata?.annotations, ...end } };
    const metadata = { resourceVersion: String(this.#revision), ...form.metadata, ...annotations };
    return new EncodedEvent('BOOKMARK', Object.freeze({ ...form, metadata }));
  }

  #take(batch: readonly StoreEvent[]): void {
    const touched = new Set<CacheWatcher>();
    for (const change of batch) {
      const [prefix, key] = splitKey(change.key);
      const cache = this.#caches.get(prefix);
      if (cache === undefined) this.#opening.get(prefix)?.changes.push(change);
      else this.#apply(cache, key, change, touched);
      this.#revision = change.revision;
    }
    this.#release();
    for (const watcher of touched) watcher.flush();
  }

  #apply(cache: ResourceCache, key: string, change: StoreEvent, touched: Set<CacheWatcher>): void {
    const current = change.current && decode(change.current);
    cache.apply(new CacheEvent(key, change.revision, current, cache.get(key)), touched);
  }

  #release(): void {
    for (const waiting of this.#waiting) {
      if (waiting.revision > this.#revision) continue;
      this.#waiting.delete(waiting);
      waiting.reached();
    }
  }

  #scheduleBookmarks(): void {
    if (this.#bookmarkTimer) return;
    this.#bookmarkTimer = true;
    this.#environment.clock.setTimer(bookmarkPeriodMs, () => this.#sendBookmarks(), { background: true });
  }

  #sendBookmarks(): void {
    this.#bookmarkTimer = false;
    const byType = new Map<string, EncodedEvent>();
    for (const [watcher, form] of this.#bookmarked) {
      const name = `${form.apiVersion} ${form.kind}`;
      const event = byType.get(name) ?? this.bookmark(form);
      byType.set(name, event);
      watcher.push(event);
      watcher.flush();
    }
    if (this.#bookmarked.size > 0) this.#scheduleBookmarks();
  }

  #end(error?: Error): void {
    this.#environment.trace.record('watch-cache-ended', { error: error?.message });
    for (const cache of this.#caches.values()) {
      for (const watcher of [...cache.watchers()]) watcher.end();
    }
    this.#bookmarked.clear();
  }
}

/** `/registry/apps/deployments/default/web` -> [`/registry/apps/deployments/`, `default/web`]. */
function splitKey(key: string): [string, string] {
  const at = key.indexOf('/', key.indexOf('/', registryPrefix.length) + 1) + 1;
  return [key.slice(0, at), key.slice(at)];
}
