import type { KubeObject } from '../../apimachinery/index.ts';
import type { Environment } from '../../environment/index.ts';
import type { Store, StoreEvent, Watch } from '../../store/index.ts';
import { decode } from '../storage/codec.ts';
import { registryPrefix, resourcePrefix, type StorageResource } from '../storage/keys.ts';
import { TextEvent } from '../storage/stored-object.ts';
import { CacheEvent } from './cache-event.ts';
import { ResourceCache } from './resource-cache.ts';
import type { Watcher } from './watcher.ts';
import type { TriggerField } from './watcher-index.ts';

/** What the cache has to know of a resource. */
export interface CachedResource {
  readonly storage: StorageResource;
  readonly trigger?: TriggerField;
}

/** What a watcher's events are called: one resource may be served in several versions. */
export interface WatchedType {
  readonly apiVersion: string;
  readonly kind: string;
}

interface Opening {
  readonly changes: StoreEvent[];
  readonly done: Promise<void>;
}

/** Mirrors kubernetes apiserver pkg/storage/cacher (defaultBookmarkFrequency). */
const bookmarkPeriodMs = 60_000;

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
  readonly #bookmarked = new Map<Watcher, WatchedType>();
  #waiting: { readonly revision: number; readonly resolve: () => void }[] = [];
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
    this.#environment.signal.addEventListener('abort', () => this.stop(), { once: true });
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
    const nobody = new Set<Watcher>();
    for (const change of meanwhile) this.#apply(cache, change.key.slice(prefix.length), change, nobody);
    this.#caches.set(prefix, cache);
    await this.waitFor(revision);
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

  /** Undefined if the cache is as new as `revision` already, else resolves when it is. */
  waitFor(revision: number): Promise<void> | undefined {
    if (this.#revision >= revision) return undefined;
    return new Promise((resolve) => this.#waiting.push({ revision, resolve }));
  }

  /** Undefined if the cache has everything acknowledged so far, else resolves when it has. */
  waitUntilFresh(): Promise<void> | undefined {
    return this.waitFor(this.#store.revision);
  }

  /** `bookmarks`: the type in which it wants to be told how far it is. */
  addWatcher(cache: ResourceCache, watcher: Watcher, bookmarks?: WatchedType): void {
    cache.add(watcher);
    if (bookmarks === undefined) return;
    this.#bookmarked.set(watcher, bookmarks);
    this.#scheduleBookmarks();
  }

  removeWatcher(cache: ResourceCache, watcher: Watcher): void {
    cache.remove(watcher);
    this.#bookmarked.delete(watcher);
  }

  /** A BOOKMARK of the cache's revision. */
  bookmark({ apiVersion, kind }: WatchedType, initialEventsEnd = false): TextEvent {
    const annotations = initialEventsEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
    const object: KubeObject = Object.freeze({
      kind,
      apiVersion,
      metadata: { resourceVersion: String(this.#revision), creationTimestamp: null, ...annotations },
    } as unknown as KubeObject);
    return new TextEvent('BOOKMARK', object, () => JSON.stringify(object));
  }

  #take(batch: readonly StoreEvent[]): void {
    const touched = new Set<Watcher>();
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

  /** What a cache was filled with is not news to it. */
  #apply(cache: ResourceCache, key: string, change: StoreEvent, touched: Set<Watcher>): void {
    if (change.revision <= cache.startRevision) return;
    const current = change.current && decode(change.current);
    cache.apply(new CacheEvent(key, change.revision, current, cache.get(key)), touched);
  }

  #release(): void {
    if (this.#waiting.length === 0) return;
    const ready = this.#waiting.filter(({ revision }) => revision <= this.#revision);
    this.#waiting = this.#waiting.filter(({ revision }) => revision > this.#revision);
    for (const { resolve } of ready) resolve();
  }

  #scheduleBookmarks(): void {
    if (this.#bookmarkTimer) return;
    this.#bookmarkTimer = true;
    this.#environment.clock.setTimer(bookmarkPeriodMs, () => this.#sendBookmarks(), { background: true });
  }

  #sendBookmarks(): void {
    this.#bookmarkTimer = false;
    const byType = new Map<string, TextEvent>();
    for (const [watcher, type] of this.#bookmarked) {
      const name = `${type.apiVersion} ${type.kind}`;
      const event = byType.get(name) ?? this.bookmark(type);
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
