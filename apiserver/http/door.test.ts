import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { AcceptedCallers } from './accepted-callers.ts';
import { Door, type DoorOptions } from './door.ts';
import { rawConnection, rawExchange, statusCodes, webSocketHeaders } from './testing/raw-exchange.ts';
import type { Upgrader, Upgrades } from './upgrade.ts';

const opened: Door[] = [];

afterEach(() => {
  for (const door of opened.splice(0)) {
    door.closeConnections();
    door.server.close();
  }
});

/** A door to somebody who says what he was asked, body and all. */
async function open(options: Partial<DoorOptions> = {}) {
  const failures: unknown[] = [];
  const door = new Door({
    callers: new AcceptedCallers('127.0.0.1'),
    enter: (request, response) =>
      bodyOf(request).then(
        (body) => response.end(`${request.method} ${request.url} ${body};`),
        () => response.destroy(),
      ),
    upgrades: new Map(),
    onInternalError: (error) => failures.push(error),
    ...options,
  });
  opened.push(door);
  door.server.listen(0, '127.0.0.1');
  await once(door.server, 'listening');
  return { door, failures, port: (door.server.address() as AddressInfo).port };
}

function webSocket(enter: Upgrader['enter']): Upgrades {
  return new Map([['websocket', { methods: ['GET'], enter }]]);
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

const host = 'Host: localhost\r\n';
const last = `GET /last HTTP/1.1\r\n${host}Connection: close\r\n\r\n`;

test.each([
  ['two slashes', `GET // HTTP/1.1\r\n${host}\r\n${last}`, [200, 200]],
  [
    'two slashes and a bracket, for a WebSocket',
    `GET //[ HTTP/1.1\r\n${host}${webSocketHeaders}\r\n${last}`,
    [200, 200],
  ],
  ['no host in an absolute target', `GET http://[/ HTTP/1.1\r\n${host}\r\n${last}`, [400, 200]],
  ['the same for a WebSocket', `GET http://[/ HTTP/1.1\r\n${host}${webSocketHeaders}\r\n${last}`, [400, 200]],
  ['a star', `OPTIONS * HTTP/1.1\r\n${host}\r\n${last}`, [200, 200]],
  ['no target', `GET localhost:80 HTTP/1.1\r\n${host}\r\n${last}`, [400]],
  ['a tunnel', `CONNECT localhost:80 HTTP/1.1\r\n${host}\r\n`, [405]],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', [400]],
  ['no host in HTTP/1.0', 'GET / HTTP/1.0\r\n\r\n', [403]],
  ['HTTP/1.0', `GET / HTTP/1.0\r\n${host}\r\n`, [200]],
  ['HTTP/3.0', `GET / HTTP/3.0\r\n${host}\r\n`, [505]],
  ['HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', [400]],
  ['what it cannot expect', `GET / HTTP/1.1\r\n${host}Expect: miracles\r\n\r\n${last}`, [417, 200]],
  ['an unknown encoding', `POST / HTTP/1.1\r\n${host}Transfer-Encoding: gzip\r\n\r\n`, [501]],
  ['requests after the last', last.repeat(3), [200]],
  ['garbage after the last request', `${last}garbage`, [200]],
  ['garbage after a request', `GET / HTTP/1.1\r\n${host}\r\ngarbage\r\n`, [200, 400]],
  ['chunks that are none', `POST / HTTP/1.1\r\n${host}Transfer-Encoding: chunked\r\n\r\nzz\r\n`, [400]],
  ['a header of 1 MiB', `GET / HTTP/1.1\r\n${host}X: ${'x'.repeat(1024 * 1024)}\r\n\r\n`, [431]],
  ['20,000 headers', `GET / HTTP/1.1\r\n${'A: b\r\n'.repeat(20_000)}${host}\r\n${last}`, [200, 200]],
])('%s: an answer as of a Go server', async (_, bytes, codes) => {
  const { port, failures } = await open();
  expect(statusCodes(await rawExchange(port, bytes))).toEqual(codes);
  expect(failures).toEqual([]);
});

test.each([
  ['a length', 'Content-Length: 4\r\n\r\nbody'],
  ['chunks', 'Transfer-Encoding: chunked\r\n\r\n2\r\nbo\r\n2\r\ndy\r\n0\r\n\r\n'],
])(
  'a request with %s that asks to become something unknown is answered as if it did not',
  async (_, body) => {
    const { port } = await open();
    for (const upgrade of ['h2c', 'TLS/1.0', 'SPDY/3.1', 'websocket']) {
      const head = `POST /a?b HTTP/1.1\r\n${host}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: ${upgrade}\r\nHTTP2-Settings: AA\r\n`;
      const text = await rawExchange(port, `${(head + body).repeat(3)}${last}`);
      expect(text.match(/\w+ \/[^;]*(?=;)/g)).toEqual([...new Array(3).fill('POST /a?b body'), 'GET /last ']);
    }
  },
);

test('an upgrade waits for the answers to what was asked before it', async () => {
  const { door, port } = await open({ enter: () => {} });
  const { socket, text } = rawConnection(port);
  const first = once(door.server, 'request');
  socket.write(
    `GET / HTTP/1.1\r\n${host}\r\nGET / HTTP/1.1\r\n${host}Connection: close, Upgrade\r\nUpgrade: x\r\n\r\n`,
  );
  const [, firstResponse] = (await first) as [IncomingMessage, ServerResponse];
  const second = once(door.server, 'request');
  firstResponse.end('first');
  const [secondRequest, secondResponse] = (await second) as [IncomingMessage, ServerResponse];
  // The time an idle connection has does not run on.
  expect(secondRequest.socket.timeout).toBe(0);
  secondResponse.end('second');
  await once(socket, 'close');
  expect(text()).toMatch(/first.*second$/s);
});

test('many upgrades on one connection leave nothing behind', async () => {
  const warnings: Error[] = [];
  const warned = (warning: Error) => warnings.push(warning);
  process.on('warning', warned);
  const { door, port } = await open();
  const sockets: object[] = [];
  door.server.on('request', (request) => sockets.push(request.socket));
  const upgrade = `GET / HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: h2c\r\n\r\n`;
  expect(statusCodes(await rawExchange(port, upgrade.repeat(500) + last))).toHaveLength(501);
  expect(new Set(sockets).size).toBe(1);
  process.off('warning', warned);
  expect(warnings).toEqual([]);
});

test('a client that resets its connection while it waits to become something else does no harm', async () => {
  let gone: Promise<boolean> | undefined;
  let reset = () => {};
  const { port, failures } = await open({
    upgrades: webSocket((_url, { socket }) => {
      gone = new Promise((resolve) => socket.on('close', () => resolve(false)));
      reset();
      return gone;
    }),
  });
  const { socket } = rawConnection(port);
  reset = () => socket.resetAndDestroy();
  socket.write(`GET / HTTP/1.1\r\n${host}${webSocketHeaders}\r\n`);
  await once(socket, 'close');
  await gone;
  expect(statusCodes(await rawExchange(port, last))).toEqual([200]);
  expect(failures).toEqual([]);
});

test('a client that resets its connection while it is refused does no harm', async () => {
  const { port, failures } = await open();
  for (let round = 0; round < 20; round++) {
    const { socket } = rawConnection(port);
    await once(socket, 'connect');
    socket.write(`GET //[ HTTP/1.1\r\nHost: evil.example\r\n${webSocketHeaders}\r\n`);
    socket.resetAndDestroy();
    await once(socket, 'close');
  }
  expect(statusCodes(await rawExchange(port, last))).toEqual([200]);
  expect(failures).toEqual([]);
});

test('who goes on writing what cannot be read is refused once, after what was asked before', async () => {
  const { door, port } = await open({ enter: () => {} });
  const { socket, text } = rawConnection(port);
  const asked = once(door.server, 'request');
  socket.write(`GET / HTTP/1.1\r\n${host}\r\n`);
  const [request, response] = (await asked) as [IncomingMessage, ServerResponse];
  const unreadable = Object.assign(new Error('unreadable'), { code: 'HPE_INVALID_METHOD' });
  const before = response.listenerCount('close');
  for (let chunk = 0; chunk < 9; chunk++) door.server.emit('clientError', unreadable, request.socket);
  expect(response.listenerCount('close')).toBe(before + 1);
  response.end('first');
  await once(socket, 'close');
  expect(statusCodes(text())).toEqual([200, 400]);
});

test('who is refused is answered even if he writes much more', async () => {
  const { port } = await open();
  expect(statusCodes(await rawExchange(port, 'x'.repeat(32 * 1024 * 1024)))).toEqual([400]);
});

test('what throws inside is told and a 500, or closes a connection that was to become a WebSocket', async () => {
  const wrong = new Error('wrong');
  const { port, failures } = await open({
    enter: () => {
      throw wrong;
    },
    upgrades: webSocket(() => Promise.reject(wrong)),
  });
  expect(await rawExchange(port, last)).toMatch(/^HTTP\/1\.1 500 .*"reason":"InternalError"/s);
  expect(await rawExchange(port, `GET / HTTP/1.1\r\n${host}${webSocketHeaders}\r\n`)).toBe('');
  expect(failures).toEqual([wrong, wrong]);
});

test('a connection becomes what the table has for it, and for those methods only', async () => {
  const enter: Upgrader['enter'] = async (url, { socket }) => {
    socket.end(`HTTP/1.1 101 Switching Protocols\r\n\r\n${url}`);
    return true;
  };
  const { port } = await open({ upgrades: new Map([['spdy/3.1', { methods: ['POST'], enter }]]) });
  const asks = (method: string, protocol: string) =>
    `${method} /exec?a=b HTTP/1.1\r\n${host}Connection: Upgrade\r\nUpgrade: ${protocol}\r\n\r\n`;
  expect(await rawExchange(port, asks('POST', 'SPDY/3.1'))).toMatch(/ 101 .*\/exec\?a=b$/s);
  for (const [method, protocol] of [
    ['GET', 'SPDY/3.1'],
    ['POST', 'SPDY/2'],
    ['GET', 'websocket'],
  ] as const)
    expect(statusCodes(await rawExchange(port, asks(method, protocol) + last))).toEqual([200, 200]);
});

const late = Object.assign(new Error('late'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });

test('a request whose body takes too long is told so', async () => {
  const { door, port } = await open({
    enter: (request) => door.server.emit('clientError', late, request.socket),
  });
  const text = await rawExchange(port, `POST / HTTP/1.1\r\n${host}Content-Length: 9\r\n\r\nb`);
  expect(text).toMatch(
    /^HTTP\/1\.1 504 .*"message":"Timeout: request did not complete within the allotted timeout"/s,
  );
});

test('who sends no request in time is not answered', async () => {
  const { door, port } = await open();
  door.server.on('connection', (socket) => door.server.emit('clientError', late, socket));
  expect(await rawExchange(port, 'GET / HT')).toBe('');
});

test('time-outs and sizes are those of a kube-apiserver', async () => {
  const { door } = await open();
  const { headersTimeout, requestTimeout, keepAliveTimeout, timeout } = door.server;
  expect({ headersTimeout, requestTimeout, keepAliveTimeout, timeout }).toEqual({
    headersTimeout: 32_000,
    requestTimeout: 60_000,
    keepAliveTimeout: 90_000,
    timeout: 0,
  });
});
