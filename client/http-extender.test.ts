import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callExtenderOverHttp } from './http-extender.ts';

let server: Server;
let base: string;
const seen: unknown[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    void (async () => {
      let text = '';
      for await (const piece of request) text += piece;
      seen.push([request.method, request.url, request.headers['content-type'], JSON.parse(text)]);
      if (request.url === '/never') return;
      response.statusCode = request.url === '/broken' ? 503 : 200;
      response.end(request.url === '/odd' ? '{"a"' : '{"NodeNames":["a"]}');
    })();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const ask = (path: string, signal = new AbortController().signal, at = base) =>
  callExtenderOverHttp({ url: `${at}${path}`, body: { Pod: {} }, tls: {}, signal });

test('an extender is asked by POST in JSON, and its answer read', async () => {
  expect(await ask('/filter')).toEqual({ status: 200, body: { NodeNames: ['a'] } });
  expect(seen).toEqual([['POST', '/filter', 'application/json', { Pod: {} }]]);
});

test('what it cannot do is its status, whatever it says', async () => {
  expect(await ask('/broken')).toEqual({ status: 503, body: undefined });
});

test('an answer that is no JSON is none', async () => {
  await expect(ask('/odd')).rejects.toThrow('unexpected end of JSON input');
});

test('who is not there is told as Go tells it', async () => {
  await expect(ask('/filter', undefined, 'http://127.0.0.1:1')).rejects.toThrow(
    'dial tcp 127.0.0.1:1: connect: connection refused',
  );
});

test('who waits no longer has the question dropped', async () => {
  const abort = new AbortController();
  const asked = ask('/never', abort.signal);
  abort.abort();
  await expect(asked).rejects.toThrow('aborted');
});
