import { once } from 'node:events';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { HttpServer } from '../index.ts';
import { rawConnection, webSocketHeaders } from './testing/raw-exchange.ts';
import { serveApi } from './testing/serve-api.ts';

const path = '/api/v1/namespaces/default/configmaps?watch=1';
let http: HttpServer;

beforeEach(async () => {
  http = await serveApi();
});

afterEach(() => http.close());

async function open(): Promise<WebSocket> {
  const socket = new WebSocket(`${http.url.replace('http', 'ws')}${path}`);
  await once(socket, 'open');
  return socket;
}

test('a watcher that talks is not listened to, and cut off when it talks too much', async () => {
  const socket = await open();
  socket.send('x'.repeat(1000));
  socket.ping('still there?');
  const [data] = (await once(socket, 'pong')) as [Buffer];
  expect(data.toString()).toBe('still there?');
  socket.send('x'.repeat(100_000));
  const [code] = (await once(socket, 'close')) as [number];
  expect(code).toBe(1009);
});

test('who sends pings and reads nothing is not sent pongs without end', async () => {
  const { socket, text } = rawConnection(http.port);
  socket.pause();
  socket.write(`GET ${path} HTTP/1.1\r\nHost: localhost\r\n${webSocketHeaders}\r\n`);
  const ping = Buffer.concat([Buffer.from([0x89, 0xfd, 0, 0, 0, 0]), Buffer.alloc(125)]);
  const pings = 200_000;
  const many = Buffer.concat(new Array<Buffer>(1000).fill(ping));
  for (let sent = 0; sent < pings; sent += 1000) await new Promise((written) => socket.write(many, written));
  socket.write(Buffer.from([0x88, 0x80, 0, 0, 0, 0]));
  socket.resume();
  await once(socket, 'close');
  const pongs = text().length / 127;
  expect(pongs).toBeGreaterThan(100);
  expect(pongs).toBeLessThan(pings * 0.9);
});

test('a server that closes ends its WebSockets too', async () => {
  const socket = await open();
  const closed = once(socket, 'close');
  await http.close();
  await closed;
});
