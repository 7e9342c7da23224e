import { gzipSync } from 'node:zlib';
import type { ServedResource } from '../../../api/index.ts';
import type { ApiResponse } from '../../../apimachinery/index.ts';
import { parseAccept } from '../../respond/accept.ts';
import { openApiV2 } from './openapi-v2.ts';
import { openApiV3 } from './openapi-v3.ts';

/** What the documents need of a request. */
export interface OpenApiRequest {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
}

const jsonType = 'application/json';
/** Both names of one form; answers are given under the second. */
const protobufTypes = (version: 'v2' | 'v3') => [
  `application/com.github.proto-openapi.spec.${version}@v1.0+protobuf`,
  `application/com.github.proto-openapi.spec.${version}.v1.0+protobuf`,
];
const [, protobufV2 = ''] = protobufTypes('v2');
const [, protobufV3 = ''] = protobufTypes('v3');

const v3Root = '/openapi/v3';

/**
 * The answer to a request for `/openapi/v2`, `/openapi/v3` or `/openapi/v3/<group version>`; undefined for any other
 * path. 304 for who has the document, gzip of v2 for who accepts it, 301 to the right URL for an outdated hash, 406 for a form
 * that is not served; refusals are empty. Mirrors k8s.io/kube-openapi pkg/handler and pkg/handler3.
 */
export function serveOpenApi(
  request: OpenApiRequest,
  resources: readonly ServedResource[],
): ApiResponse | undefined {
  const { path } = request;
  if (path === '/openapi/v2') return serveV2(request, resources);
  if (path === v3Root) {
    const headers = { 'content-type': 'text/plain; charset=utf-8' };
    return { status: 200, headers, body: { type: 'bytes', bytes: openApiV3(resources).index() } };
  }
  if (path.startsWith(`${v3Root}/`)) return serveV3(request, resources);
  return undefined;
}

function serveV2({ headers: asked }: OpenApiRequest, resources: readonly ServedResource[]): ApiResponse {
  const vary = 'Accept-Encoding, Accept';
  const type = acceptedType(asked.accept, [jsonType, ...protobufTypes('v2')]);
  if (type === undefined) return empty(406, { vary });
  const documents = openApiV2(resources);
  const { etag } = documents;
  if (asked['if-none-match'] === etag) return empty(304, { etag, vary });
  const bytes = type === jsonType ? documents.json() : documents.protobuf();
  const headers = { 'content-type': type === jsonType ? jsonType : protobufV2, etag, vary };
  if (!/\bgzip\b/.test(asked['accept-encoding'] ?? '')) {
    return { status: 200, headers, body: { type: 'bytes', bytes } };
  }
  const body = { type: 'bytes', bytes: zipped(bytes) } as const;
  return { status: 200, headers: { ...headers, 'content-encoding': 'gzip' }, body };
}

function serveV3(
  { path, query, headers }: OpenApiRequest,
  resources: readonly ServedResource[],
): ApiResponse {
  const groupVersion = path.slice(v3Root.length + 1);
  const document = openApiV3(resources).document(groupVersion);
  if (document === undefined) return empty(404);
  const vary = 'Accept';
  const type = acceptedType(headers.accept, [jsonType, ...protobufTypes('v3')]);
  if (type === undefined) return empty(406, { vary });
  const { hash } = document;
  const own = { 'content-type': type === jsonType ? jsonType : protobufV3, etag: `"${hash}"`, vary };
  const asked = query.hash;
  if (asked && asked !== hash) return empty(301, { ...own, location: `${path}?hash=${hash}` });
  // Under a URL with its hash a document never changes.
  const kept = asked ? { ...own, 'cache-control': 'public, immutable' } : own;
  if (headers['if-none-match'] === own.etag) return empty(304, kept);
  const bytes = type === jsonType ? document.json() : document.protobuf();
  return { status: 200, headers: kept, body: { type: 'bytes', bytes } };
}

/** The first type that is accepted and served. */
function acceptedType(accept: string | undefined, served: readonly string[]): string | undefined {
  for (const { type, subtype } of parseAccept(accept || '*/*')) {
    const found = served.find(
      (candidate) =>
        (type === '*' || candidate.startsWith(`${type}/`)) &&
        (subtype === '*' || candidate.endsWith(`/${subtype}`)),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

function empty(status: number, headers: Readonly<Record<string, string>> = {}): ApiResponse {
  return { status, headers, body: { type: 'bytes', bytes: '' } };
}

const compressed = new WeakMap<Uint8Array, Uint8Array>();

function zipped(bytes: Uint8Array): Uint8Array {
  const known = compressed.get(bytes) ?? gzipSync(bytes);
  compressed.set(bytes, known);
  return known;
}
