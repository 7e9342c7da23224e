import type { KubeObject } from '../../apimachinery/index.ts';
import { OrderedKeys } from '../../store/index.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import type { CacheEvent } from './cache-event.ts';
import { type CacheWatcher, type Selection, selects } from './watcher.ts';
import { type TriggerField, WatcherIndex } from './watcher-index.ts';

/** Told of one change: no previous object is a new one, no current one is gone. */
export type ObjectListener = (previous: KubeObject | undefined, current: KubeObject | undefined) => void;

/**
 * Events kept per resource, so that a watch can resume without reading the store. Kubernetes sizes its window
 * between 100 and 102,400 by demand; an event here is a few references to objects that are mostly held anyway.
 */
const windowSizeMax = 10_000;

/** JSON of the events kept per resource: ten thousand pods of 6 KB, or twenty of the largest objects there may be. */
const windowBytesMax = 64 * 1024 * 1024;

/**
 * All objects of one resource in key order, its latest events, and who watches. Mirrors kubernetes apiserver
 * pkg/storage/cacher (watchCache).
 */
export class ResourceCache {
  readonly #objects = new Map<string, StoredObject>();
  readonly #keys = new OrderedKeys(this.#objects, byKey);
  readonly #window: CacheEvent[] = [];
  #windowBytes = 0;
  readonly #watchers: WatcherIndex;
  readonly #followers = new Set<CacheWatcher>();
  #closed = false;
  /** Told of each change as it is taken in. */
  readonly #listeners: ObjectListener[] = [];
  /** Watches from this revision on can be served from the window. */
  #windowStart: number;
  /** The revision of the newest event. */
  changedRevision: number;

  constructor(startRevision: number, trigger?: TriggerField) {
    this.#windowStart = startRevision;
    this.changedRevision = startRevision;
    this.#watchers = new WatcherIndex(trigger);
  }

  get size(): number {
    return this.#objects.size;
  }

  get windowStart(): number {
    return this.#windowStart;
  }

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  /** Takes an object that was there before the feed began. */
  load(key: string, stored: StoredObject): void {
    this.#set(key, stored);
  }

  /** What the selection sees, in key order, from the key `start` on. */
  *select(selection: Selection, start = ''): Generator<readonly [string, StoredObject]> {
    const prefix = selection.namespace === '' ? '' : `${selection.namespace}/`;
    const only = prefix + selection.name;
    // Without a namespace, a name alone is the key of what lies in none.
    if (selection.name !== '' && (prefix !== '' || this.#objects.has(only))) {
      const stored = only >= start ? this.#objects.get(only) : undefined;
      if (stored !== undefined && selects(selection, stored.object)) yield [only, stored];
      return;
    }
    for (const key of this.#keys.from(start > prefix ? start : prefix)) {
      if (!key.startsWith(prefix)) return;
      const stored = this.#objects.get(key);
      if (stored !== undefined && selects(selection, stored.object)) yield [key, stored];
    }
  }

  /** How many objects of the namespace ('': of all) there are from the key `start` on, counted up to `max`. */
  count(namespace: string, start: string, max: number): number {
    const prefix = namespace === '' ? '' : `${namespace}/`;
    let found = 0;
    for (const key of this.#keys.from(start)) {
      if (!key.startsWith(prefix) || found === max) break;
      found += 1;
    }
    return found;
  }

  /** Takes the next change and offers it to whoever may see it; those with something to flush join `touched`. */
  apply(event: CacheEvent, touched: Set<CacheWatcher>): void {
    this.#set(event.key, event.current);
    for (const changed of this.#listeners) changed(event.previous?.object, event.current?.object);
    this.#remember(event);
    this.#watchers.offer(event, touched);
  }

  /** Tells of all objects there are, and from now on of each change, as soon as a reader could see it. */
  follow(changed: ObjectListener): void {
    for (const { object } of this.#objects.values()) changed(undefined, object);
    this.#listeners.push(changed);
  }

  /** Offers the remembered events after its own revision to a new watcher. */
  replay(watcher: CacheWatcher): void {
    const seen = this.#window.findLastIndex(({ revision }) => revision <= watcher.seenRevision);
    for (const event of this.#window.slice(seen + 1)) watcher.offer(event);
  }

  add(watcher: CacheWatcher): void {
    this.#watchers.add(watcher);
  }

  /** Knows of a watcher that something else feeds, for it too ends with the cache. */
  addFollower(watcher: CacheWatcher): void {
    this.#followers.add(watcher);
  }

  remove(watcher: CacheWatcher): void {
    this.#watchers.delete(watcher);
    this.#followers.delete(watcher);
  }

  *watchers(): Generator<CacheWatcher> {
    yield* this.#watchers;
    yield* this.#followers;
  }

  /** Nothing will change here any more. */
  close(): void {
    this.#closed = true;
  }

  get closed(): boolean {
    return this.#closed;
  }

  #set(key: string, stored: StoredObject | undefined): void {
    if (stored === undefined) {
      if (this.#objects.delete(key)) this.#keys.delete(key);
      return;
    }
    const isNew = !this.#objects.has(key);
    this.#objects.set(key, stored);
    if (isNew) this.#keys.add(key);
  }

  #remember(event: CacheEvent): void {
    this.changedRevision = event.revision;
    this.#window.push(event);
    this.#windowBytes += event.size;
    if (this.#window.length > windowSizeMax || this.#windowBytes > windowBytesMax) this.#forget();
  }

  /** Half is dropped at a time, so that the cost of moving the rest is spread over many events. */
  #forget(): void {
    let dropped = 0;
    for (const { size, revision } of this.#window) {
      if (this.#window.length - dropped <= windowSizeMax / 2 && this.#windowBytes <= windowBytesMax / 2)
        break;
      this.#windowBytes -= size;
      this.#windowStart = revision;
      dropped += 1;
    }
    this.#window.splice(0, dropped);
  }
}

/** Names and namespaces are ASCII, whose order is the store's. */
function byKey(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}
