import { gzipSync } from 'node:zlib';
import type { ServedResource } from '../../../api/index.ts';
import { type ApiResponse, notAcceptable } from '../../../apimachinery/index.ts';
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
const protobufTypeAsked = 'application/com.github.proto-openapi.spec.v2@v1.0+protobuf';
const protobufType = 'application/com.github.proto-openapi.spec.v2.v1.0+protobuf';

const v3Root = '/openapi/v3';

/**
 * The answer to a request for `/openapi/v2`, `/openapi/v3` or `/openapi/v3/<group version>`; undefined for any other
 * path. 304 for who has the document, gzip for who accepts it, 301 to the right URL for an outdated hash. Throws a 406
 * StatusError for a form that is not served. Mirrors k8s.io/kube-openapi pkg/handler and pkg/handler3.
 * Differs: v3 documents come as JSON only.
 */
export function serveOpenApi(
  request: OpenApiRequest,
  resources: readonly ServedResource[],
): ApiResponse | undefined {
  const { path, headers } = request;
  if (path === '/openapi/v2') return serveV2(request, resources);
  if (path === v3Root || path === `${v3Root}/`) {
    const { bytes, hash } = openApiV3(resources).index();
    return documentResponse(bytes, jsonType, `"${hash}"`, headers);
  }
  if (path.startsWith(`${v3Root}/`)) return serveV3(request, resources);
  return undefined;
}

function serveV2({ headers }: OpenApiRequest, resources: readonly ServedResource[]): ApiResponse {
  const type = acceptedType(headers.accept, [jsonType, protobufTypeAsked, protobufType]);
  const documents = openApiV2(resources);
  const { etag } = documents;
  if (type === jsonType) return documentResponse(documents.json(), jsonType, etag, headers);
  return documentResponse(documents.protobuf(), protobufType, etag, headers);
}

function serveV3(
  { path, query, headers }: OpenApiRequest,
  resources: readonly ServedResource[],
): ApiResponse | undefined {
  const groupVersion = path.slice(v3Root.length + 1);
  acceptedType(headers.accept, [jsonType]);
  const document = openApiV3(resources).document(groupVersion);
  if (document === undefined) return undefined;
  const asked = query.hash;
  if (asked !== undefined && asked !== '' && asked !== document.hash) {
    const location = `${v3Root}/${groupVersion}?hash=${document.hash}`;
    return {
      status: 301,
      headers: { 'content-type': jsonType, location },
      body: { type: 'bytes', bytes: '' },
    };
  }
  const response = documentResponse(document.bytes, jsonType, `"${document.hash}"`, headers);
  // Under a URL with its hash a document never changes.
  return asked ? withHeader(response, 'cache-control', 'public, immutable') : response;
}

/** The first type that is accepted and served. */
function acceptedType(accept: string | undefined, served: readonly string[]): string {
  for (const { type, subtype } of parseAccept(accept || '*/*')) {
    const found = served.find(
      (candidate) =>
        (type === '*' || candidate.startsWith(`${type}/`)) &&
        (subtype === '*' || candidate.endsWith(`/${subtype}`)),
    );
    if (found !== undefined) return found;
  }
  throw notAcceptable(served);
}

const compressed = new WeakMap<Uint8Array, Uint8Array>();

function documentResponse(
  bytes: Uint8Array,
  contentType: string,
  etag: string,
  request: Readonly<Record<string, string>>,
): ApiResponse {
  const headers = { 'content-type': contentType, etag, vary: 'Accept, Accept-Encoding' };
  if (request['if-none-match'] === etag) return { status: 304, headers, body: { type: 'bytes', bytes: '' } };
  if (!/\bgzip\b/.test(request['accept-encoding'] ?? '')) {
    return { status: 200, headers, body: { type: 'bytes', bytes } };
  }
  const zipped = compressed.get(bytes) ?? gzipSync(bytes);
  compressed.set(bytes, zipped);
  return {
    status: 200,
    headers: { ...headers, 'content-encoding': 'gzip' },
    body: { type: 'bytes', bytes: zipped },
  };
}

function withHeader(response: ApiResponse, name: string, value: string): ApiResponse {
  return { ...response, headers: { ...response.headers, [name]: value } };
}
