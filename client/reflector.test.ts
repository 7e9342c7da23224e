import { expect, test } from 'vitest';
import type { ApiRequest, StatusError } from '../apimachinery/index.ts';
import { createClient } from './create-client.ts';
import { Reflector, type ReflectorOptions } from './reflector.ts';
import { statusError } from './testing/fake-api.ts';
import { createManualEnvironment } from './testing/manual-environment.ts';
import { ScriptedServer, type ScriptedStream } from './testing/scripted-server.ts';
import { pod, pods, type TestPod } from './testing/types.ts';
import { TransportError } from './transport-error.ts';

/** A store that writes down what it is told. */
function recordingStore() {
  const log: string[] = [];
  const name = (object: TestPod) => object.metadata?.name ?? '';
  return {
    log,
    replace: (items: readonly TestPod[], version: string) =>
      void log.push(`replace [${items.map(name).join(' ')}] at ${version}`),
    add: (object: TestPod) => void log.push(`add ${name(object)}`),
    update: (object: TestPod) => void log.push(`update ${name(object)}`),
    delete: (object: TestPod) => void log.push(`delete ${name(object)}`),
  };
}

function setUp(options: ReflectorOptions = {}) {
  const environment = createManualEnvironment();
  const server = new ScriptedServer();
  const store = recordingStore();
  const client = createClient(server, { userAgent: 'test', signal: environment.signal });
  const errors: string[] = [];
  const reflector = new Reflector(environment, client, pods, store, {
    watchList: false,
    onError: (error) => errors.push(error.message),
    ...options,
  });
  environment.signal.addEventListener('abort', () => reflector.stop(), { once: true });
  return { environment, server, store, errors, reflector };
}

const at = (name: string, version: string) => pod(name, {}, { resourceVersion: version });
const expired = () => statusError(410, 'Expired', 'too old resource version');
const tooMany = () => statusError(429, 'TooManyRequests', 'too many requests');
const refused = () => new TransportError('refused', { definite: true });

test('the first list is at version 0 in pages of 500, and the watch goes on from it', async () => {
  const { environment, server, store, reflector } = setUp();
  server.onList = () => ({ items: [at('foo', '1')], version: '1' });
  server.onWatch = (stream) => stream.send('ADDED', at('bar', '2'));
  environment.spawn('reflector', () => reflector.run());
  await environment.settle();
  expect(server.listed()).toEqual([{ resourceVersion: '0', limit: 500 }]);
  expect(server.watches).toHaveLength(1);
  expect(server.watches[0]).toMatchObject({ resourceVersion: '1', allowWatchBookmarks: 'true' });
  expect(store.log).toEqual(['replace [foo] at 1', 'add bar']);
  environment.revoke();
  expect(server.streams.map((stream) => stream.stops)).toEqual([1]);
  expect(environment.failures).toEqual([]);
});

test('every kind of event moves the version on, bookmarks without touching an object', async () => {
  const { environment, server, store, reflector } = setUp();
  server.onList = () => ({ items: [], version: '5' });
  environment.spawn('reflector', () => reflector.run());
  await environment.settle();
  const versions: string[] = [];
  const stream = server.streams[0];
  for (const [type, version] of [
    ['ADDED', '10'],
    ['MODIFIED', '20'],
    ['BOOKMARK', '30'],
    ['DELETED', '40'],
  ] as const) {
    stream?.send(type, at('foo', version));
    versions.push(reflector.lastSyncResourceVersion());
  }
  expect(versions).toEqual(['10', '20', '30', '40']);
  expect(store.log).toEqual(['replace [] at 5', 'add foo', 'update foo', 'delete foo']);
});

test('a watch that ends is followed by another one from the last version, without a list', async () => {
  const { environment, server, reflector } = setUp();
  environment.spawn('reflector', () => reflector.run());
  await environment.settle();
  server.streams[0]?.send('ADDED', at('foo', '7')).end();
  await environment.settle();
  expect(server.lists).toHaveLength(1);
  expect(server.watches.map((query) => query.resourceVersion)).toEqual(['1', '7']);
});

