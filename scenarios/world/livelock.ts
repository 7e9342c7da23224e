import { type Trace, WaitError } from '../../environment/index.ts';
import { nameOf, type Write, wordsOf, writeOf } from '../timeline/index.ts';

/** So many writes, each in answer to the one before, are a loop if they come within `windowMs`. */
const writesMax = 2_000;
/** The longest honest chains are rollouts, pod after pod: some hundred writes in a second. */
const windowMs = 1_000;
/** How many of the last writes are shown. */
const shownMax = 6;
/** What is older than so many records has no effects any more. */
const recordsKept = 20_000;

/** One write of a chain, each link caused by the one before it. */
interface Link {
  readonly write: Write;
  readonly atMs: number;
  readonly previous: Link | undefined;
  readonly length: number;
  /** When the chain began: it begins anew where it is older than the window. */
  readonly begunMs: number;
}

/**
 * Throws (into the trace, which fails the world) a WaitError of kind `livelock` as soon as writes answer writes without
 * an end: two controllers that undo each other's work, one that answers itself, objects that are made and deleted in turn.
 */
export function watchForLivelock(trace: Trace): void {
  const byRecord = new RecentMap<number, Link>(recordsKept);
  const byRevision = new RecentMap<number, Link>(recordsKept);
  trace.subscribe((record) => {
    const { id, atMs, cause } = record;
    const write = writeOf(record);
    if (cause === undefined && write === undefined) return;
    const previous =
      cause && ('record' in cause ? byRecord.get(cause.record) : byRevision.get(cause.revision));
    if (write === undefined) {
      if (previous !== undefined) byRecord.set(id, previous);
      return;
    }
    // Nobody acts on an Event.
    if (write.resource === 'events') return;
    const link = linkAfter(previous, write, atMs);
    if (link.length > writesMax) throw livelock(link);
    byRevision.set(write.revision, link);
  });
}

function linkAfter(previous: Link | undefined, write: Write, atMs: number): Link {
  if (previous === undefined || atMs - previous.begunMs > windowMs)
    return { write, atMs, previous: undefined, length: 1, begunMs: atMs };
  return { write, atMs, previous, length: previous.length + 1, begunMs: previous.begunMs };
}

function livelock(last: Link): WaitError {
  const tookMs = last.atMs - last.begunMs;
  const shown: string[] = [];
  for (let at: Link | undefined = last; at && shown.length < shownMax; at = at.previous)
    shown.unshift(textOf(at));
  return new WaitError(
    'livelock',
    `${last.length} writes within ${tookMs} ms, each in answer to the one before; the last of them:`,
    shown,
  );
}

function textOf({ write }: Link): string {
  return `${write.by} ${wordsOf(write)?.what ?? `${write.verb} ${nameOf(write)}`}`;
}

/** The last `size` entries, and up to as many older ones. */
class RecentMap<K, V> {
  readonly #size: number;
  #new = new Map<K, V>();
  #old = new Map<K, V>();

  constructor(size: number) {
    this.#size = size;
  }

  get(key: K): V | undefined {
    return this.#new.get(key) ?? this.#old.get(key);
  }

  set(key: K, value: V): void {
    if (this.#new.size >= this.#size) {
      this.#old = this.#new;
      this.#new = new Map();
    }
    this.#new.set(key, value);
  }
}
