import type { KubeObject, WatchEvent, WatchStreamSink } from '../../apimachinery/index.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import type { CacheEvent } from './cache-event.ts';

/** What a list or watch asks to see. */
export interface Selection {
  /** '' for all. */
  readonly namespace: string;
  /** '' for all. */
  readonly name: string;
  /** Label and field selectors; absent: everything matches. */
  readonly matches?: (object: KubeObject) => boolean;
  /** A value that the resource's trigger field must have (pods: spec.nodeName), for dispatch by index. */
  readonly trigger?: string;
}

/**
 * One watch over one resource of the cache: filters, turns changes into the events its selector sees, and hands them to
 * its sink at the end of each batch. Mirrors kubernetes apiserver pkg/storage/cacher (cacheWatcher), without its
 * buffer: a sink takes everything at once and is responsible for its own reader's pace.
 */
export class Watcher {
  readonly selection: Selection;
  readonly #prefix: string;
  readonly #sink: WatchStreamSink;
  #pending: WatchEvent[] = [];
  #ended = false;
  /** Events at or below this revision have been seen. */
  seenRevision: number;

  constructor(selection: Selection, afterRevision: number, sink: WatchStreamSink) {
    this.selection = selection;
    this.#prefix = selection.namespace === '' ? '' : `${selection.namespace}/`;
    this.#sink = sink;
    this.seenRevision = afterRevision;
  }

  get ended(): boolean {
    return this.#ended;
  }

  /** Keeps what this watcher sees of the event until `flush`. True if there is now something to flush. */
  offer(event: CacheEvent): boolean {
    if (event.revision <= this.seenRevision) return false;
    const seen = this.#see(event);
    if (seen === undefined) return false;
    this.#pending.push(seen);
    return true;
  }

  /** Keeps an event as it is: initial state, bookmarks, errors. */
  push(event: WatchEvent): void {
    this.#pending.push(event);
  }

  flush(): void {
    if (this.#pending.length === 0 || this.#ended) return;
    const batch = this.#pending;
    this.#pending = [];
    this.#sink.events(batch);
  }

  end(): void {
    if (this.#ended) return;
    this.flush();
    this.#ended = true;
    this.#sink.end();
  }

  /** The reader has gone: nothing more is delivered, not even the end. */
  drop(): void {
    this.#ended = true;
    this.#pending = [];
  }

  #see(event: CacheEvent): WatchEvent | undefined {
    const now = this.#selects(event.key, event.current);
    const before = this.#selects(event.key, event.previous);
    if (now !== undefined) return now.event(before === undefined ? 'ADDED' : 'MODIFIED');
    return before === undefined ? undefined : event.gone(before).event('DELETED');
  }

  #selects(key: string, stored: StoredObject | undefined): StoredObject | undefined {
    if (stored === undefined) return undefined;
    const { name, matches } = this.selection;
    if (this.#prefix !== '' && !key.startsWith(this.#prefix)) return undefined;
    if (name !== '' && stored.object.metadata?.name !== name) return undefined;
    return matches === undefined || matches(stored.object) ? stored : undefined;
  }
}
