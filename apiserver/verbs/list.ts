import {
  badRequest,
  inconsistentContinue,
  listExpired,
  tooLargeResourceVersion,
} from '../../apimachinery/index.ts';
import { StoreError } from '../../store/index.ts';
import { type Selection, selects } from '../cache/watcher.ts';
import type { RequestContext } from '../request/request-context.ts';
import { checkListOptions, parseInteger } from '../request/request-options.ts';
import { selectionOf } from '../request/selection.ts';
import { decode } from '../storage/codec.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { decodeToken, encodeToken } from './continue-token.ts';
import { parseResourceVersion, waitForVersion } from './resource-version.ts';

/** One page, all of one revision. */
export interface Page {
  readonly items: readonly StoredObject[];
  readonly revision: number;
  /** Where the next page begins; absent: this is the last. */
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** What to read: from where, how much, as of when. */
interface Reading {
  readonly selection: Selection & { readonly filtered: boolean };
  readonly start: string;
  readonly limit: number;
}

/**
 * Mirrors kubernetes apiserver pkg/endpoints/handlers/get.go (ListResource) and pkg/storage/cacher: served from the
 * watch cache, unless a revision of the past is asked for.
 */
export async function list(context: RequestContext): Promise<Page> {
  const { query } = context.request;
  const match = checkListOptions(query, false);
  const version = parseResourceVersion(query.resourceVersion, 'list');
  const selection = selectionOf(context);
  const limit = listLimit(query.limit);
  if ((query.continue ?? '') !== '') return nextPage(context, selection, limit);
  const reading: Reading = { selection, start: '', limit };
  if (version === undefined) return freshPage(context, reading);
  await waitForVersion(context.server, version, query.resourceVersion);
  if (match === 'Exact') return pageAt(context, reading, version, listExpired);
  // As the real one does, the limit is ignored where any state will do.
  return cachedPage(context, version === 0 ? { ...reading, limit: 0 } : reading);
}

/** All that was acknowledged: from the store, where the cache does not catch up. Mirrors pkg/storage/cacher (CacheDelegator.GetList). */
async function freshPage(context: RequestContext, reading: Reading): Promise<Page> {
  const fresh = context.server.cacher.catchesUp();
  if (fresh === true || (await fresh)) return cachedPage(context, reading);
  return pageAt(context, reading, undefined, listExpired);
}

function listLimit(text: string | undefined): number {
  if (text === undefined || text === '') return 0;
  return Math.max(0, parseInteger(text));
}

function cachedPage(context: RequestContext, reading: Reading): Page | Promise<Page> {
  const { selection, start } = reading;
  if (selection.prepare !== undefined) return preparedPage(context, reading);
  const { cache } = context.kind.storage;
  const count = (from: string, max: number) => cache.count(selection.namespace, from, max);
  return pageOf(cache.select(selection, start), reading, context.server.cacher.revision, count);
}

/** Of the state of this moment: what comes while it is got ready is not in it. */
async function preparedPage(context: RequestContext, reading: Reading): Promise<Page> {
  const { selection, start } = reading;
  const { namespace, name, prepare } = selection;
  const { revision } = context.server.cacher;
  const state = [...context.kind.storage.cache.select({ namespace, name }, start)];
  await prepare?.(state.map(([, { object }]) => object));
  const seen = state.filter(([, { object }]) => selects(selection, object));
  const lastKey = state.at(-1)?.[0] ?? '';
  return pageOf(seen, reading, revision, (from) => Number(lastKey >= from));
}

/** `count`: how many objects there are from a key on, counted up to `max`. */
function pageOf(
  seen: Iterable<readonly [string, StoredObject]>,
  { selection, limit }: Reading,
  revision: number,
  count: (from: string, max: number) => number,
): Page {
  const items: StoredObject[] = [];
  let lastKey = '';
  for (const [key, stored] of seen) {
    items.push(stored);
    lastKey = key;
    if (items.length === limit) break;
  }
  if (limit === 0 || items.length < limit || selection.name !== '') return { items, revision };
  const next = `${lastKey}\0`;
  // As in Kubernetes, there is more while there are other objects, whether or not they match.
  const remaining = count(next, selection.filtered ? 1 : Number.POSITIVE_INFINITY);
  if (remaining === 0) return { items, revision };
  const token = encodeToken({ rv: revision, start: next });
  if (selection.filtered) return { items, revision, continue: token };
  return { items, revision, continue: token, remainingItemCount: remaining };
}

async function nextPage(
  context: RequestContext,
  selection: Reading['selection'],
  limit: number,
): Promise<Page> {
  const { query } = context.request;
  const { rv, start } = decodeToken(query.continue ?? '');
  if ((query.resourceVersion ?? '') !== '' && query.resourceVersion !== '0') {
    throw badRequest('specifying resource version is not allowed when using continue');
  }
  const reading = { selection, start, limit };
  if (rv < 0) return cachedPage(context, reading);
  if (!Number.isSafeInteger(rv)) throw tooLargeResourceVersion(rv, context.server.cacher.revision);
  const { cache } = context.kind.storage;
  const unchanged = cache.changedRevision <= rv && context.server.cacher.revision >= rv;
  if (unchanged) return { ...(await cachedPage(context, reading)), revision: rv };
  const onExpired = () => inconsistentContinue(encodeToken({ rv: -1, start }));
  return pageAt(context, reading, rv, onExpired);
}

/** A page of the past, or of now, from the store. */
async function pageAt(
  context: RequestContext,
  reading: Reading,
  at: number | undefined,
  onExpired: () => Error,
): Promise<Page> {
  const { storage } = context.kind;
  const { selection, start, limit } = reading;
  const prefix = storage.prefix + (selection.namespace === '' ? '' : `${selection.namespace}/`);
  const from = start === '' ? {} : { start: storage.prefix + start };
  const then = at === undefined ? {} : { revision: at };
  const range = context.server.store.range({ prefix, ...then, ...from });
  const result = await range.catch(async (error: unknown) => {
    throw await translate(error, at, context, onExpired);
  });
  const { revision } = result;
  const decoded = selection.prepare && result.items.map(decode);
  await selection.prepare?.(decoded?.map(({ object }) => object) ?? []);
  const items: StoredObject[] = [];
  for (const [place, kv] of result.items.entries()) {
    if (limit > 0 && items.length === limit && selection.name === '') {
      const token = encodeToken({ rv: revision, start: kv.key.slice(storage.prefix.length) });
      const remaining = selection.filtered ? {} : { remainingItemCount: result.items.length - place };
      return { items, revision, continue: token, ...remaining };
    }
    const stored = decoded?.[place] ?? decode(kv);
    if (selects(selection, stored.object)) items.push(stored);
  }
  return { items, revision };
}

async function translate(
  error: unknown,
  revision: number | undefined,
  context: RequestContext,
  onExpired: () => Error,
): Promise<unknown> {
  if (!(error instanceof StoreError)) return error;
  if (error.code === 'COMPACTED') return onExpired();
  if (error.code === 'FUTURE_REVISION' && revision !== undefined)
    return tooLargeResourceVersion(revision, await context.server.store.currentRevision());
  return error;
}
