import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { realEnvironment } from '../environment/real/index.ts';
import { put, Recorder } from './conformance/subject.ts';
import { openStore, type StoreEvent } from './index.ts';
import { WatchHub } from './watch-hub.ts';

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

test('a compaction that comes while history is read ends the watch, which gets nothing of what was read', async () => {
  const piece: StoreEvent = {
    type: 'delete',
    key: '/a',
    revision: 3,
    current: undefined,
    previous: undefined,
  };
  const hub = new WatchHub(environment, 10, 0, async () => {
    hub.compacted(5);
    return { events: [piece], through: 3 };
  });
  const sink = new Recorder();
  hub.watch({ prefix: '/', afterRevision: 2 }, sink);
  expect(await sink.ended()).toMatchObject({
    code: 'COMPACTED',
    message: 'revision 2 was compacted away: the oldest kept is 5',
  });
  expect(sink.seen).toEqual([]);
});

test('a compaction up to where a watch is while history is read takes nothing from it', async () => {
  const event = (revision: number): StoreEvent => ({
    type: 'delete',
    key: '/a',
    revision,
    current: undefined,
    previous: undefined,
  });
  const asked: number[] = [];
  const hub = new WatchHub(environment, 4, 0, async (_prefix, after) => {
    asked.push(after);
    hub.compacted(2);
    return { events: [event(after + 1)], through: after + 1 };
  });
  const sink = new Recorder();
  hub.watch({ prefix: '/', afterRevision: 2 }, sink);
  await sink.atLeast(2);
  expect(sink.seen.map(({ revision }) => revision)).toEqual([3, 4]);
  expect(asked).toEqual([2, 3]);
});
