import { RecentMap } from '../../collections/index.ts';
import { type Cause, type Trace, WaitError, type WriteFields } from '../../environment/index.ts';
import { Narrators, nameOf, writeOf } from '../timeline/index.ts';

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
  readonly write: WriteFields;
  readonly atMs: number;
  readonly previous: Link | undefined;
  readonly length: number;
  /** When the chain began: it begins again where it is older than the window. */
  readonly begunMs: number;
}

/**
 * Throws (into the trace, which fails the world) a WaitError of kind `livelock` as soon as writes answer writes without
 * an end: two controllers that undo each other's work, one that answers itself, objects that are made and deleted in turn.
 */
export function watchForLivelock(trace: Trace): void {
  const byRecord = new RecentMap<number, Link>(recordsKept);
  const byRevision = new RecentMap<number, Link>(recordsKept);
  const follow = (cause: Cause) =>
    'record' in cause ? byRecord.get(cause.record) : byRevision.get(cause.revision);
  trace.subscribe((record) => {
    const { id, atMs, causes } = record;
    const write = writeOf(record);
    const previous = causes.length === 0 ? undefined : longest(causes.map(follow));
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

function longest(links: readonly (Link | undefined)[]): Link | undefined {
  return links.reduce((best, link) => ((link?.length ?? 0) > (best?.length ?? 0) ? link : best), undefined);
}

function linkAfter(previous: Link | undefined, write: WriteFields, atMs: number): Link {
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
  return `${write.by} ${new Narrators().tell(write).words?.what ?? `${write.verb} ${nameOf(write)}`}`;
}
