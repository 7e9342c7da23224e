import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import {
  createClient,
  createInformerFactory,
  type HttpTransport,
  type HttpTransportOptions,
  httpTransport,
  type SharedInformer,
} from '../../client/index.ts';
import { createManualEnvironment, type ManualEnvironment } from '../../client/testing/manual-environment.ts';
import { pods, type TestPod } from '../../client/testing/types.ts';

/** How the server treats a request: what follows is what the official JavaScript client's informer does not survive. */
type Answer = (request: IncomingMessage, response: ServerResponse) => void;

interface World {
  readonly environment: ManualEnvironment;
  readonly informer: SharedInformer<TestPod>;
  /** The requests that came: `watch 0`, `list`, with the resourceVersion asked for. */
  readonly asked: string[];
}

const open: { close(): void }[] = [];
afterEach(() => {
  for (const one of open.splice(0).reverse()) one.close();
});

/** An informer over real sockets, whose requests are answered one after the other as said; the last holds for all others. */
async function follow(
  answers: readonly Answer[],
  options: Partial<HttpTransportOptions> = {},
): Promise<World> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url ?? '/', 'http://localhost');
    const version = searchParams.get('resourceVersion') ?? '';
    asked.push(`${searchParams.get('watch') === 'true' ? 'watch' : 'list'} ${version}`.trim());
    answers[Math.min(asked.length, answers.length) - 1]?.(request, response);
  });
  const transport = await listen(server, options);
  const environment = createManualEnvironment();
  const client = createClient(transport, { userAgent: 'test', signal: environment.signal });
  const informer = createInformerFactory(environment, client, { watchList: false }).informer(pods);
  informer.start();
  open.push({ close: () => environment.revoke() });
  return { environment, informer, asked };
}

async function listen(server: Server, options: Partial<HttpTransportOptions>): Promise<HttpTransport> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const transport = httpTransport({ baseUrl: `http://127.0.0.1:${port}`, ...options });
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  open.push({ close }, transport);
  return transport;
}

/** Waits for what sockets do; time itself moves on only where a back-off is waited for. */
async function until({ environment }: World, holds: () => boolean): Promise<void> {
  while (!holds()) {
    await environment.settle();
    if (environment.pendingMs('foreground').length > 0) await environment.advance(1_000);
  }
}

const pod = (name: string, resourceVersion: string) => ({
  kind: 'Pod',
  apiVersion: 'v1',
  metadata: { name, namespace: 'default', resourceVersion },
});

const json = { 'content-type': 'application/json' };

function list(resourceVersion: string, ...items: readonly object[]): Answer {
  return (_request, response) => {
    response.writeHead(200, json);
    response.end(JSON.stringify({ kind: 'PodList', apiVersion: 'v1', metadata: { resourceVersion }, items }));
  };
}

/** A watch that tells of these, and then goes on as said; without a word about that it stays open. */
function watch(events: readonly object[], then: (response: ServerResponse) => void = () => {}): Answer {
  return (_request, response) => {
    response.writeHead(200, json);
    const text = events.map((event) => `${JSON.stringify(event)}\n`).join('');
    response.write(text, () => then(response));
    response.flushHeaders();
  };
}

const added = (name: string, version: string) => ({ type: 'ADDED', object: pod(name, version) });
const expired = {
  type: 'ERROR',
  object: { kind: 'Status', status: 'Failure', reason: 'Expired', code: 410, message: 'too old' },
};
const reset = (response: ServerResponse) => void response.socket?.resetAndDestroy();
const end = (response: ServerResponse) => void response.end();
const failing: Answer = (_request, response) => {
  response.writeHead(500, json);
  response.end(JSON.stringify({ kind: 'Status', status: 'Failure', reason: 'InternalError', code: 500 }));
};
const breaking: Answer = (request) => void request.socket.resetAndDestroy();
const silent: Answer = () => {};
const cut: Answer = (_request, response) => {
  response.writeHead(200, { ...json, 'content-length': '1000' });
  response.write('{"kind":"PodList"', () => reset(response));
};

const keys = ({ informer }: World) => [...informer.indexer.keys()];

test('a connection that is reset is followed by a watch from where it broke', async () => {
  const world = await follow([
    list('1', pod('a', '1')),
    watch([added('b', '2')], reset),
    watch([added('c', '3')]),
  ]);
  await until(world, () => world.informer.indexer.has('default/c'));
  expect(world.asked).toEqual(['list 0', 'watch 1', 'watch 2']);
  expect(keys(world)).toEqual(['default/a', 'default/b', 'default/c']);
});

test('a server error after a watch that has expired is waited out', async () => {
  const world = await follow([
    list('1', pod('a', '1')),
    watch([added('b', '2'), expired], end),
    failing,
    failing,
    list('9', pod('c', '9')),
    watch([]),
  ]);
  await until(world, () => world.asked.length === 6);
  await until(world, () => world.informer.indexer.has('default/c'));
  expect(world.asked).toEqual(['list 0', 'watch 1', 'list 2', 'list 2', 'list 2', 'watch 9']);
  expect(keys(world)).toEqual(['default/c']);
});

test.each<[string, Answer]>([
  ['breaks', breaking],
  ['breaks in its middle', cut],
  ['is no list', (_request, response) => void response.writeHead(200, json).end('{"kind":"Table"}')],
  ['is no JSON', (_request, response) => void response.writeHead(200, json).end('<html>')],
])('a list that %s is asked for again', async (_how, bad) => {
  const world = await follow([
    list('1', pod('a', '1')),
    watch([added('b', '2'), expired], end),
    bad,
    bad,
    list('9', pod('c', '9')),
    watch([]),
  ]);
  await until(world, () => world.informer.indexer.has('default/c'));
  expect(keys(world)).toEqual(['default/c']);
  expect(world.environment.failures).toEqual([]);
});

test('a server that takes a request and never answers is given up, and asked again', async () => {
  const world = await follow([silent, list('1', pod('a', '1')), watch([])], { timeoutMs: 50 });
  await until(world, () => world.informer.hasSynced());
  expect(keys(world)).toEqual(['default/a']);
});

test('a watch whose server is there no more, without having said so, is asked for again', async () => {
  const answers = [list('1', pod('a', '1')), watch([added('b', '2')]), watch([added('c', '3')])];
  const world = await follow(answers, { watchSilenceMsMax: 50 });
  await until(world, () => world.informer.indexer.has('default/c'));
  expect(world.asked.slice(0, 3)).toEqual(['list 0', 'watch 1', 'watch 2']);
});

test('a watch that tells garbage is given up, and everything is listed', async () => {
  const world = await follow([
    list('1', pod('a', '1')),
    watch([added('b', '2'), { type: 'SYNCED' }]),
    list('3', pod('c', '3')),
    watch([]),
  ]);
  await until(world, () => world.informer.indexer.has('default/c'));
  // What came before the garbage counts.
  expect(world.asked.slice(0, 3)).toEqual(['list 0', 'watch 1', 'list 2']);
  expect(keys(world)).toEqual(['default/c']);
});

test('a server that closes every watch at once is not asked without a pause', async () => {
  const world = await follow([list('1', pod('a', '1')), watch([], end)]);
  await until(world, () => world.environment.pendingMs('foreground').length > 0);
  expect(world.asked).toEqual(['list 0', 'watch 1']);
});
