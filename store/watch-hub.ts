import type { Environment } from '../environment/index.ts';
import { StoreError } from './errors.ts';
import { RecentEvents } from './recent-events.ts';
import type { StoreEvent, Watch, WatchOptions, WatchSink } from './store.ts';

/** A piece of history: all events on a prefix above a revision, up to and including `through`. */
export interface HistoryPiece {
  readonly events: readonly StoreEvent[];
  readonly through: number;
}

/** Reads the next piece of history; rejects with a StoreError. */
export type ReadHistory = (prefix: string, after: number, through: number) => Promise<HistoryPiece>;

/**
 * Hands every event to the watches on its key. Live watches with one prefix share one filtered batch, and an
 * event finds its prefixes by their lengths, so that its cost does not grow with the number of watches on other
 * keys. A watch that starts in the past reads the log piece by piece until the recent events reach back to where
 * it is, and joins the live ones in the same step: no gap, nothing twice.
 */
export class WatchHub {
  readonly #environment: Environment;
  readonly #readHistory: ReadHistory;
  readonly #recent: RecentEvents;
  readonly #live = new LiveWatches();
  readonly #all = new Set<HubWatcher>();
  #revision: number;
  #compacted: number;
  /** What a watch that comes too late is told. */
  #closed: StoreError | undefined;

  constructor(environment: Environment, revision: number, compacted: number, readHistory: ReadHistory) {
    this.#environment = environment;
    this.#readHistory = readHistory;
    // A new store begins at revision 1 without an event behind it.
    this.#recent = new RecentEvents(revision === 1 ? 0 : revision);
    this.#revision = revision;
    this.#compacted = compacted;
  }

  watch(options: WatchOptions, sink: WatchSink): Watch {
    const watcher = new HubWatcher(options.prefix, options.afterRevision ?? this.#revision, sink);
    this.#all.add(watcher);
    if (this.#closed !== undefined) this.#end(watcher, this.#closed);
    else if (watcher.position >= this.#revision) this.#live.add(watcher);
    else this.#environment.spawn('watch history', () => this.#replay(watcher));
    return { cancel: () => this.#end(watcher, undefined) };
  }

  /** Makes events visible, which reach up to `revision`, in order. */
  publish(events: readonly StoreEvent[], revision: number): void {
    this.#revision = revision;
    this.#recent.add(events);
    this.#live.dispatch(events, (watcher, batch) => this.#deliver(watcher, batch));
  }

  /** From now on history below `revision` is not to be had. */
  compacted(revision: number): void {
    this.#compacted = revision;
  }

  /** Ends all watches: with the error that ended the store, or none; those to come with an error in any case. */
  close(error: StoreError | undefined): void {
    this.#closed ??= error ?? new StoreError('CLOSED', 'the store is closed');
    for (const watcher of this.#all) this.#end(watcher, error);
  }

  async #replay(watcher: HubWatcher): Promise<void> {
    // `events` and `end` are never called within `watch`.
    await undefined;
    try {
      // Every turn moves the position on, and the log is finite.
      while (!watcher.ended) {
        if (watcher.position < this.#compacted) throw compactedError(watcher.position, this.#compacted);
        const recent = this.#recent.since(watcher.position);
        if (recent !== undefined) return this.#join(watcher, recent);
        const piece = await this.#readHistory(watcher.prefix, watcher.position, this.#revision);
        // What was read may have lost its past to a compaction meanwhile.
        if (watcher.position < this.#compacted) continue;
        if (piece.events.length > 0) this.#deliver(watcher, piece.events);
        watcher.position = piece.through;
        const ready = watcher.sink.ready?.();
        if (ready !== undefined) await ready;
        await this.#environment.turn();
      }
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#end(watcher, error);
    }
  }

  #join(watcher: HubWatcher, recent: readonly StoreEvent[]): void {
    const events = recent.filter((event) => event.key.startsWith(watcher.prefix));
    watcher.position = this.#revision;
    // Joins first: if the sink cancels, it must leave the live ones too.
    this.#live.add(watcher);
    if (events.length > 0) this.#deliver(watcher, events);
  }

  /** A sink that throws is a programmer's error: it fails the world, but neither the commit nor another watch. */
  #deliver(watcher: HubWatcher, events: readonly StoreEvent[]): void {
    if (watcher.ended) return;
    try {
      watcher.sink.events(events);
    } catch (error) {
      this.#end(watcher, undefined);
      this.#environment.spawn('watch sink', () => Promise.reject(error));
    }
  }

  #end(watcher: HubWatcher, error: StoreError | undefined): void {
    if (watcher.ended) return;
    watcher.ended = true;
    this.#all.delete(watcher);
    this.#live.remove(watcher);
    // Later, so that a sink that cancels is not called while it is being called.
    this.#environment.spawn('watch end', async () => {
      await undefined;
      watcher.sink.end(error);
    });
  }
}

class HubWatcher {
  readonly prefix: string;
  readonly sink: WatchSink;
  /** All events up to here were delivered, or are not wanted. */
  position: number;
  ended = false;

