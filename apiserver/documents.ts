import { servedResources } from '../api/index.ts';
import { type ApiRequest, type ApiResponse, type Status, StatusError } from '../apimachinery/index.ts';
import { serveDiscovery, serverVersion } from './discovery/index.ts';
import { serveOpenApi } from './openapi/index.ts';
import { objectResponse } from './responses.ts';

const health = new Set(['/healthz', '/livez', '/readyz']);

/** Answers what is not a resource: health, version, discovery, OpenAPI. */
export function handleDocument(request: ApiRequest): ApiResponse {
  const { path } = request;
  const [, first = ''] = path.split('/', 2);
  if (path === '/version' && request.method !== 'GET' && request.method !== 'HEAD') {
    throw new StatusError(noSuchMethod);
  }
  if (health.has(`/${first}`)) return textResponse('ok');
  if (path === '/version' || path === '/version/') return objectResponse(serverVersion());
  if (path === '/' || path === '')
    return objectResponse({
      paths: ['/api', '/apis', '/healthz', '/livez', '/openapi/v2', '/openapi/v3', '/readyz', '/version'],
    });
  const discovery = serveDiscovery(request, servedResources);
  if (discovery !== undefined) return discovery;
  const openApi = serveOpenApi(request, servedResources);
  if (openApi !== undefined) return openApi;
  throw new StatusError(noSuchPath);
}

/** Mirrors what the generic handler answers to a path nobody serves. */
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

function textResponse(text: string): ApiResponse {
  const headers = { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-cache, private' };
  return { status: 200, headers, body: { type: 'bytes', bytes: text } };
}
