import type { ClientRequest, IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { WatchEvent } from '../apimachinery/index.ts';
import { httpWatchBody } from './http-watch.ts';
import { TransportError } from './transport-error.ts';

/** A watch whose bytes the test writes. */
function open() {
  const response = new PassThrough();
  const destroyed: true[] = [];
  const request = { destroy: () => void destroyed.push(true) };
  const batches: string[][] = [];
  const events: WatchEvent[] = [];
  const ends: (Error | undefined)[] = [];
  // Of a request and its answer only this much is used.
  const body = httpWatchBody(request as unknown as ClientRequest, response as unknown as IncomingMessage);
  const stream = body.subscribe({
    events(batch) {
      batches.push(batch.map(({ type, object }) => `${type} ${object.metadata?.name}`));
      events.push(...batch);
    },
    end: (error) => void ends.push(error),
  });
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  const send = async (text: string) => {
    response.write(text);
    await settle();
  };
  return { response, stream, batches, events, ends, send, settle, destroyed: () => destroyed.length };
}

const line = (type: string, name: string) => `${JSON.stringify({ type, object: { metadata: { name } } })}\n`;

test('what arrives together is given together, each event once', async () => {
  const { batches, ends, send } = open();
  await send(line('ADDED', 'a') + line('MODIFIED', 'b'));
  const cut = line('DELETED', 'c') + line('BOOKMARK', 'd');
  await send(cut.slice(0, 10));
  await send(cut.slice(10) + line('ERROR', 'e'));
  expect(batches).toEqual([
    ['ADDED a', 'MODIFIED b'],
    ['DELETED c', 'BOOKMARK d', 'ERROR e'],
  ]);
  expect(ends).toEqual([]);
});

test('objects are frozen in depth, and a frame is the bytes that came', async () => {
  const { events, send } = open();
  await send(line('ADDED', 'ä'));
  const [event] = events;
  expect(Object.isFrozen(event?.object.metadata)).toBe(true);
  expect(Buffer.from(event?.frame() ?? []).toString()).toBe(line('ADDED', 'ä'));
});

test('the end of the answer is the end of the watch, without an error', async () => {
  const { response, ends, settle, destroyed } = open();
  response.end();
  await settle();
  expect(ends).toEqual([undefined]);
  expect(destroyed()).toBe(1);
});

test('a connection that breaks is an error that may have lost something, told once', async () => {
  const { response, ends, settle } = open();
  const cause = new Error('ECONNRESET');
  response.destroy(cause);
  await settle();
  expect(ends).toHaveLength(1);
  expect(ends[0]).toBeInstanceOf(TransportError);
  expect(ends[0]).toMatchObject({ definite: false, cause });
});

test.each([
  ['no JSON', 'nonsense\n'],
  ['JSON that is no object', '7\n'],
  ['null', 'null\n'],
  ['an unknown type', '{"type":"SYNCED","object":{}}\n'],
  ['no type', '{"object":{}}\n'],
  ['no object', '{"type":"ADDED"}\n'],
  ['an object that is none', '{"type":"ADDED","object":"x"}\n'],
  ['an object that is null', '{"type":"ADDED","object":null}\n'],
])('a line that is %s ends the watch with an error, and nothing after it is taken', async (_what, bad) => {
  const { batches, ends, send, destroyed } = open();
  await send(line('ADDED', 'a'));
  await send(line('ADDED', 'b') + bad + line('ADDED', 'c'));
  await send(line('ADDED', 'd'));
  expect(batches).toEqual([['ADDED a'], ['ADDED b']]);
  expect(ends).toHaveLength(1);
  const causes = [{ reason: 'ClientWatchDecoding' }];
  expect(ends[0]).toMatchObject({
    name: 'StatusError',
    reason: 'InternalError',
    status: { details: { causes } },
  });
  expect(destroyed()).toBe(1);
});

test('a line that does not end ends the watch as a broken connection', async () => {
  const { ends, send, settle, response, destroyed } = open();
  await send(line('ADDED', 'a'));
  const piece = Buffer.alloc(16 * 1024 * 1024, 'x');
  for (let pieces = 0; pieces < 5; pieces++) {
    response.write(piece);
    await settle();
  }
  expect(ends).toMatchObject([{ name: 'TransportError', definite: false }]);
  expect(destroyed()).toBe(1);
});

test('after it was stopped nothing is told, not even the end', async () => {
  const { response, stream, batches, ends, send, settle, destroyed } = open();
  stream.stop();
  expect(destroyed()).toBe(1);
  await send(line('ADDED', 'a'));
  response.destroy(new Error('reset'));
  await settle();
  expect([batches, ends]).toEqual([[], []]);
});
