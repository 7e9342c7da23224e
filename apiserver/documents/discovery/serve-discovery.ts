import type { ServedResource } from '../../../api/index.ts';
import type { ApiResponse } from '../../../apimachinery/index.ts';
import { parseAccept } from '../../respond/accept.ts';
import { objectResponse } from '../../respond/responses.ts';
import { aggregatedDiscovery, type DiscoveryRoot, type DiscoveryVersion } from './aggregated.ts';
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
    const version = acceptedDiscovery(request.headers.accept);
    if (version !== undefined) return serveAggregated(request, resources, path, version);
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

/** The first version of the aggregated document that the client accepts; plain JSON beside it does not matter. */
function acceptedDiscovery(accept: string | undefined): DiscoveryVersion | undefined {
  if (accept?.includes('APIGroupDiscoveryList') !== true) return undefined;
  for (const { type, subtype, parameters } of parseAccept(accept)) {
    if (type !== 'application' || subtype !== 'json') continue;
    if (parameters.g !== 'apidiscovery.k8s.io' || parameters.as !== 'APIGroupDiscoveryList') continue;
    const version = parameters.v;
    if (version === 'v2' || version === 'v2beta1') return version;
  }
  return undefined;
}

function serveAggregated(
  request: DiscoveryRequest,
  resources: readonly ServedResource[],
  root: DiscoveryRoot,
  version: DiscoveryVersion,
): ApiResponse {
  const { document, json, etag } = aggregatedDiscovery(resources, root, version);
  const headers = {
    'content-type': `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
    etag,
    vary: 'Accept',
    'cache-control': 'public',
  };
  if (request.headers['if-none-match'] === etag) {
    return { status: 304, headers, body: { type: 'bytes', bytes: '' } };
  }
  return { status: 200, headers, body: { type: 'object', object: document, pieces: () => [json] } };
}

function documentResponse(document: object | undefined): ApiResponse | undefined {
  if (document === undefined) return undefined;
  return objectResponse(document);
}