test('a watch that ends at once without an event is an error, and everything is listed again later', async () => {
  const { environment, server, errors, reflector } = setUp();
  environment.spawn('reflector', () => reflector.run());
  await environment.settle();
  server.streams[0]?.end();
  await environment.settle();
  expect(errors[0]).toMatch('very short watch');
  expect(server.watches).toHaveLength(1);
  await environment.advance(1_600);
  expect(server.lists).toHaveLength(2);
});

test.each([
  [999, 2],
  [1_000, 1],
])('a watch without an event for %i ms leads to %i lists', async (lastedMs, lists) => {
  const { environment, server, errors, reflector } = setUp();
  environment.spawn('reflector', () => reflector.run());
  await environment.advance(lastedMs);
  server.streams[0]?.end();
  await environment.advance(1_600);
  expect(server.lists).toHaveLength(lists);
  expect(errors).toHaveLength(lists - 1);
  expect(server.watches.map((query) => query.resourceVersion)).toEqual(['1', '1']);
});

test('a short watch with a bookmark alone is no error', async () => {
  const { environment, server, errors, reflector } = setUp();
  server.onWatch = (stream, _query, call) => {
    if (call === 1) stream.send('BOOKMARK', at('', '5')).end();
  };
  environment.spawn('reflector', () => reflector.run());
  await environment.settle();
  expect(errors).toEqual([]);
  expect(server.watches.map((query) => query.resourceVersion)).toEqual(['1', '5']);
});

test.each<[string, (stream: ScriptedStream | undefined) => void]>([
  ['ends', (stream) => stream?.end()],
  ['breaks', (stream) => stream?.end(new TransportError('reset', { definite: false }))],
  ['says that it has expired', (stream) => stream?.send('ERROR', expired().status)],
  ['fails and then ends', (stream) => stream?.send('ERROR', expired().status).end()],
])('a watch that %s is stopped once, and nothing is taken from it any more', async (_how, end) => {
  const { environment, server, store, reflector } = setUp();
  environment.spawn('reflector', () => reflector.run());
  await environment.settle();
  const [stream] = server.streams;
  end(stream);
  stream?.send('ADDED', at('late', '9')).end();
  await environment.advance(1_600);
  expect(stream?.stops).toBe(1);
  expect(store.log).not.toContain('add late');
  expect(reflector.lastSyncResourceVersion()).toBe('1');
});

test('a watch that ended before it was answered is stopped too', async () => {
  const { environment, server, reflector } = setUp();
  server.onWatch = (stream, _query, call) => {
    if (call === 1) stream.send('ADDED', at('foo', '2')).end();
  };
  environment.spawn('reflector', () => reflector.run());
  await environment.settle();
  expect(server.streams.map((stream) => stream.stops)).toEqual([1, 0]);
});

test('a watch that is refused is an error, and everything is listed again later', async () => {
  const { environment, server, errors, reflector } = setUp();
  server.onWatch = (_stream, _query, call) => {
    if (call === 1) throw statusError(403, 'Forbidden', 'pods is forbidden');
  };
  environment.spawn('reflector', () => reflector.run());
  await environment.settle();
  expect(errors).toEqual(['pods is forbidden']);
  expect([server.lists.length, server.watches.length]).toEqual([1, 1]);
  await environment.advance(1_600);
  expect([server.lists.length, server.watches.length]).toEqual([2, 2]);
});

/** What a reflector can be about when its environment ends. */
const endings: readonly [string, (server: ScriptedServer) => void][] = [
  ['lists', (server) => holdBack(server, (call) => call.query.watch !== 'true')],
  ['asks for a watch', (server) => holdBack(server, (call) => call.query.watch === 'true')],
  ['watches', () => {}],
  [
    'waits after a list that failed',
    (server) => {
      server.onList = () => {
        throw statusError(500, 'InternalError', 'down');
      };
    },
  ],
  ['waits for a server that is not there', (server) => throwAtWatches(server, refused)],
  ['waits for a server that has too much to do', (server) => throwAtWatches(server, tooMany)],
  [
    'waits after a watch that had too much to do',
    (server) => {
      server.onWatch = (stream) => void stream.send('ERROR', tooMany().status);
    },
  ],
];

