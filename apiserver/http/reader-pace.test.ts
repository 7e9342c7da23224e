import { once } from 'node:events';
import { get, IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { realEnvironment } from '../../environment/real/index.ts';
import { openStore, type Store } from '../../store/index.ts';
import { type ApiServer, createApiServer, type HttpServer, serveHttp } from '../index.ts';
import { inPieces } from './in-pieces.ts';
import { streamWatch } from './watch-stream.ts';

const environment = realEnvironment({
  onFailure: (failure) => {
    throw failure;
  },
});
let store: Store;
let api: ApiServer;
let http: HttpServer;
const small = 20_000;
const large = 30;

beforeAll(async () => {
  store = await openStore(environment, { memory: true });
  await put('small', small, '');
  await put('large', large, 'x'.repeat(900_000));
  api = await createApiServer(environment, { store });
  http = await serveHttp(api, { port: 0 });
});

afterAll(async () => {
  await http.close();
  environment.close();
  await store.close();
});

/** ConfigMaps, each in a namespace of its own kind, written past the server. */
async function put(namespace: string, count: number, value: string): Promise<void> {
  for (let at = 0; at < count; at++) {
    const name = `c-${String(at).padStart(5, '0')}`;
    const object = { kind: 'ConfigMap', apiVersion: 'v1', metadata: { name, namespace }, data: { value } };
    const key = `/registry/core/configmaps/${namespace}/${name}`;
    await store.txn({ success: [{ type: 'put', key, value: JSON.stringify(object) }] });
  }
}

const path = (namespace: string, query: string) =>
  `${http.url}/api/v1/namespaces/${namespace}/configmaps?watch=1${query}`;

async function open(url: string, headers = {}): Promise<IncomingMessage> {
  const [response] = (await once(get(url, { agent: false, headers }), 'response')) as [IncomingMessage];
  return response;
}

/** The names of the first `count` events, in order. */
async function read(response: IncomingMessage, count: number): Promise<string[]> {
  const names: string[] = [];
  let rest = '';
  for await (const chunk of response.setEncoding('latin1') as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    names.push(...lines.map(nameIn));
    if (names.length >= count) break;
  }
  return names;
}

async function readSocket(url: string, count: number): Promise<string[]> {
  const socket = new WebSocket(url.replace('http', 'ws'));
  const names: string[] = [];
  await new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      if (names.push(nameIn(data.toString('latin1'))) === count) resolve();
    });
    socket.on('close', () => resolve());
  });
  socket.terminate();
  return names;
}

function nameIn(event: string): string {
  return /"name":"([^"]*)"/.exec(event)?.[1] ?? event.slice(0, 200);
}

/** How often the event loop turned meanwhile. */
async function turnsDuring(work: () => Promise<unknown>): Promise<number> {
  let working = true;
  let turns = 0;
  const counting = (async () => {
    for (; working; turns++) await turn();
  })();
  await work();
  working = false;
  await counting;
  return turns;
}

const all = (count: number) => Array.from({ length: count }, (_, at) => `c-${String(at).padStart(5, '0')}`);

const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const initial = ['', '&resourceVersion=0'];
const history = '&resourceVersion=1';
const places = [
  ['small', small],
  ['large', large],
] as const;

test.each(places)('a reader gets all of a %s state, however it is asked for', async (namespace, count) => {
  for (const query of [...initial, history]) {
    const url = path(namespace, query);
    expect(await read(await open(url), count)).toEqual(all(count));
    expect(await readSocket(url, count)).toEqual(all(count));
  }
});

test.each(places)('a watch-list of a %s state ends with its bookmark', async (namespace, count) => {
  const query = '&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true';
  const names = await read(await open(path(namespace, query)), count + 1);
  expect(names.slice(0, count)).toEqual(all(count));
  expect(names[count]).toContain('"k8s.io/initial-events-end":"true"');
});

test.each(places)('a %s list is whole, and comes in pieces', async (namespace, count) => {
  const response = await fetch(`${http.url}/api/v1/namespaces/${namespace}/configmaps`);
  expect(response.headers.get('content-length')).toBeNull();
  const list = (await response.json()) as { kind: string; items: { metadata: { name: string } }[] };
  expect(list.kind).toBe('ConfigMapList');
  expect(list.items.map(({ metadata }) => metadata.name)).toEqual(all(count));
  expect(Object.keys(list.items[0] ?? {})).toEqual(['metadata', 'data']);
});

test('a list is made as its reader takes it', async () => {
  let made = 0;
  const pieces = function* () {
    for (; made < 100; made++) yield 'x'.repeat(100_000);
  };
  const stream = inPieces(pieces(), '');
  const first = await new Promise((resolve) => (stream as Readable).once('data', resolve));
  expect(String(first)).toBe('x'.repeat(100_000));
  (stream as Readable).pause();
  for (let turns = 0; turns < 100; turns++) await turn();
  expect(made).toBeLessThan(10);
  let rest = 0;
  const turns = await turnsDuring(async () => {
    for await (const chunk of stream as Readable) rest += chunk.length;
  });
  expect(rest).toBe(99 * 100_000);
  expect(turns).toBeGreaterThan(80);
});

test.each([
  ['chunks', async () => read(await open(path('small', '')), small)],
  ['messages', () => readSocket(path('small', ''), small)],
  ['rows', async () => read(await open(path('small', ''), { accept: table }), small)],
])('the event loop is given back while a large state is sent in %s', async (_, readAll) => {
  // A turn for each piece, of some hundred objects.
  expect(await turnsDuring(readAll)).toBeGreaterThan(40);
});

test('a reader that pauses and goes on has lost nothing', async () => {
  const response = await open(path('large', ''));
  response.pause();
  const url = `${http.url}/api/v1/namespaces/large/configmaps/c-00000`;
  for (let round = 0; round < 10; round++) {
    const data = { value: 'y'.repeat(900_000), round: String(round) };
    const body = JSON.stringify({ metadata: { name: 'c-00000' }, data });
    const headers = { 'content-type': 'application/json' };
    expect((await fetch(url, { method: 'PUT', body, headers })).status).toBe(200);
  }
  const expected = [...all(large), ...Array.from({ length: 10 }, () => 'c-00000')];
  expect(await read(response, expected.length)).toEqual(expected);
});

test('for a client that has left before its watch begins, none begins', () => {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  response.destroy();
  let begun = false;
  const subscribe = () => {
    begun = true;
    return { stop() {} };
  };
  streamWatch(response, {}, { type: 'watch', subscribe });
  expect(begun).toBe(false);
});
