import type { KubeObject } from '../../apimachinery/index.ts';
import type { CacheEvent } from './cache-event.ts';
import type { CacheWatcher } from './watcher.ts';

/** Reads the value of the field that watches of a resource are indexed by. */
export type TriggerField = (object: KubeObject) => string;

/**
 * Who watches one resource, by what they select, so that an event is offered only to those who may see it: a thousand
 * kubelets that each watch their own node cost an event of one node no more than one does. Each watcher is in one place, that
 * of the narrowest thing it selects. Mirrors kubernetes apiserver pkg/storage/cacher (indexedWatchers).
 */
export class WatcherIndex {
  readonly #trigger: TriggerField | undefined;
  readonly #everything = new Set<CacheWatcher>();
  /** By `namespace/name`, and by the name alone of those that leave the namespace open. */
  readonly #byObject: Places = new Map();
  readonly #byNamespace: Places = new Map();
  /** By the value that the trigger field must have. */
  readonly #byTrigger: Places = new Map();

  constructor(trigger: TriggerField | undefined) {
    this.#trigger = trigger;
  }

  add(watcher: CacheWatcher): void {
    const [places, key] = this.#placeOf(watcher);
    if (places === undefined) this.#everything.add(watcher);
    else places.set(key, (places.get(key) ?? new Set()).add(watcher));
  }

  delete(watcher: CacheWatcher): void {
    const [places, key] = this.#placeOf(watcher);
    if (places === undefined) this.#everything.delete(watcher);
    else {
      const set = places.get(key);
      set?.delete(watcher);
      if (set?.size === 0) places.delete(key);
    }
  }

  *[Symbol.iterator](): Generator<CacheWatcher> {
    yield* this.#everything;
    for (const places of [this.#byObject, this.#byNamespace, this.#byTrigger]) {
      for (const set of places.values()) yield* set;
    }
  }

  /** Offers the event to whoever may see it; those with something to flush join `touched`. */
  offer(event: CacheEvent, touched: Set<CacheWatcher>): void {
    offerTo(this.#everything, event, touched);
    const slash = event.key.indexOf('/');
    if (this.#byObject.size > 0) {
      offerTo(this.#byObject.get(event.key), event, touched);
      if (slash >= 0) offerTo(this.#byObject.get(event.key.slice(slash + 1)), event, touched);
    }
    if (this.#byNamespace.size > 0 && slash >= 0) {
      offerTo(this.#byNamespace.get(event.key.slice(0, slash)), event, touched);
    }
    if (this.#byTrigger.size > 0 && this.#trigger !== undefined)
      this.#offerByTrigger(this.#trigger, event, touched);
  }

  /** Who sees an object now, and who saw it before. */
  #offerByTrigger(trigger: TriggerField, event: CacheEvent, touched: Set<CacheWatcher>): void {
    const now = event.current && trigger(event.current.object);
    const before = event.previous && trigger(event.previous.object);
    if (now !== undefined) offerTo(this.#byTrigger.get(now), event, touched);
    if (before !== undefined && before !== now) offerTo(this.#byTrigger.get(before), event, touched);
  }

  /** No places: that of everything. */
  #placeOf({ selection }: CacheWatcher): readonly [places: Places | undefined, key: string] {
    const { namespace, name, trigger } = selection;
    if (name !== '') return [this.#byObject, namespace === '' ? name : `${namespace}/${name}`];
    if (trigger !== undefined && this.#trigger !== undefined) return [this.#byTrigger, trigger];
    return namespace === '' ? [undefined, ''] : [this.#byNamespace, namespace];
  }
}

type Places = Map<string, Set<CacheWatcher>>;

function offerTo(
  watchers: ReadonlySet<CacheWatcher> | undefined,
  event: CacheEvent,
  touched: Set<CacheWatcher>,
): void {
  if (watchers === undefined) return;
  for (const watcher of watchers) if (watcher.offer(event)) touched.add(watcher);
}
