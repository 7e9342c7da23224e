import { channel } from 'node:diagnostics_channel';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { jsonText } from '../apimachinery/index.ts';
import { type HttpTransport, type HttpTransportOptions, httpTransport } from './http-transport.ts';
import { TransportError } from './transport-error.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** A server that answers as the test says and writes down what it was asked. */
async function serve(
  answer: (response: ServerResponse, call: number) => void,
  options: Partial<HttpTransportOptions> = {},
): Promise<{ server: Server; transport: HttpTransport; asked: Asked[] }> {
  const asked: Asked[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    asked.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    answer(response, asked.length);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const transport = httpTransport({ baseUrl: `http://127.0.0.1:${port}/prefix/`, ...options });
  open.push(() => {
    transport.close();
    server.closeAllConnections();
    server.close();
  });
  return { server, transport, asked };
}

const json = (response: ServerResponse, value: unknown) => {
  response.writeHead(200, { 'content-type': 'application/json;charset=utf-8' });
  response.end(JSON.stringify(value));
};
const get = { method: 'GET', path: '/api/v1/pods', query: {}, headers: {} } as const;

test('a request goes out as it was given, below the path of the base', async () => {
  const { transport, asked } = await serve((response) => json(response, {}), {
    headers: { authorization: 'Bearer t', accept: 'x' },
  });
  await transport.request({
    method: 'POST',
    path: '/api/v1/pods',
    query: { labelSelector: 'a=b,c in (d&e)', 'x y': 'ä' },
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: { text: 'ä' },
  });
  await transport.request({ ...get, method: 'PUT', body: new TextEncoder().encode('bytes') });
  await transport.request(get);
  expect(asked.map(({ method, url, body }) => `${method} ${url} ${body}`)).toEqual([
    'POST /prefix/api/v1/pods?labelSelector=a%3Db%2Cc%20in%20(d%26e)&x%20y=%C3%A4 {"text":"ä"}',
    'PUT /prefix/api/v1/pods bytes',
    'GET /prefix/api/v1/pods ',
  ]);
  expect(asked[0]?.headers).toMatchObject({
    authorization: 'Bearer t',
    accept: 'application/json',
    'content-length': '13',
  });
  expect(asked[2]?.headers).not.toHaveProperty('content-length');
});

test('an answer is an object where it is JSON, and else its bytes', async () => {
  const { transport } = await serve((response, call) => {
    if (call === 1) json(response, { kind: 'Pod' });
    else if (call === 2) response.writeHead(200, { 'content-type': 'text/plain' }).end('{"kind":"Pod"}');
    else if (call === 3) response.writeHead(200, { 'content-type': 'application/json' }).end('{"kind":');
    else if (call === 4) json(response, null);
    else response.writeHead(204).end();
  });
  const bodies = [];
  for (let call = 1; call <= 5; call++) bodies.push((await transport.request(get)).body);
  expect(bodies.map(({ type }) => type)).toEqual(['object', 'bytes', 'bytes', 'bytes', 'bytes']);
  const [first, second] = bodies;
  expect(first).toMatchObject({ object: { kind: 'Pod' } });
  expect(first?.type === 'object' && jsonText(first)).toBe('{"kind":"Pod"}');
  expect(second?.type === 'bytes' && Buffer.from(second.bytes).toString()).toBe('{"kind":"Pod"}');
});

test('a long answer comes whole, with its status and headers; warnings stay apart', async () => {
  const object = { text: 'ä'.repeat(500_000) };
  const { transport } = await serve((response) => {
    response.writeHead(201, [
      ['content-type', 'application/json'],
      ['warning', '299 - "a, b"'],
      ['warning', '299 - "c"'],
      ['x-other', '1'],
      ['x-other', '2'],
    ]);
    response.end(JSON.stringify(object));
  });
  const { status, headers, body } = await transport.request(get);
  expect(status).toBe(201);
  expect(headers).toMatchObject({ warning: '299 - "a, b"\n299 - "c"', 'x-other': '1, 2' });
  expect(body).toMatchObject({ object });
});

test('a GET on a kept connection that has died is sent once more, and only once', async () => {
  const { transport, asked } = await serve((response, call) => {
    if (call === 2 || call >= 4) response.socket?.resetAndDestroy();
    else json(response, { call });
  });
  await transport.request(get);
  expect((await transport.request(get)).body).toMatchObject({ object: { call: 3 } });
  await expect(transport.request(get)).rejects.toMatchObject({ name: 'TransportError', definite: false });
  expect(asked).toHaveLength(5);
});

test('what may have been carried out is not sent twice', async () => {
  const { transport, asked } = await serve((response, call) => {
    if (call === 2) response.socket?.resetAndDestroy();
    else json(response, {});
  });
  await transport.request(get);
  const write = transport.request({ ...get, method: 'POST', body: {} });
  await expect(write).rejects.toMatchObject({ name: 'TransportError', definite: false });
  expect(asked).toHaveLength(2);
});

test('a server that is silent for too long is given up, before its answer and within it', async () => {
  const { transport } = await serve(
    (response, call) => {
      if (call === 2) response.writeHead(200, { 'content-type': 'application/json' }).write('{');
    },
    { timeoutMs: 50 },
  );
  for (let call = 1; call <= 2; call++) {
    await expect(transport.request(get)).rejects.toMatchObject({ name: 'TransportError', definite: false });
  }
});

test('a watch may be silent for longer than an answer', async () => {
  const { transport } = await serve(
    (response) => {
      response.writeHead(200).flushHeaders();
      setTimeout(() => response.end('{"type":"BOOKMARK","object":{}}\n'), 150);
    },
    { timeoutMs: 50 },
  );
  for (const query of [{ watch: 'true' }, { watch: '1', timeoutSeconds: '1' }]) {
    const { body } = await transport.request({ ...get, query });
    const told = await new Promise<unknown[]>((resolve) => {
      const seen: unknown[] = [];
      if (body.type !== 'watch') throw new Error('it is no watch');
      body.subscribe({
        events: (batch) => seen.push(...batch.map(({ type }) => type)),
        end: (error) => resolve([...seen, error]),
      });
    });
    expect(told).toEqual(['BOOKMARK', undefined]);
  }
});

test('a watch that is refused is a document', async () => {
  const { transport } = await serve((response) => {
    response.writeHead(410, { 'content-type': 'application/json' }).end('{"kind":"Status"}');
  });
  const { status, body } = await transport.request({ ...get, query: { watch: 'true' } });
  expect([status, body.type]).toEqual([410, 'object']);
});

test('whose signal has aborted gets nothing more: not what is under way, nor what comes after', async () => {
  const { transport, asked } = await serve(() => {});
  const abort = new AbortController();
  const underWay = [transport.request({ ...get, signal: abort.signal })];
  while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
  underWay.push(transport.request({ ...get, signal: abort.signal }));
  abort.abort();
  underWay.push(transport.request({ ...get, signal: abort.signal }));
  for (const one of underWay) await expect(one).rejects.toBeInstanceOf(TransportError);
  expect(asked.length).toBeLessThanOrEqual(2);
});

test('a transport that was closed breaks what is under way', async () => {
  const { transport, asked } = await serve(() => {});
  const underWay = transport.request(get);
  while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
  transport.close();
  await expect(underWay).rejects.toBeInstanceOf(TransportError);
});

test('a deletion takes its options along', async () => {
  const { transport, asked } = await serve((response) => json(response, {}));
  await transport.request({ ...get, method: 'DELETE', body: { gracePeriodSeconds: 0 } });
  expect(asked).toMatchObject([{ method: 'DELETE', body: '{"gracePeriodSeconds":0}' }]);
});

test.each<[Record<string, string>, number]>([
  [{}, 60_000],
  [{ timeoutSeconds: '300' }, 60_000],
  [{ watch: 'true', timeoutSeconds: '300' }, 330_000],
  [{ watch: '1', timeoutSeconds: '0' }, 0],
  [{ watch: 'true' }, 0],
])('a request of %j may be silent for %i ms (0: for ever)', async (query, want) => {
  const { transport } = await serve((response) => json(response, {}));
  const silences: unknown[] = [];
  const started = channel('http.client.request.start');
  const note = (message: unknown) =>
    silences.push((message as { request: { timeout: number } }).request.timeout);
  started.subscribe(note);
  await transport.request({ ...get, query });
  started.unsubscribe(note);
  expect(silences).toEqual([want]);
});

test('https is not spoken to as http', async () => {
  const { server, asked } = await serve((response) => json(response, {}));
  const { port } = server.address() as AddressInfo;
  const secure = httpTransport({ baseUrl: `https://127.0.0.1:${port}`, ca: 'no certificate' });
  open.push(() => secure.close());
  await expect(secure.request(get)).rejects.toBeInstanceOf(TransportError);
  expect(asked).toEqual([]);
});
