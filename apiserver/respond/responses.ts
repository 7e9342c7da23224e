import { isCustom } from '../../api/index.ts';
import {
  type ApiResponse,
  deepFreeze,
  failure,
  type KubeObject,
  type ListMeta,
  type Status,
  type StatusError,
  type WatchBody,
  type WatchEvent,
  writeJson,
} from '../../apimachinery/index.ts';
import { type ServedKind, served } from '../registry/served-kind.ts';
import type { RequestContext } from '../request/request-context.ts';
import { EncodedEvent, type StoredObject } from '../storage/stored-object.ts';
import type { Page } from '../verbs/list.ts';
import type { Transformation } from './accept.ts';
import { LazyBody, ListBody, StoredBody } from './bodies.ts';
import { preparedWatch } from './prepared-watch.ts';
import {
  includeObjectOf,
  partialObjectMetadata,
  partialObjectMetadataList,
  scalePrinter,
  tableFor,
} from './tables/index.ts';

const json = 'application/json';

/** An answer whose JSON is made when somebody needs bytes. */
export function objectResponse(object: object, status = 200, contentType = json): ApiResponse {
  return { status, headers: { 'content-type': contentType }, body: new LazyBody(object) };
}

export function statusResponse(status: Status): ApiResponse {
  const retry = status.details?.retryAfterSeconds;
  const headers = { 'content-type': json, ...(retry === undefined ? {} : { 'retry-after': String(retry) }) };
  return { status: status.code, headers, body: new LazyBody(status) };
}

/** One object, in the form the client asks for. */
export function storedResponse(
  context: RequestContext,
  stored: StoredObject,
  status = 200,
): ApiResponse | Promise<ApiResponse> {
  const preparing = context.kind.conversion?.prepare?.([stored.object]);
  if (preparing === undefined) return preparedResponse(context, stored, status);
  return preparing.then(() => preparedResponse(context, stored, status));
}

function preparedResponse(context: RequestContext, stored: StoredObject, status: number): ApiResponse {
  const { kind } = context;
  const { as } = context.asked;
  const object = served(kind, stored);
  if (as === undefined) return { status, headers: { 'content-type': json }, body: new StoredBody(object) };
  if (as.kind === 'PartialObjectMetadataList')
    throw refusedForm(as.kind, `not a list (*${kind.internalType})`);
  const transformed =
    as.kind === 'Table'
      ? tableFor(kind.printer, [object.object], tableOptions(context, as))
      : partialObjectMetadata(object.object, as.version);
  return objectResponse(transformed, status);
}

/** A Scale, which is no stored object, in the form the client asks for. */
export function scaleResponse(context: RequestContext, scale: KubeObject): ApiResponse {
  return unstoredResponse(context, scale, scalePrinter, 'autoscaling.Scale');
}

/** An object that is not stored, of a type that Kubernetes knows under this name, in the form the client asks for. */
export function unstoredResponse(
  context: RequestContext,
  object: KubeObject,
  printer: ServedKind['printer'],
  type: string,
): ApiResponse {
  const { as } = context.asked;
  if (as === undefined) return objectResponse(object);
  if (as.kind === 'PartialObjectMetadataList') throw refusedForm(as.kind, `not a list (*${type})`);
  return objectResponse(
    as.kind === 'Table'
      ? tableFor(printer, [object], tableOptions(context, as))
      : partialObjectMetadata(object, as.version),
  );
}

/** A list of objects that are not stored, without a version. */
export function unstoredListResponse(context: RequestContext, items: readonly KubeObject[]): ApiResponse {
  const { kind } = context;
  const { as } = context.asked;
  const metadata = {};
  if (as === undefined) {
    const { listKind } = kind.resource;
    return objectResponse({ kind: listKind, apiVersion: kind.apiVersion, metadata, items });
  }
  if (as.kind === 'PartialObjectMetadata') throw refusedForm(as.kind, `a list (*${kind.internalType}List)`);
  return objectResponse(
    as.kind === 'Table'
      ? tableFor(kind.printer, items, { ...tableOptions(context, as), listMeta: metadata })
      : partialObjectMetadataList(items, metadata, as.version),
  );
}

/** A page of a list, in the form the client asks for. */
export function listResponse(context: RequestContext, page: Page): ApiResponse | Promise<ApiResponse> {
  const preparing = context.kind.conversion?.prepare?.(page.items.map(({ object }) => object));
  if (preparing === undefined) return preparedList(context, page);
  return preparing.then(() => preparedList(context, page));
}

