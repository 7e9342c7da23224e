import type { IncomingMessage } from 'node:http';
import type { ApiRequest } from '../../apimachinery/index.ts';
import { splitUrl } from './request-target.ts';

/** A request from the wire, for `url`, as the API server takes it. */
export function apiRequest(request: IncomingMessage, url: string, body?: Uint8Array): ApiRequest {
  const { path, query, repeated } = splitUrl(url);
  const method = request.method as ApiRequest['method'];
  const headers = request.headers as Readonly<Record<string, string>>;
  // Written out: a copy by spread costs several times as much.
  return { method, path, query, repeated, headers, body };
}
