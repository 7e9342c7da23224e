import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { HttpServer } from '../index.ts';
import { rawExchange, statusCodes } from './testing/raw-exchange.ts';
import { serveApi } from './testing/serve-api.ts';

const path = '/api/v1/namespaces/default/configmaps';
let http: HttpServer;

beforeAll(async () => {
  http = await serveApi();
});

afterAll(() => http.close());

function ask(method: string, headers: readonly string[], body = ''): Promise<string> {
  const lines = [
    `${method} ${path} HTTP/1.1`,
    'Connection: close',
    ...headers,
    `Content-Length: ${body.length}`,
  ];
  return rawExchange(http.port, `${lines.join('\r\n')}\r\n\r\n${body}`);
}

test('a page whose own name leads here reads and writes nothing', async () => {
  const host = `Host: evil.example:${http.port}`;
  for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'OPTIONS']) {
    const text = await ask(method, [host], '{"metadata":{"name":"rebound"}}');
    expect(text).toMatch(/^HTTP\/1\.1 403 .*"kind":"Status".*"reason":"Forbidden"/s);
    expect(text).toContain('--accept-hosts');
  }
});

test('a form of a foreign page creates nothing', async () => {
  const body = '{"metadata":{"name":"forged"}}';
  const host = `Host: localhost:${http.port}`;
  expect(statusCodes(await ask('POST', [host, 'Origin: http://evil.example'], body))).toEqual([403]);
  expect(statusCodes(await ask('POST', [host, 'Origin: null', 'Content-Type: text/plain'], body))).toEqual([
    403,
  ]);
  expect(statusCodes(await ask('POST', [host, 'Sec-Fetch-Site: cross-site'], body))).toEqual([403]);
  expect((await fetch(`${http.url}${path}/forged`)).status).toBe(404);
});

test('clients that are no pages need no content type', async () => {
  const text = await ask('POST', [`Host: 127.0.0.1:${http.port}`], '{"metadata":{"name":"plain"}}');
  expect(statusCodes(text)).toEqual([201]);
});

test('a foreign page gets no WebSocket, a page from here does', async () => {
  const open = (origin: string) =>
    new WebSocket(`${http.url.replace('http', 'ws')}${path}?watch=1`, { headers: { origin } });
  for (const origin of ['http://evil.example', 'null', 'https://127.0.0.1.evil.example']) {
    const [error] = (await once(open(origin), 'error')) as [Error];
    expect(error.message).toContain('403');
  }
  const socket = open('http://localhost:3000');
  await once(socket, 'open');
  socket.terminate();
});

test('a server that is told so answers by other names', async () => {
  const other = await serveApi({ acceptHosts: [/^cluster\.example$/] });
  const codes = async (host: string) =>
    statusCodes(
      await rawExchange(other.port, `GET /livez HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`),
    );
  expect(await codes('cluster.example:6443')).toEqual([200]);
  expect(await codes('127.0.0.1')).toEqual([200]);
  expect(await codes('localhost')).toEqual([403]);
  await other.close();
});
