import type { HttpRequest } from '../serving/http-handler.ts';

/** A request as a listener would give it to a handler. */
export function httpRequest(target: string, more: Partial<HttpRequest> = {}): HttpRequest {
  const { pathname, searchParams } = new URL(target, 'http://localhost');
  return { method: 'GET', path: pathname, query: searchParams, headers: {}, body: new Uint8Array(), ...more };
}

/** A POST of JSON. */
export function jsonRequest(path: string, body: unknown): HttpRequest {
  return httpRequest(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: new TextEncoder().encode(typeof body === 'string' ? body : JSON.stringify(body)),
  });
}