  constructor(prefix: string, position: number, sink: WatchSink) {
    this.prefix = prefix;
    this.position = position;
    this.sink = sink;
  }
}

/** Watches that have seen all there is, by prefix. */
class LiveWatches {
  readonly #byPrefix = new Map<string, Group>();
  /** The lengths prefixes have, each with how many prefixes have it. */
  readonly #lengths = new Map<number, number>();

  add(watcher: HubWatcher): void {
    const group = this.#byPrefix.get(watcher.prefix);
    if (group !== undefined) {
      group.watchers.add(watcher);
      return;
    }
    this.#byPrefix.set(watcher.prefix, { watchers: new Set([watcher]), batch: undefined });
    const { length } = watcher.prefix;
    this.#lengths.set(length, (this.#lengths.get(length) ?? 0) + 1);
  }

  remove(watcher: HubWatcher): void {
    const group = this.#byPrefix.get(watcher.prefix);
    if (group === undefined || !group.watchers.delete(watcher) || group.watchers.size > 0) return;
    this.#byPrefix.delete(watcher.prefix);
    const { length } = watcher.prefix;
    const left = (this.#lengths.get(length) ?? 1) - 1;
    if (left === 0) this.#lengths.delete(length);
    else this.#lengths.set(length, left);
  }

  /** Delivers to each watch its part of `events`, by prefix in the order in which prefixes were first watched. */
  dispatch(
    events: readonly StoreEvent[],
    deliver: (watcher: HubWatcher, batch: readonly StoreEvent[]) => void,
  ): void {
    if (this.#byPrefix.size === 0) return;
    const touched = this.#collect(events);
    for (const { group, batch } of touched) {
      // A watch that is added by a sink has a position that covers this batch, so it must not get it.
      for (const watcher of [...group.watchers]) {
        const wanted = after(batch, watcher.position);
        if (wanted.length > 0) deliver(watcher, wanted);
      }
    }
  }

  #collect(events: readonly StoreEvent[]): { readonly group: Group; readonly batch: StoreEvent[] }[] {
    const touched: { readonly group: Group; readonly batch: StoreEvent[] }[] = [];
    for (const event of events) {
      for (const length of this.#lengths.keys()) {
        if (length > event.key.length) continue;
        const group = this.#byPrefix.get(event.key.slice(0, length));
        if (group === undefined) continue;
        if (group.batch === undefined) {
          group.batch = [];
          touched.push({ group, batch: group.batch });
        }
        group.batch.push(event);
      }
    }
    for (const { group } of touched) group.batch = undefined;
    return touched;
  }
}

interface Group {
  readonly watchers: Set<HubWatcher>;
  /** What this dispatch has for them so far. */
  batch: StoreEvent[] | undefined;
}

/** The events above `revision`: all of them, but for a watch that waits for a revision still to come. */
function after(batch: readonly StoreEvent[], revision: number): readonly StoreEvent[] {
  const first = batch[0];
  if (first === undefined || first.revision > revision) return batch;
  return batch.filter((event) => event.revision > revision);
}

/** The answer to whoever asks for what was compacted away. */
export function compactedError(revision: number, compacted: number): StoreError {
  return new StoreError(
    'COMPACTED',
    `revision ${revision} was compacted away: the oldest kept is ${compacted}`,
  );
}
