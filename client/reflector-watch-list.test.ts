import { expect, test } from 'vitest';
import { createClient } from './create-client.ts';
import { Reflector } from './reflector.ts';
import { statusError } from './testing/fake-api.ts';
import { createManualEnvironment } from './testing/manual-environment.ts';
import { ScriptedServer, type ScriptedStream } from './testing/scripted-server.ts';
import { pod, pods, type TestPod } from './testing/types.ts';

/** A store of names, and when it was replaced. */
function setUp(told = () => {}) {
  const environment = createManualEnvironment();
  const server = new ScriptedServer();
  const names = new Set<string>();
  const replaced: string[] = [];
  const name = (object: TestPod) => object.metadata?.name ?? '';
  const store = {
    replace(items: readonly TestPod[], version: string) {
      names.clear();
      for (const item of items) names.add(name(item));
      replaced.push(version);
    },
    add: (object: TestPod) => void names.add(name(object)),
    update: (object: TestPod) => void names.add(name(object)),
    delete: (object: TestPod) => void names.delete(name(object)),
  };
  const client = createClient(server, { userAgent: 'test', signal: environment.signal });
  const errors: string[] = [];
  const onError = (error: Error) => {
    errors.push(error.message);
    told();
  };
  const reflector = new Reflector(environment, client, pods, store, { onError });
  // The test says first how the server answers.
  queueMicrotask(() => environment.spawn('reflector', () => reflector.run()));
  return { environment, server, names, replaced, errors, reflector };
}

const at = (name: string, version: string) => pod(name, {}, { resourceVersion: version });

function endOfInitialEvents(version: string, value = 'true') {
  return { metadata: { resourceVersion: version, annotations: { 'k8s.io/initial-events-end': value } } };
}

function sendAll(stream: ScriptedStream, names: readonly string[]): ScriptedStream {
  for (const [i, name] of names.entries()) stream.send('ADDED', at(name, String(i + 1)));
  return stream;
}

test('the initial list is asked for as a stream, and the same stream goes on', async () => {
  const { environment, server, names, replaced, reflector } = setUp();
  server.onWatch = (stream) => sendAll(stream, ['p1', 'p2']).send('BOOKMARK', endOfInitialEvents('2'));
  await environment.settle();
  expect(server.watches).toEqual([
    expect.objectContaining({
      sendInitialEvents: 'true',
      resourceVersionMatch: 'NotOlderThan',
      allowWatchBookmarks: 'true',
    }),
  ]);
  expect(server.watches[0]?.resourceVersion).toBeUndefined();
  server.streams[0]?.send('ADDED', at('p3', '3'));
  expect([...names]).toEqual(['p1', 'p2', 'p3']);
  expect(replaced).toEqual(['2']);
  expect(reflector.lastSyncResourceVersion()).toBe('3');
  expect(server.lists).toEqual([]);
});

test('nothing is in the store before the bookmark that ends the initial events', async () => {
  const { environment, server, replaced, reflector } = setUp();
  server.onWatch = (stream) => {
    sendAll(stream, ['p1']).send('BOOKMARK', { metadata: { resourceVersion: '2' } });
    stream.send('BOOKMARK', endOfInitialEvents('3', 'false'));
  };
  await environment.settle();
  expect(replaced).toEqual([]);
  expect(reflector.lastSyncResourceVersion()).toBe('');
});

test('changes among the initial events count', async () => {
  const { environment, server, names } = setUp();
  server.onWatch = (stream) => {
    sendAll(stream, ['p1', 'p2']).send('MODIFIED', at('p1', '3')).send('DELETED', at('p2', '4'));
    stream.send('BOOKMARK', endOfInitialEvents('4'));
  };
  await environment.settle();
  expect([...names]).toEqual(['p1']);
});

