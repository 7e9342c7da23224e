import {
  goDurationMs,
  type KubeObject,
  type Status,
  tooOldResourceVersion,
  type WatchBody,
  type WatchStream,
  type WatchStreamSink,
} from '../../apimachinery/index.ts';
import type { StoreEvent, Watch } from '../../store/index.ts';
import { CacheEvent } from '../cache/cache-event.ts';
import { PreparingWatcher } from '../cache/preparing-watcher.ts';
import { type CacheWatcher, type Selection, selects, Watcher } from '../cache/watcher.ts';
import type { RequestContext } from '../request/request-context.ts';
import { isTrue } from '../request/request-info.ts';
import { checkListOptions, parseInteger } from '../request/request-options.ts';
import { selectionOf } from '../request/selection.ts';
import { decode } from '../storage/codec.ts';
import { EncodedEvent, type StoredObject } from '../storage/stored-object.ts';
import { bookmarkForm } from './bookmark-form.ts';
import { parseResourceVersion, waitForVersion } from './resource-version.ts';

/** Mirrors kubernetes apiserver pkg/server (MinRequestTimeout): a watch that names no timeout lasts 30 to 60 minutes. */
const watchSecondsMin = 1800;

const now = Symbol('now');

interface WatchPlan {
  readonly selection: Selection;
  /** Undefined: the present state first; NOW: only what happens from now on. */
  readonly afterRevision: number | typeof now | undefined;
  readonly bookmarks: boolean;
  /** Ends the present state with a bookmark that says so. */
  readonly initialEventsEnd: boolean;
  readonly timeoutMs: number;
}

/**
 * Mirrors kubernetes apiserver pkg/endpoints/handlers/watch.go and pkg/storage/cacher (Cacher.Watch): from N on, or
 * the present state as ADDED events and on from there.
 */
export async function watch(context: RequestContext): Promise<WatchBody> {
  const { query } = context.request;
  checkListOptions(query, true);
  const version = parseResourceVersion(query.resourceVersion, 'watch');
  const initialEvents = query.sendInitialEvents === undefined ? undefined : isTrue(query.sendInitialEvents);
  const fromState = initialEvents ?? (version === undefined || version === 0);
  const bookmarks = isTrue(query.allowWatchBookmarks);
  const plan: WatchPlan = {
    selection: selectionOf(context),
    afterRevision: fromState ? undefined : (version ?? 0) === 0 ? now : version,
    bookmarks,
    initialEventsEnd: initialEvents === true && bookmarks,
    timeoutMs: timeoutMs(context),
  };
  if (fromState || version === undefined)
    await waitForVersion(context.server, version, query.resourceVersion);
  const { compactedRevision } = await context.server.store.status();
  return { type: 'watch', subscribe: (sink) => subscribe(context, plan, compactedRevision, sink) };
}

function timeoutMs(context: RequestContext): number {
  const seconds = parseInteger(context.request.query.timeoutSeconds ?? '0');
  if (seconds !== 0) return goDurationMs(seconds);
  return (watchSecondsMin + context.server.environment.random.integer(watchSecondsMin)) * 1000;
}

function subscribe(
  context: RequestContext,
  plan: WatchPlan,
  compactedRevision: number,
  sink: WatchStreamSink,
): WatchStream {
  const { cacher, environment } = context.server;
  const { cache } = context.kind.storage;
  const { selection, afterRevision } = plan;
  const fromState = afterRevision === undefined;
  if (cache.closed) return brief(sink);
  const start = typeof afterRevision === 'number' ? afterRevision : cacher.revision;
  if (plan.timeoutMs < 0) return brief(sink, timedOut);
  if (!fromState && start < compactedRevision) {
    return brief(sink, tooOldResourceVersion(start, compactedRevision).status);
  }
  const watcher = watcherOf(context, plan, start, sink);
  const timer = environment.clock.setTimer(plan.timeoutMs, () => close(true), { background: true });
  let history: Watch | undefined;
  const close = (say: boolean) => {
    timer.cancel();
    history?.cancel();
    cacher.removeWatcher(cache, watcher);
    if (say) watcher.end();
    else watcher.drop();
  };
  if (fromState || start >= cache.windowStart) {
    if (!fromState) cache.replay(watcher);
    cacher.addWatcher(cache, watcher, plan.bookmarks ? bookmarkForm(context.kind) : undefined);
  } else {
    cache.addFollower(watcher);
    history = followStore(context, selection, watcher, start, () => close(true));
  }
  later(() => watcher.flush());
  return { stop: () => close(false) };
}

function watcherOf(
  context: RequestContext,
  plan: WatchPlan,
  start: number,
  sink: WatchStreamSink,
): CacheWatcher {
  const { selection, afterRevision } = plan;
  const { namespace, name, prepare } = selection;
  const { cache } = context.kind.storage;
  const seen = prepare === undefined ? selection : { namespace, name };
  const state = afterRevision === undefined ? [...cache.select(seen)].map(([, stored]) => stored) : [];
  const initial = afterRevision === undefined ? initialEvents(context, plan, state) : undefined;
  const watcher = new Watcher(context.server.environment, selection, start, sink, initial);
  if (prepare === undefined) return watcher;
  return new PreparingWatcher(
    watcher,
    prepare,
    state.map(({ object }) => object),
  );
}

/** The state of this moment as events, each made when it is asked for; what was not ready is selected then. */
function initialEvents(
  context: RequestContext,
  { selection, initialEventsEnd }: WatchPlan,
  state: readonly StoredObject[],
): IterableIterator<EncodedEvent> {
  const end = initialEventsEnd ? context.server.cacher.bookmark(bookmarkForm(context.kind), true) : undefined;
  const asksFirst = selection.prepare !== undefined;
  return (function* () {
    for (const stored of state) {
      if (!asksFirst || selects(selection, stored.object)) yield stored.initialEvent();
    }
    if (end !== undefined) yield end;
  })();
}

/** What Kubernetes says on a watch whose time was over before it began. */
const timedOut: Status = Object.freeze({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'context deadline exceeded',
  reason: 'InternalError',
  code: 500,
});

/** A watch that says what is wrong, if anything is, and ends. */
function brief(sink: WatchStreamSink, status?: Status): WatchStream {
  let stopped = false;
  later(() => {
    if (stopped) return;
    if (status !== undefined) sink.events([errorEvent(status)]);
    sink.end();
  });
  return {
    stop: () => {
      stopped = true;
    },
  };
}

/** In a later turn: nothing is delivered within the call that subscribes. */
function later(deliver: () => void): void {
  void Promise.resolve().then(deliver);
}

/** A watch from before the cache's window is fed by the store itself for as long as it lasts. */
function followStore(
  context: RequestContext,
  selection: Selection,
  watcher: CacheWatcher,
  afterRevision: number,
  onEnd: () => void,
): Watch {
  const { storage } = context.kind;
  const prefix = storage.prefix + (selection.namespace === '' ? '' : `${selection.namespace}/`);
  return context.server.store.watch(
    { prefix, afterRevision },
    {
      events: (batch) => {
        for (const event of batch) watcher.offer(cacheEvent(event, storage.prefix));
        watcher.flush();
      },
      ready: () => watcher.ready(),
      end: onEnd,
    },
  );
}

function cacheEvent(event: StoreEvent, prefix: string): CacheEvent {
  const key = event.key.slice(prefix.length);
  return new CacheEvent(
    key,
    event.revision,
    event.current && decode(event.current),
    event.previous && decode(event.previous),
  );
}

function errorEvent(status: Status): EncodedEvent {
  return new EncodedEvent('ERROR', status as unknown as KubeObject);
}