function preparedList(context: RequestContext, page: Page): ApiResponse {
  const { kind } = context;
  const { as } = context.asked;
  if (as?.kind === 'PartialObjectMetadata')
    throw refusedForm('PartialObjectMetadata', `a list (*${kind.internalType}List)`);
  const items = kind.conversion === undefined ? page.items : page.items.map((stored) => served(kind, stored));
  const metadata = listMeta(page);
  if (as === undefined) {
    // Of custom resources Kubernetes says in any case whether there is more.
    const told = isCustom(kind.resource) ? { continue: '', ...metadata } : metadata;
    return { status: 200, headers: { 'content-type': json }, body: new ListBody(kind, told, items) };
  }
  const objects = items.map(({ object }) => object);
  return objectResponse(
    as.kind === 'Table'
      ? tableFor(kind.printer, objects, { ...tableOptions(context, as), listMeta: metadata })
      : partialObjectMetadataList(objects, metadata, as.version),
  );
}

/** A list cannot be shown as one object's metadata, nor an object as a list's. */
function refusedForm(asked: string, is: string): StatusError {
  return failure(406, 'NotAcceptable', `you requested ${asked}, but the requested object is ${is}`);
}

function listMeta(page: Page): ListMeta {
  return {
    resourceVersion: String(page.revision),
    ...(page.continue === undefined ? {} : { continue: page.continue }),
    ...(page.remainingItemCount === undefined ? {} : { remainingItemCount: page.remainingItemCount }),
  };
}

function tableOptions(context: RequestContext, as: Transformation) {
  return {
    includeObject: includeObjectOf(context.request.query),
    nowMs: context.server.environment.clock.now(),
    metaVersion: as.version,
  };
}

/** A watch, in the form the client asks for. */
export function watchResponse(context: RequestContext, body: WatchBody): ApiResponse {
  const { as } = context.asked;
  const { conversion } = context.kind;
  const headers = { 'content-type': json };
  if (as === undefined && conversion === undefined) return { status: 200, headers, body };
  let first = true;
  const transform = (event: WatchEvent): WatchEvent => {
    if (event.type === 'ERROR') return event;
    const object =
      event.type === 'BOOKMARK' ? event.object : (conversion?.fromStored(event.object) ?? event.object);
    // What is as it is stored is sent as it is, by all who send it.
    if (object === event.object && as === undefined) return event;
    const transformed = as === undefined ? object : transformEvent(context, as, object, first);
    first = false;
    return new EncodedEvent(event.type, deepFreeze(transformed) as KubeObject);
  };
  const prepare = conversion?.prepare;
  const mapped = prepare === undefined ? mapEvents(body, transform) : preparedWatch(body, transform, prepare);
  return { status: 200, headers, body: mapped };
}

function transformEvent(
  context: RequestContext,
  as: Transformation,
  object: KubeObject,
  first: boolean,
): object {
  if (as.kind !== 'Table') return partialObjectMetadata(object, as.version);
  return tableFor(context.kind.printer, [object], { ...tableOptions(context, as), noHeaders: !first });
}

function mapEvents(body: WatchBody, transform: (event: WatchEvent) => WatchEvent): WatchBody {
  return {
    type: 'watch',
    subscribe: (sink) =>
      body.subscribe({
        events: (batch) => sink.events(batch.map(transform)),
        end: (error) => sink.end(error),
        ...(sink.ready === undefined ? {} : { ready: () => sink.ready?.() ?? Promise.resolve() }),
      }),
  };
}

/** Browsers are not to guess what a text is. Mirrors Go's http.Error. */
const noGuess = { 'x-content-type-options': 'nosniff' };

/** What is no document, as a web server says it. */
export function textResponse(
  text: string,
  status = 200,
  more: Readonly<Record<string, string>> = noGuess,
): ApiResponse {
  const headers = {
    'content-type': 'text/plain; charset=utf-8',
    'cache-control': 'no-cache, private',
    ...more,
  };
  return { status, headers, body: { type: 'bytes', bytes: text } };
}

/** An answer in JSON for people, whatever the client accepts. Mirrors k8s.io/apiserver (responsewriters.WriteRawJSON). */
export function rawJsonResponse(object: object, status = 200): ApiResponse {
  const bytes = Buffer.from(writeJson(object, 2));
  return { status, headers: { 'content-type': json }, body: { type: 'bytes', bytes } };
}
