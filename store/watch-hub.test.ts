import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { realEnvironment } from '../environment/real/index.ts';
import { put, Recorder } from './conformance/subject.ts';
import { openStore, StoreError, type StoreEvent } from './index.ts';
import { WatchHub } from './watch-hub.ts';

const failures: unknown[] = [];
const environment = realEnvironment({ onFailure: (failure) => failures.push(failure) });

afterEach(() => {
  failures.length = 0;
});

function event(revision: number, key = '/a'): StoreEvent {
  return { type: 'delete', key, revision, current: undefined, previous: undefined };
}

/** A hub at revision 10 that has nothing to read. */
function quietHub(): WatchHub {
  return new WatchHub(environment, 10, 0, () => Promise.reject(new Error('nobody reads history')));
}

const placesOf = (sink: Recorder) => sink.seen.map(({ revision, key }) => `${revision} ${key}`);

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
  const hub = new WatchHub(environment, 10, 0, async () => {
    hub.compacted(5);
    return { events: [event(3)], through: 3 };
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

test('a watch that goes leaves those on its prefix, and on prefixes as long as its own, alone', async () => {
  const hub = quietHub();
  const [a, alsoA, b] = [new Recorder(), new Recorder(), new Recorder()];
  const watches = [a, alsoA, b].map((sink) => hub.watch({ prefix: sink === b ? '/b' : '/a' }, sink));
  const publish = (revision: number) =>
    hub.publish([event(revision, '/a/1'), event(revision, '/b')], revision);
  for (const [i, watch] of watches.entries()) {
    publish(11 + i);
    watch.cancel();
    await turn();
  }
  publish(14);
  expect(placesOf(a)).toEqual(['11 /a/1']);
  expect(placesOf(alsoA)).toEqual(['11 /a/1', '12 /a/1']);
  expect(placesOf(b)).toEqual(['11 /b', '12 /b', '13 /b']);
  const again = new Recorder();
  hub.watch({ prefix: '/a' }, again);
  publish(15);
  expect(placesOf(again)).toEqual(['15 /a/1']);
});

test('an event goes to the watches on every prefix of its key, up to the whole of it, in batches that hold something', () => {
  const hub = quietHub();
  const sinks = new Map(['', '/', '/a', '/ab', '/b', '/abc'].map((prefix) => [prefix, new Recorder()]));
  for (const [prefix, sink] of sinks) hub.watch({ prefix }, sink);
  hub.publish([event(11, '/ab'), event(12, '/b'), event(12, '/c')], 12);
  const batches = [...sinks].map(([prefix, sink]) => [prefix, ...sink.batches.map((batch) => batch.length)]);
  expect(batches).toEqual([['', 3], ['/', 3], ['/a', 1], ['/ab', 1], ['/b', 1], ['/abc']]);
});

test('a watch that resumes where nothing happened to its keys since is told nothing, and goes on', async () => {
  const hub = quietHub();
  const sink = new Recorder();
  hub.publish([event(11, '/b')], 11);
  hub.watch({ prefix: '/a', afterRevision: 10 }, sink);
  await turn();
  expect(sink.batches).toEqual([]);
  const later = new Recorder();
  hub.watch({ prefix: '/a', afterRevision: 12 }, later);
  hub.publish([event(12, '/a')], 12);
  expect([placesOf(sink), later.batches]).toEqual([['12 /a'], []]);
  hub.publish([event(13, '/a')], 13);
  expect(placesOf(later)).toEqual(['13 /a']);
});

test('a watch that another one cancels while both are told gets nothing any more', async () => {
  const hub = quietHub();
  const [first, second] = [new Recorder(), new Recorder()];
  hub.watch({ prefix: '/' }, { events: () => watch.cancel(), end() {} });
  hub.watch({ prefix: '/' }, first);
  const watch = hub.watch({ prefix: '/' }, second);
  hub.publish([event(11)], 11);
  await turn();
  expect([first.seen.length, second.seen.length, second.ends]).toEqual([1, 0, [undefined]]);
});

test('what ended the store is told to all watches, and a watch that comes after its end is told why', async () => {
  const damaged = new StoreError('DAMAGED', 'a hole');
  for (const [error, told] of [
    [damaged, damaged],
    [undefined, { code: 'CLOSED', message: 'the store is closed' }],
  ] as const) {
    const hub = quietHub();
    const [before, after] = [new Recorder(), new Recorder()];
    hub.watch({ prefix: '/' }, before);
    hub.close(error);
    hub.close(new StoreError('UNAVAILABLE', 'too late'));
    hub.watch({ prefix: '/' }, after);
    expect([before.ends, after.ends]).toEqual([[], []]);
    expect(await before.ended()).toBe(error);
    expect(await after.ended()).toMatchObject(told);
    expect([before.ends.length, after.ends.length]).toEqual([1, 1]);
  }
});

test('history that cannot be read ends its watch, unless it is the reader who is wrong: that fails the world', async () => {
  const damaged = new StoreError('DAMAGED', 'a hole');
  const failing = new WatchHub(environment, 10, 0, () => Promise.reject(damaged));
  const sink = new Recorder();
  failing.watch({ prefix: '/', afterRevision: 2 }, sink);
  expect([await sink.ended(), failures]).toEqual([damaged, []]);
  quietHub().watch({ prefix: '/', afterRevision: 2 }, sink);
  await turn();
  expect(failures).toMatchObject([{ message: expect.stringContaining('nobody reads history') }]);
});

test('history is read on to the present, no further once the watch is cancelled, and what it does not hold is not told', async () => {
  const asked: (readonly [string, number, number])[] = [];
  const hub = new WatchHub(environment, 10, 0, async (prefix, after, through) => {
    asked.push([prefix, after, through]);
    return { events: after === 2 ? [] : [event(after + 1)], through: after + 1 };
  });
  const batches: (readonly number[])[] = [];
  const ends: unknown[] = [];
  const events = (batch: readonly StoreEvent[]) => {
    batches.push(batch.map(({ revision }) => revision));
    if (batches.length === 2) watch.cancel();
  };
  const end = (error?: Error) => ends.push(error);
  const watch = hub.watch({ prefix: '/', afterRevision: 2 }, { events, end });
  for (let turns = 0; turns < 10; turns++) await turn();
  expect([batches, ends]).toEqual([[[4], [5]], [undefined]]);
  expect(asked).toEqual([2, 3, 4].map((after) => ['/', after, 10]));
});
