import { once } from 'node:events';
import { get, IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { realEnvironment } from '../../environment/real/index.ts';
import { openStore, type Store } from '../../store/index.ts';
import { type ApiServer, createApiServer, type HttpServer, serveHttp } from '../index.ts';
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

test.each([
  ['chunks', async () => read(await open(path('small', '')), small)],
  ['messages', () => readSocket(path('small', ''), small)],
  ['rows', async () => read(await open(path('small', ''), { accept: table }), small)],
])('the event loop is given back while a large state is sent in %s', async (_, readAll) => {
  let reading = true;
  let turns = 0;
  const count = async () => {
    for (; reading; turns++) await turn();
  };
  const counting = count();
  await readAll();
  reading = false;
  await counting;
  // A turn for each piece, of some hundred objects.
  expect(turns).toBeGreaterThan(40);
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
