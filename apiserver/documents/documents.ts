import { isCustom, type ServedResource } from '../../api/index.ts';
import {
  type ApiRequest,
  type ApiResponse,
  jsonEncoder,
  type Status,
  StatusError,
} from '../../apimachinery/index.ts';
import type { Store } from '../../store/index.ts';
import { negotiate } from '../respond/accept.ts';
import { rawJsonResponse, textResponse } from '../respond/responses.ts';
import { serveDiscovery, serverVersion } from './discovery/index.ts';
import { serveHealth } from './health.ts';
import { healthEndpoints } from './health-checks.ts';
import { serveOpenApi } from './openapi/index.ts';
import { serveZPages, type Times } from './z-pages.ts';

/** Answers what is not a resource: health, version, and discovery and OpenAPI of these resources. */
export async function handleDocument(
  request: ApiRequest,
  store: Store,
  resources: readonly ServedResource[],
  times: Times,
): Promise<ApiResponse> {
  const { path } = request;
  const health = (await serveHealth(request, store)) ?? serveZPages(request, times);
  if (health !== undefined) return health;
  if (path === '/' || path === '' || path === '/index.html')
    return rawJsonResponse({ paths: servedPaths(resources) });
  const found =
    path === '/version' || path === '/version/' ? version(request) : serveDiscovery(request, resources);
  if (found !== undefined) {
    if (request.method !== 'GET') throw new StatusError(noSuchMethod);
    return found;
  }
  return serveOpenApi(request, resources) ?? noSuchPage(path, resources);
}

/** All paths that are no resources. Mirrors kubernetes apiserver pkg/server/routes (IndexLister). */
function servedPaths(resources: readonly ServedResource[]): readonly string[] {
  const groups = resources.flatMap(({ group, version }) =>
    group === '' ? [`/api/${version}`] : [`/apis/${group}`, `/apis/${group}/${version}`],
  );
  const checks = [...healthEndpoints].flatMap(([endpoint, names]) => [
    `/${endpoint}`,
    ...[...names.keys()].map((name) => `/${endpoint}/${name}`),
  ]);
  const others = ['/api', '/apis', '/apis/', '/metrics', '/metrics/slis', '/openapi/v2', '/openapi/v3'];
  const pages = ['/flagz', '/statusz', '/version'];
  return [...new Set([...groups, ...checks, ...others, ...pages])].sort();
}

/** JSON and nothing else. */
function version({ headers }: ApiRequest): ApiResponse {
  negotiate(headers.accept, { isRouted: true }, [jsonEncoder]);
  return rawJsonResponse(serverVersion());
}

/**
 * The answer to a path nobody serves: in a built-in API group a Status, elsewhere the bare words of a web server. Mirrors
 * kubernetes apiserver pkg/server/handler.go (director) and pkg/util/notfoundhandler.
 */
export function noSuchPage(path: string, resources: readonly ServedResource[]): ApiResponse {
  const [, first, group = ''] = path.split('/', 3);
  const isServed = () => resources.some((resource) => resource.group === group && !isCustom(resource));
  if (first === 'api' || first === 'version' || (first === 'apis' && isServed())) {
    throw new StatusError(noSuchPath);
  }
  return textResponse('404 page not found\n', 404);
}

/** Mirrors what a router of Kubernetes answers to a path that nothing is routed to. */
export const noSuchPath: Status = Object.freeze({
  kind: 'Status',
  apiVersion: 'v1',
  metadata: {},
  status: 'Failure',
  message: 'the server could not find the requested resource',
  reason: 'NotFound',
  details: {},
  code: 404,
});

/** Mirrors what a path answers to a method it does not have. */
export const noSuchMethod: Status = Object.freeze({
  ...noSuchPath,
  message: 'the server does not allow this method on the requested resource',
  reason: 'MethodNotAllowed',
  code: 405,
});