function throwAtWatches(server: ScriptedServer, error: () => Error): void {
  server.onWatch = () => {
    throw error();
  };
}

/** Requests of a kind are answered when the test says so. */
function holdBack(server: ScriptedServer, which: (call: Omit<ApiRequest, 'user'>) => boolean): void {
  const answer = server.request.bind(server);
  server.request = async (call) => {
    const response = await answer(call);
    return which(call) ? new Promise((resolve) => held.push(() => resolve(response))) : response;
  };
}
const held: (() => void)[] = [];

for (const watchList of [false, true]) {
  test.each(endings)(
    `a reflector that %s ends with its environment (watch list: ${watchList})`,
    async (_what, prepare) => {
      const { environment, server, store, errors, reflector } = setUp({ watchList });
      prepare(server);
      environment.spawn('reflector', () => reflector.run());
      await environment.settle();
      const asked = server.lists.length + server.watches.length;
      const told = [store.log.length, errors.length];
      environment.revoke();
      for (const answer of held.splice(0)) answer();
      await environment.advance(60_000);
      expect(environment.failures).toEqual([]);
      expect(environment.pendingMs()).toEqual([]);
      expect(server.lists.length + server.watches.length).toBe(asked);
      expect([store.log.length, errors.length]).toEqual(told);
    },
  );
}

test('the second list asks for the version of the first, without a limit', async () => {
  const { environment, server, reflector } = setUp();
  server.onList = () => ({ items: [], version: '10' });
  server.onWatch = () => {
    throw expired();
  };
  environment.spawn('reflector', () => reflector.run());
  await environment.advance(1_600);
  expect(server.listed()).toEqual([{ resourceVersion: '0', limit: 500 }, { resourceVersion: '10' }]);
});

test('a list that has expired at its version is asked for at none, at once', async () => {
  const { server, store, reflector } = setUp();
  server.onList = (query) => {
    if (query.resourceVersion === '10') throw expired();
    return { items: [], version: server.lists.length === 1 ? '10' : '11' };
  };
  refuseWatches(server);
  await reflector.listAndWatch().catch(() => {});
  await reflector.listAndWatch().catch(() => {});
  expect(server.listed()).toEqual([
    { resourceVersion: '0', limit: 500 },
    { resourceVersion: '10' },
    { resourceVersion: '', limit: 500 },
  ]);
  expect(store.log).toEqual(['replace [] at 10', 'replace [] at 11']);
});

function refuseWatches(server: ScriptedServer): void {
  server.onWatch = () => {
    throw statusError(500, 'InternalError', 'no watches here');
  };
}

test('a page that has expired makes a full list at the version wanted first', async () => {
  const { server, store, reflector } = setUp({ pageSize: 4 });
  server.onList = (query, call) => {
    if (call === 1) return { items: [at('foo', '10')], version: '10' };
    if (query.continue === 'C1') throw expired();
    if (query.limit === '4') return { items: [at('a', '11')], version: '11', continue: 'C1' };
    return { items: [at('a', '11'), at('b', '12')], version: '12' };
  };
  refuseWatches(server);
  await reflector.listAndWatch().catch(() => {});
  await reflector.listAndWatch().catch(() => {});
  expect(server.listed()).toEqual([
    { resourceVersion: '0', limit: 4 },
    { resourceVersion: '10', limit: 4 },
    { resourceVersion: '', limit: 4, continue: 'C1' },
    { resourceVersion: '10' },
  ]);
  expect(store.log).toEqual(['replace [foo] at 10', 'replace [a b] at 12']);
});

