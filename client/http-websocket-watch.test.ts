import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { WatchEvent } from '../apimachinery/index.ts';
import { type HttpTransportOptions, httpTransport } from './http-transport.ts';

const closing: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

const event = (name: string) => JSON.stringify({ type: 'ADDED', object: { metadata: { name } } });

/** A watch of a server that does this with its socket. Resolves when the watch ends. */
async function watch(serve: (socket: WebSocket) => void, options: Partial<HttpTransportOptions> = {}) {
  const server = createServer();
  new WebSocketServer({ server }).on('connection', serve);
  return watchOf(server, options);
}

async function watchOf(server: Server, options: Partial<HttpTransportOptions>) {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const transport = httpTransport({
    baseUrl: `http://127.0.0.1:${port}`,
    watchOver: 'websocket',
    ...options,
  });
  closing.push(
    () => transport.close(),
    () => server.closeAllConnections(),
    () => server.close(),
  );
  const query = { watch: 'true' };
  const { body } = await transport.request({ method: 'GET', path: '/api/v1/pods', query, headers: {} });
  if (body.type !== 'watch') throw new Error(`it is a ${body.type}`);
  const events: WatchEvent[] = [];
  const error = await new Promise<Error | undefined>((resolve) =>
    body.subscribe({ events: (batch) => void events.push(...batch), end: resolve }),
  );
  return { names: events.map(({ object }) => object.metadata?.name), error };
}

test('each message is an event, those before the first reader too', async () => {
  const ended = await watch((socket) => {
    for (const name of ['a', 'b', 'c']) socket.send(event(name));
    socket.close(1000);
  });
  expect(ended).toEqual({ names: ['a', 'b', 'c'], error: undefined });
});

test('a close without a reason is the end; another one, and a connection that breaks, are errors', async () => {
  expect((await watch((socket) => socket.close())).error).toBeUndefined();
  const { error } = await watch((socket) => socket.close(1011, 'internal error'));
  expect(error?.message).toBe('the connection of a watch broke: code 1011');
  expect((await watch((socket) => socket.terminate())).error?.message).toContain('code 1006');
});

test('what is no event ends the watch', async () => {
  const { names, error } = await watch((socket) => {
    for (const text of [event('a'), 'garbage', event('b')]) socket.send(text);
  });
  expect(names).toEqual(['a']);
  expect(error?.message).toContain('unable to decode an event from the watch stream: a line is no JSON');
});

test('a server that falls silent, or never answers, has gone', async () => {
  const { names, error } = await watch((socket) => socket.send(event('a')), { watchSilenceMsMax: 50 });
  expect(names).toEqual(['a']);
  expect(error?.message).toBe('the connection of a watch broke: code 1006');
  const mute = createServer().on('upgrade', () => {});
  await expect(watchOf(mute, { watchSilenceMsMax: 50 })).rejects.toThrow(
    'the server has been silent for too long',
  );
});
