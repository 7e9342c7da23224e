import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { realEnvironment } from '../environment/real/index.ts';
import { put, Recorder } from './conformance/subject.ts';
import { openStore, type StoreEvent } from './index.ts';

const failures: unknown[] = [];
const environment = realEnvironment({ onFailure: (failure) => failures.push(failure) });

afterEach(() => {
  failures.length = 0;
});

test('a sink that throws fails the world and ends its watch, and nobody else notices', async () => {
  const store = await openStore(environment, { memory: true });
  const [before, after] = [new Recorder(), new Recorder()];
  const thrower = new Recorder();
  thrower.events = () => {
    throw new Error('broken sink');
  };
  for (const sink of [before, thrower, after]) store.watch({ prefix: '/' }, sink);
  await put(store, '/a', '1');
  await put(store, '/a', '2');
  expect([before.seen.length, after.seen.length]).toEqual([2, 2]);
  expect(await thrower.ended()).toBeUndefined();
  expect(failures).toMatchObject([{ message: expect.stringContaining('broken sink') }]);
  await store.close();
});

test('watches of one prefix share one batch', async () => {
  const store = await openStore(environment, { memory: true });
  const sinks = [new Recorder(), new Recorder()];
  for (const sink of sinks) store.watch({ prefix: '/a' }, sink);
  await Promise.all([put(store, '/a', '1'), put(store, '/b', '1'), put(store, '/a', '2')]);
  expect(sinks[0]?.batches).toHaveLength(1);
  expect(sinks[0]?.batches[0]).toBe(sinks[1]?.batches[0]);
  await store.close();
});

test('history is read no faster than its reader takes it', async () => {
  const store = await openStore(environment, { memory: true });
  const count = 6_000;
  await Promise.all(Array.from({ length: count }, (_, at) => put(store, '/a', String(at))));
  const seen: number[] = [];
  const overtaken: boolean[] = [];
  await new Promise<void>((resolve) => {
    const sink = {
      events: (batch: readonly StoreEvent[]) => {
        seen.push(...batch.map(({ revision }) => revision));
        if (seen.length === count) resolve();
      },
      ready: async () => {
        const given = seen.length;
        for (let turns = 0; turns < 100; turns++) await turn();
        overtaken.push(seen.length > given);
      },
      end() {},
    };
    store.watch({ prefix: '/', afterRevision: 1 }, sink);
  });
  expect(overtaken).toEqual(overtaken.map(() => false));
  expect(overtaken.length).toBeGreaterThan(1);
  expect(seen).toEqual(Array.from({ length: count }, (_, at) => at + 2));
  await store.close();
});