const tooLarge: readonly [string, () => StatusError][] = [
  ['a cause', () => largeVersion({ causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large' }] })],
  ['a cause without a reason', () => largeVersion({ causes: [{ message: 'Too large resource version' }] })],
  ['its message', () => statusError(504, 'Timeout', 'Timeout: Too large resource version: 20, current: 10')],
];

function largeVersion(details: NonNullable<StatusError['status']['details']>): StatusError {
  const error = statusError(504, 'Timeout', 'timeout');
  return Object.assign(statusError(504, 'Timeout', 'timeout'), { status: { ...error.status, details } });
}

test.each(tooLarge)('a version the server has not reached, said by %s, is given up', async (_how, fault) => {
  const { server, reflector } = setUp();
  server.onList = (query) => {
    if (query.resourceVersion === '20') throw fault();
    return { items: [], version: query.resourceVersion === '0' ? '20' : '30' };
  };
  refuseWatches(server);
  await reflector.listAndWatch().catch(() => {});
  await reflector.listAndWatch().catch(() => {});
  expect(server.lists.map((query) => query.resourceVersion ?? '')).toEqual(['0', '20', '']);
});

test('pages of a given size make one list', async () => {
  const { server, store, reflector } = setUp({ pageSize: 4 });
  server.onList = (query) => {
    const from = Number(query.continue ?? 0);
    const items = Array.from({ length: Math.min(4, 10 - from) }, (_, i) => at(`p${from + i}`, '1'));
    return { items, version: '10', ...(from + 4 < 10 ? { continue: String(from + 4) } : {}) };
  };
  refuseWatches(server);
  await reflector.listAndWatch().catch(() => {});
  expect(server.lists.map((query) => query.limit)).toEqual(['4', '4', '4']);
  expect(store.log).toEqual(['replace [p0 p1 p2 p3 p4 p5 p6 p7 p8 p9] at 10']);
});

test('where the first list came in pages, later ones at a version are paged too', async () => {
  const { server, reflector } = setUp();
  server.onList = (query) => ({
    items: [at('foo', '10')],
    version: '10',
    ...(query.continue === undefined ? { continue: 'C1' } : {}),
  });
  refuseWatches(server);
  await reflector.listAndWatch().catch(() => {});
  await reflector.listAndWatch().catch(() => {});
  expect(server.listed()).toEqual([
    { resourceVersion: '0', limit: 500 },
    { resourceVersion: '', limit: 500, continue: 'C1' },
    { resourceVersion: '10', limit: 500 },
    { resourceVersion: '', limit: 500, continue: 'C1' },
  ]);
});

test('watches ask for 5 to 10 minutes, at random', async () => {
  const { environment, server, reflector } = setUp();
  server.onWatch = (stream) => stream.send('ADDED', at('foo', '2')).end();
  environment.spawn('reflector', () => reflector.run());
  while (server.watches.length < 50) await Promise.resolve();
  environment.revoke();
  const seconds = server.watches.map((query) => Number(query.timeoutSeconds));
  expect(Math.min(...seconds)).toBeGreaterThanOrEqual(300);
  expect(Math.max(...seconds)).toBeLessThanOrEqual(600);
  expect(new Set(seconds).size).toBeGreaterThan(10);
});

test('while the server refuses connections the watch is tried again ever later, and nothing is listed', async () => {
  const { environment, server, reflector } = setUp({
    backoff: { initialMs: 10, maxMs: 100, factor: 2, jitter: 0, resetAfterMs: 120_000 },
  });
  const atMs: number[] = [];
  const startMs = environment.clock.now();
  server.onWatch = () => {
    atMs.push(environment.clock.now() - startMs);
    throw refused();
  };
  environment.spawn('reflector', () => reflector.run());
  await environment.advance(400);
  expect(atMs).toEqual([0, 10, 30, 70, 150, 250, 350]);
  expect(server.lists).toHaveLength(1);
});

test('the back-off is 800 ms to 30 s with as much again at random, and starts again after two quiet minutes', async () => {
  const { environment, server, reflector } = setUp();
  server.onList = () => {
    throw statusError(500, 'InternalError', 'down');
  };
  environment.spawn('reflector', () => reflector.run());
  const waits: number[] = [];
  for (let i = 0; i < 8; i++) {
    await environment.settle();
    const [delayMs = 0] = environment.pendingMs('foreground');
    waits.push(delayMs);
    await environment.advance(delayMs);
  }
  const bases = [800, 1_600, 3_200, 6_400, 12_800, 25_600, 30_000, 30_000];
  for (const [i, base] of bases.entries()) {
    expect(waits[i]).toBeGreaterThanOrEqual(base);
    expect(waits[i]).toBeLessThanOrEqual(2 * base + 1);
  }
  server.onList = () => ({ items: [], version: '1' });
  await environment.advance(60_000 + 120_001);
  server.streams[0]?.send('ERROR', expired().status);
  await environment.settle();
  const [delayMs = 0] = environment.pendingMs('foreground');
  expect(delayMs).toBeGreaterThanOrEqual(800);
  expect(delayMs).toBeLessThanOrEqual(1_601);
});

test('a version is told when the store has what it covers, never before', async () => {
  const { environment, server, store, reflector } = setUp();
  const toldAt: string[] = [];
  for (const change of ['replace', 'add', 'update', 'delete'] as const) {
    store[change] = () => void toldAt.push(`${change} at ${reflector.lastSyncResourceVersion()}`);
  }
  server.onList = () => ({ items: [at('foo', '3')], version: '5' });
  environment.spawn('reflector', () => reflector.run());
  await environment.settle();
  const stream = server.streams[0];
  stream?.send('ADDED', at('bar', '6')).send('MODIFIED', at('bar', '7')).send('DELETED', at('bar', '8'));
  expect(toldAt).toEqual(['replace at ', 'add at 5', 'update at 6', 'delete at 7']);
  expect(reflector.lastSyncResourceVersion()).toBe('8');
});

test('a store that fails leaves the version where it was', async () => {
  const { environment, server, store, reflector } = setUp();
  environment.spawn('reflector', () => reflector.run());
  await environment.settle();
  store.add = () => {
    throw new TypeError('a mistake');
  };
  server.streams[0]?.send('ADDED', at('foo', '7')).send('ADDED', at('bar', '8'));
  await environment.settle();
  expect(reflector.lastSyncResourceVersion()).toBe('1');
  expect(environment.failures).toEqual([new TypeError('a mistake')]);
});

test('too many requests are waited out, with one list in all', async () => {
  const { environment, server, reflector } = setUp();
  server.onWatch = (stream, _query, call) => {
    if (call <= 2) throw tooMany();
    if (call <= 4) stream.send('ERROR', tooMany().status);
  };
  environment.spawn('reflector', () => reflector.run());
  await environment.advance(60_000);
  expect(server.lists).toHaveLength(1);
  expect(server.watches).toHaveLength(5);
});

test('internal errors of a stream are retried as long as asked, then everything is listed again', async () => {
  for (const [retryMs, lists] of [
    [0, 2],
    [10_000, 1],
  ] as const) {
    const { environment, server, reflector } = setUp({ internalErrorRetryMsMax: retryMs });
    server.onWatch = (stream, _query, call) => {
      if (call <= 3) stream.send('ERROR', statusError(500, 'InternalError', 'etcd').status);
    };
    environment.spawn('reflector', () => reflector.run());
    await environment.advance(1_600);
    expect(server.lists.length).toBe(lists);
  }
});

test.each([
  // When the errors come, from the first on, and after how many of them everything is listed again.
  [[0, 5_000, 10_000], undefined],
  [[0, 5_000, 10_001], 3],
  [[0, 10_001], 2],
  // A minute after the last one a new row begins.
  [[0, 9_000, 69_000, 79_000], undefined],
  [[0, 9_000, 68_999], 3],
])('of internal errors after %j ms the one that is too late is number %s', async (timesMs, listedAfter) => {
  const { environment, server, reflector } = setUp({ internalErrorRetryMsMax: 10_000 });
  environment.spawn('reflector', () => reflector.run());
  await environment.settle();
  const startMs = environment.clock.now();
  const errors: number[] = [];
  for (const timeMs of timesMs) {
    await environment.advance(startMs + timeMs - environment.clock.now());
    server.streams.at(-1)?.send('ERROR', statusError(500, 'InternalError', 'etcd').status);
    await environment.settle();
    errors.push(server.streams.length);
  }
  const watchedAgain = errors.findIndex((streams, i) => streams === i + 1);
  expect(watchedAgain < 0 ? undefined : watchedAgain + 1).toBe(listedAfter);
});

test('a connection that breaks is followed by a watch from the last version, told, and nothing is listed', async () => {
  const { environment, server, errors, reflector } = setUp();
  const reset = () => new TransportError('reset', { definite: false });
  environment.spawn('reflector', () => reflector.run());
  await environment.settle();
  server.streams[0]?.send('ADDED', at('one', '7')).end(reset());
  await environment.advance(2_000);
  server.streams[1]?.end(reset());
  await environment.settle();
  expect(server.watches.map(({ resourceVersion }) => resourceVersion)).toEqual(['1', '7', '7']);
  expect([server.lists.length, errors]).toEqual([1, ['reset', 'reset']]);
  // One that breaks at once, over and over, is not asked for without a pause.
  server.streams[2]?.end(reset());
  await environment.settle();
  expect(server.watches).toHaveLength(3);
  await environment.advance(2_000);
  expect([server.lists.length, server.watches.length]).toEqual([2, 4]);
});

test('an expired stream is followed by a list at the last version', async () => {
  const { environment, server, reflector } = setUp();
  server.onWatch = (stream, _query, call) => {
    if (call === 1) stream.send('ADDED', at('foo', '9')).send('ERROR', expired().status);
  };
  environment.spawn('reflector', () => reflector.run());
  await environment.advance(1_600);
  expect(server.lists.map((query) => query.resourceVersion)).toEqual(['0', '9']);
});

test.each(['', '0'])('made-up events of a watch from %j do not move the version', async (version) => {
  const { environment, server, reflector } = setUp();
  server.onList = () => ({ items: [], version });
  environment.spawn('reflector', () => reflector.run());
  await environment.settle();
  const stream = server.streams[0];
  stream?.send('ADDED', at('foo', '3'));
  expect(reflector.lastSyncResourceVersion()).toBe(version);
  stream?.send('MODIFIED', at('foo', '9'));
  expect(reflector.lastSyncResourceVersion()).toBe('9');
});

test('nothing is taken from a stream after the environment was revoked', async () => {
  const { environment, server, store, reflector } = setUp();
  environment.spawn('reflector', () => reflector.run());
  await environment.settle();
  environment.revoke();
  server.streams[0]?.send('ADDED', at('foo', '2')).end();
  await environment.settle();
  expect(store.log).toEqual(['replace [] at 1']);
  expect(server.streams[0]?.stops).toBe(1);
  expect(environment.pendingMs()).toEqual([]);
});

test('what is of another kind is told and left out, and does not move the version', async () => {
  const { environment, server, store, errors, reflector } = setUp();
  const other = { ...at('other', '7'), apiVersion: 'meta.k8s.io/v1', kind: 'Table' };
  server.onWatch = (stream) =>
    stream
      .send('ADDED', other)
      .send('ADDED', { ...at('one', '8'), kind: 'Pod' })
      .send('BOOKMARK', at('', '9'));
  environment.spawn('test', () => reflector.listAndWatch());
  await environment.settle();
  expect(store.log).toEqual(['replace [] at 1', 'add one']);
  expect(errors).toEqual(['reflector of pods: expected a Pod, the watch told of a Table']);
  expect(reflector.lastSyncResourceVersion()).toBe('9');
});
