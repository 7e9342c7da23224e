import type { KubeObject } from '../../apimachinery/index.ts';
import { OrderedKeys } from '../../store/index.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import type { CacheEvent } from './cache-event.ts';
import type { Selection, Watcher } from './watcher.ts';

/**
 * Events kept per resource, so that a watch can resume without reading the store. Kubernetes sizes its window
 * between 100 and 102,400 by demand; an event here is a few references to objects that are mostly held anyway.
 */
const windowSizeMax = 10_000;

/** JSON of the events kept per resource: ten thousand pods of 6 KB, or twenty of the largest objects there may be. */
const windowBytesMax = 64 * 1024 * 1024;

/** Reads the value of the field that watches of this resource are indexed by; undefined: no such field. */
export type TriggerField = (object: KubeObject) => string;

/**
 * All objects of one resource in key order, its latest events, and who watches. Mirrors kubernetes apiserver
 * pkg/storage/cacher (watchCache and the dispatch by trigger).
 */
export class ResourceCache {
  readonly #trigger: TriggerField | undefined;
  readonly #objects = new Map<string, StoredObject>();
  readonly #keys = new OrderedKeys(this.#objects, byKey);
  readonly #window: CacheEvent[] = [];
  #windowBytes = 0;
  readonly #watchers = new Set<Watcher>();
  readonly #byTrigger = new Map<string, Set<Watcher>>();
  /** Watches from this revision on can be served from the window. */
  #windowStart: number;
  /** The revision of the newest event. */
  changedRevision: number;

  constructor(startRevision: number, trigger?: TriggerField) {
    this.#windowStart = startRevision;
    this.changedRevision = startRevision;
    this.#trigger = trigger;
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
    if (selection.name !== '' && (prefix !== '' || !this.#namespacedKeys())) {
      const key = prefix + selection.name;
      const stored = key >= start ? this.#objects.get(key) : undefined;
      if (stored !== undefined && matches(selection, stored)) yield [key, stored];
      return;
    }
    for (const key of this.#keys.from(start > prefix ? start : prefix)) {
      if (prefix !== '' && !key.startsWith(prefix)) return;
      const stored = this.#objects.get(key);
      if (stored !== undefined && matches(selection, stored)) yield [key, stored];
    }
  }

  /** Takes the next change and offers it to whoever may see it; those with something to flush join `touched`. */
  apply(event: CacheEvent, touched: Set<Watcher>): void {
    this.#set(event.key, event.current);
    this.#remember(event);
    for (const watcher of this.#watchers) if (watcher.offer(event)) touched.add(watcher);
    if (this.#byTrigger.size > 0) this.#offerByTrigger(event, touched);
  }

  /** Offers the remembered events after `revision` to a new watcher. */
  replay(watcher: Watcher): void {
    for (let at = firstAfter(this.#window, watcher.seenRevision); at < this.#window.length; at++) {
      const event = this.#window[at];
      if (event !== undefined) watcher.offer(event);
    }
  }

  add(watcher: Watcher): void {
    const set = this.#setOf(watcher);
    set.add(watcher);
  }

  remove(watcher: Watcher): void {
    const { trigger } = watcher.selection;
    const set = this.#setOf(watcher);
    set.delete(watcher);
    if (trigger !== undefined && this.#trigger !== undefined && set.size === 0)
      this.#byTrigger.delete(trigger);
  }

  *watchers(): Generator<Watcher> {
    yield* this.#watchers;
    for (const set of this.#byTrigger.values()) yield* set;
  }

  #setOf(watcher: Watcher): Set<Watcher> {
    const { trigger } = watcher.selection;
    if (trigger === undefined || this.#trigger === undefined) return this.#watchers;
    let set = this.#byTrigger.get(trigger);
    if (set === undefined) {
      set = new Set();
      this.#byTrigger.set(trigger, set);
    }
    return set;
  }

  #offerByTrigger(event: CacheEvent, touched: Set<Watcher>): void {
    const now = event.current && this.#trigger?.(event.current.object);
    const before = event.previous && this.#trigger?.(event.previous.object);
    for (const value of now === before ? [now] : [now, before]) {
      if (value === undefined) continue;
      for (const watcher of this.#byTrigger.get(value) ?? []) if (watcher.offer(event)) touched.add(watcher);
    }
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

  #namespacedKeys(): boolean {
    return this.#keys.first()?.includes('/') ?? false;
  }
}

/** Names and namespaces are ASCII, whose order is the store's. */
function byKey(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function matches(selection: Selection, stored: StoredObject): boolean {
  if (selection.name !== '' && stored.object.metadata?.name !== selection.name) return false;
  return selection.matches === undefined || selection.matches(stored.object);
}

function firstAfter(events: readonly CacheEvent[], revision: number): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((events[middle]?.revision ?? 0) <= revision) low = middle + 1;
    else high = middle;
  }
  return low;
}
