import type { ServedResource } from '../../../api/index.ts';
import { type ApiResponse, type Encoder, jsonEncoder } from '../../../apimachinery/index.ts';
import { encodersOf, parseAccept } from '../../respond/accept.ts';
import { objectResponse } from '../../respond/responses.ts';
import { aggregatedDiscovery, type DiscoveryRoot } from './aggregated.ts';
import { apiGroup, apiGroupList, apiResourceList, apiVersions } from './group-documents.ts';

/** What discovery needs of a request. */
export interface DiscoveryRequest {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The answer to a request for discovery: `/api`, `/apis`, `/api/<version>`, `/apis/<group>` and
 * `/apis/<group>/<version>`. The two roots answer with the aggregated document when the client accepts it, and with
 * 304 when it has it. Undefined for any other path, and for a group or version that is not served.
 */
export function serveDiscovery(
  request: DiscoveryRequest,
  resources: readonly ServedResource[],
): ApiResponse | undefined {
  const path =
    request.path.length > 1 && request.path.endsWith('/') ? request.path.slice(0, -1) : request.path;
  if (path === '/api' || path === '/apis') {
    const encoder = acceptedDiscovery(request.headers.accept);
    if (encoder !== undefined) return serveAggregated(request, resources, path, encoder);
    return serveRoot(request, resources, path);
  }
  const [empty, root, ...rest] = path.split('/');
  if (empty !== '') return undefined;
  if (root === 'api' && rest.length === 1)
    return documentResponse(apiResourceList(resources, '', rest[0] ?? ''));
  if (root !== 'apis') return undefined;
  const [group = '', version = ''] = rest;
  if (rest.length === 1) return documentResponse(apiGroup(resources, group));
  if (rest.length === 2 && group !== '') return documentResponse(apiResourceList(resources, group, version));
  return undefined;
}

function serveRoot(
  { headers }: DiscoveryRequest,
  resources: readonly ServedResource[],
  root: DiscoveryRoot,
): ApiResponse | undefined {
  if (root === '/apis') return documentResponse(apiGroupList(resources));
  return documentResponse(apiVersions(resources, headers.host ?? ''));
}

/** In which encoding the client takes the aggregated document, if it does; what it accepts besides does not matter. */
function acceptedDiscovery(accept: string | undefined): Encoder | undefined {
  if (accept?.includes('APIGroupDiscoveryList') !== true) return undefined;
  for (const range of parseAccept(accept)) {
    const { g, v, as } = range.parameters;
    if (g !== 'apidiscovery.k8s.io' || v !== 'v2' || as !== 'APIGroupDiscoveryList') continue;
    const [encoder] = encodersOf(range);
    if (encoder !== undefined) return encoder;
  }
  return undefined;
}

function serveAggregated(
  request: DiscoveryRequest,
  resources: readonly ServedResource[],
  root: DiscoveryRoot,
  encoder: Encoder,
): ApiResponse {
  const { document, json, etag } = aggregatedDiscovery(resources, root);
  const headers = {
    'content-type': `${encoder.mediaType};g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList`,
    etag,
    vary: 'Accept',
    'cache-control': 'public',
  };
  if (request.headers['if-none-match'] === etag) {
    return { status: 304, headers, body: { type: 'bytes', bytes: '' } };
  }
  if (encoder === jsonEncoder) {
    return { status: 200, headers, body: { type: 'object', object: document, pieces: () => [json] } };
  }
  const pieces = () => [encoder.encode(document)];
  return { status: 200, headers, encoder, body: { type: 'object', object: document, pieces } };
}

function documentResponse(document: object | undefined): ApiResponse | undefined {
  if (document === undefined) return undefined;
  return objectResponse(document);
}