test.each([
  ['refuses the stream', () => statusError(422, 'Invalid', 'sendInitialEvents is forbidden')],
  ['fails', () => statusError(500, 'InternalError', 'no')],
])('a server that %s is listed from instead', async (_how, fault) => {
  const { environment, server, names } = setUp();
  server.onWatch = (_stream, query) => {
    if (query.sendInitialEvents === 'true') throw fault();
  };
  server.onList = () => ({ items: [at('p1', '5')], version: '5' });
  await environment.settle();
  expect([...names]).toEqual(['p1']);
  expect(server.watches.map((query) => query.resourceVersion ?? '')).toEqual(['', '5']);
});

test('too many requests are waited out, also within the stream', async () => {
  const { environment, server, names } = setUp();
  const tooMany = statusError(429, 'TooManyRequests', 'later');
  server.onWatch = (stream, _query, call) => {
    if (call === 1) throw tooMany;
    if (call === 2) sendAll(stream, ['gone']).send('ERROR', tooMany.status);
    if (call === 3) sendAll(stream, ['p1']).send('BOOKMARK', endOfInitialEvents('2'));
  };
  await environment.advance(10_000);
  expect([...names]).toEqual(['p1']);
  expect(server.lists).toEqual([]);
  expect(server.watches).toHaveLength(3);
});

test('a stream that ends before the bookmark is asked for again', async () => {
  const { environment, server, names } = setUp();
  server.onWatch = (stream, _query, call) => {
    if (call === 1) sendAll(stream, ['gone']).end();
    else sendAll(stream, ['p1']).send('BOOKMARK', endOfInitialEvents('2'));
  };
  await environment.settle();
  expect([...names]).toEqual(['p1']);
  expect(server.watches.every((query) => query.sendInitialEvents === 'true')).toBe(true);
});

test('a stream that ends after the bookmark is followed by a common watch', async () => {
  const { environment, server } = setUp();
  server.onWatch = (stream, _query, call) => {
    if (call === 1) sendAll(stream, ['p1']).send('BOOKMARK', endOfInitialEvents('2')).end();
  };
  await environment.settle();
  expect(server.watches).toHaveLength(2);
  expect(server.watches[1]?.sendInitialEvents).toBeUndefined();
  expect(server.watches[1]?.resourceVersion).toBe('2');
});

test('a stream of a version that has expired is asked for at none', async () => {
  const { environment, server, replaced } = setUp();
  const expired = statusError(410, 'Expired', 'too old');
  server.onWatch = (stream, query, call) => {
    if (call === 1)
      sendAll(stream, ['p1']).send('BOOKMARK', endOfInitialEvents('2')).send('ERROR', expired.status);
    else if (query.resourceVersion === '2') throw expired;
    else sendAll(stream, ['p2']).send('BOOKMARK', endOfInitialEvents('9'));
  };
  await environment.advance(1_600);
  expect(server.watches.map((query) => query.resourceVersion ?? '')).toEqual(['', '2', '']);
  expect(replaced).toEqual(['2', '9']);
  expect(server.lists).toEqual([]);
});

test('while the end of the initial events does not come, that is told every ten seconds of silence', async () => {
  const { environment, server, errors } = setUp();
  const told = (seconds: number) =>
    `reflector of pods: awaiting the end of the initial events, none has come for ${seconds} s`;
  await environment.advance(15_000);
  expect(errors).toEqual([told(10)]);
  server.streams[0]?.send('ADDED', at('p1', '1'));
  await environment.advance(20_000);
  expect(errors).toEqual([told(10), told(15)]);
  server.streams[0]?.send('BOOKMARK', endOfInitialEvents('2'));
  await environment.advance(60_000);
  expect(errors).toHaveLength(2);
  expect(environment.pendingMs()).toEqual([]);
});

test('who is told of that may stop the reflector, which then waits for nothing', async () => {
  const { environment, errors, reflector } = setUp(() => reflector.stop());
  await environment.advance(60_000);
  expect(errors).toHaveLength(1);
  expect(environment.pendingMs()).toEqual([]);
});
