import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { ApiServer } from '../index.ts';
import { serveHttp } from './serve-http.ts';

/** Serves a body that counts from 0 on, in pieces of 64 KiB, and says how far it is. */
async function serveStream(pieces: number) {
  const source = { made: 0, ended: false };
  const count = async function* () {
    try {
      for (; source.made < pieces; source.made++) {
        await turn();
        yield Buffer.alloc(64 * 1024, String(source.made % 10));
      }
    } finally {
      source.ended = true;
    }
  };
  const api: Pick<ApiServer, 'handle'> = {
    handle: async () => ({
      status: 200,
      headers: { 'content-type': 'text/plain' },
      body: { type: 'stream', pieces: count() },
    }),
  };
  return { source, http: await serveHttp(api, { port: 0 }) };
}

test('a stream of bytes is sent as it is made', async () => {
  const { source, http } = await serveStream(20);
  const response = await fetch(`${http.url}/log`);
  expect(response.headers.get('content-type')).toBe('text/plain');
  const text = await response.text();
  expect([text.length, text.at(0), text.at(-1)]).toEqual([20 * 64 * 1024, '0', '9']);
  expect(source.ended).toBe(true);
  await http.close();
});

test('its reader sets the pace, and ends it by leaving', async () => {
  const { source, http } = await serveStream(Number.POSITIVE_INFINITY);
  const abort = new AbortController();
  const response = await fetch(`${http.url}/log`, { signal: abort.signal });
  await response.body?.getReader().read();
  // Until the buffers on the way are full.
  let before = -1;
  while (source.made !== before) {
    before = source.made;
    for (let turns = 0; turns < 1000; turns++) await turn();
  }
  abort.abort();
  while (!source.ended) await turn();
  await http.close();
});
