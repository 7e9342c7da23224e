import { expect, test } from 'vitest';
import { createWorkQueue } from './create-work-queue.ts';
import { createManualEnvironment } from './testing/manual-environment.ts';
import type { WorkQueue } from './work-queue.ts';

function setUp() {
  const environment = createManualEnvironment();
  return { environment, queue: createWorkQueue<string>(environment) };
}

/** Takes what is ready, and is done with it. */
async function takeAll(queue: WorkQueue<string>): Promise<string[]> {
  const taken: string[] = [];
  while (queue.length > 0) {
    const next = await queue.get();
    if (next === undefined) break;
    taken.push(next.item);
    queue.done(next.item);
  }
  return taken;
}

test('every item of 50 producers is handed to one of 10 consumers, and none after the shutdown', async () => {
  const { environment, queue } = setUp();
  const seen: string[] = [];
  const consumers = Array.from({ length: 10 }, async () => {
    for (let next = await queue.get(); next !== undefined; next = await queue.get()) {
      seen.push(next.item);
      await Promise.resolve();
      queue.done(next.item);
    }
  });
  for (let producer = 0; producer < 50; producer++) {
    for (let item = 0; item < 50; item++) queue.add(`${producer}-${item}`);
  }
  await environment.settle();
  queue.shutDown();
  queue.add('added after shutdown!');
  await Promise.all(consumers);
  expect(seen).toHaveLength(2_500);
  expect(new Set(seen).size).toBe(2_500);
  expect(seen).not.toContain('added after shutdown!');
  expect(queue.length).toBe(0);
});

test('an item added while it is processed is processed once more', async () => {
  const { environment, queue } = setUp();
  const counts = new Map<string, number>();
  const consumers = Array.from({ length: 10 }, async () => {
    for (let next = await queue.get(); next !== undefined; next = await queue.get()) {
      const count = (counts.get(next.item) ?? 0) + 1;
      counts.set(next.item, count);
      if (count < 2) queue.add(next.item);
      queue.done(next.item);
    }
  });
  for (let item = 0; item < 50; item++) queue.add(String(item));
  await environment.settle();
  queue.shutDown();
  await Promise.all(consumers);
  expect([...counts.values()]).toEqual(Array.from({ length: 50 }, () => 2));
  expect(queue.length).toBe(0);
});

test('the length counts an item once', () => {
  const { queue } = setUp();
  queue.add('foo');
  expect(queue.length).toBe(1);
  queue.add('bar');
  expect(queue.length).toBe(2);
  queue.add('foo');
  expect(queue.length).toBe(2);
});

test('an item added again during its work comes back when that is done, not before', async () => {
  const { queue } = setUp();
  queue.add('foo');
  await queue.get();
  queue.add('foo');
  queue.add('foo');
  expect(queue.length).toBe(0);
  queue.done('foo');
  expect(queue.length).toBe(1);
  expect((await queue.get())?.item).toBe('foo');
  queue.done('foo');
  expect(queue.length).toBe(0);
});

test('the causes of all adds are handed out, also of those while it is processed', async () => {
  const { queue } = setUp();
  for (const revision of [1, 2]) queue.add('foo', { revision });
  queue.add('foo');
  const got = await queue.get();
  expect(got).toMatchObject({ item: 'foo', causes: [{ revision: 1 }, { revision: 2 }], asked: 2 });
  for (const revision of [3, 4]) queue.add('foo', { revision });
  queue.done('foo');
  expect(await queue.get()).toMatchObject({ causes: [{ revision: 3 }, { revision: 4 }], asked: 2 });
});

test('of many causes sixteen are kept, the newest among them', async () => {
  const { queue } = setUp();
  for (let revision = 1; revision <= 100; revision++) queue.add('foo', { revision });
  const got = await queue.get();
  expect(got).toMatchObject({ asked: 100, causes: { length: 16, 0: { revision: 1 } } });
  expect(got?.causes.at(-1)).toEqual({ revision: 100 });
});

test('without readers no cause is kept', async () => {
  const { environment, queue } = setUp();
  environment.stopReading();
  queue.add('foo', { revision: 1 });
  queue.add('foo', { revision: 2 });
  expect(await queue.get()).toMatchObject({ item: 'foo', causes: [], asked: 0 });
});

test('a shutdown with drain resolves when all work is done', async () => {
  const { environment, queue } = setUp();
  queue.add('foo');
  queue.add('bar');
  await queue.get();
  await queue.get();
  let drained = false;
  const drain = queue.shutDownWithDrain().then(() => {
    drained = true;
  });
  queue.done('foo');
  await environment.settle();
  expect(drained).toBe(false);
  queue.done('bar');
  await drain;
});

test('a shutdown does not wait, and ends the waiting of an earlier one with drain', async () => {
  const { queue } = setUp();
  queue.add('foo');
  await queue.get();
  const drain = queue.shutDownWithDrain();
  queue.shutDown();
  await drain;
  expect(await queue.get()).toBeUndefined();
});

test('what became dirty while in work is handed out during the drain', async () => {
  const { queue } = setUp();
  queue.add('foo');
  await queue.get();
  queue.add('foo');
  const drain = queue.shutDownWithDrain();
  queue.done('foo');
  expect((await queue.get())?.item).toBe('foo');
  queue.done('foo');
  await drain;
  expect(await queue.get()).toBeUndefined();
});

test('an item added for later comes when its time has come, once', async () => {
  const { environment, queue } = setUp();
  queue.addAfter('foo', 50);
  await environment.settle();
  expect(queue.length).toBe(0);
  await environment.advance(60);
  expect(await takeAll(queue)).toEqual(['foo']);
  await environment.advance(10_000);
  expect(queue.length).toBe(0);
});

test.each([
  [50, 70],
  [70, 50],
])('an item added after %i and %i ms comes at the earlier time only', async (first, second) => {
  const { environment, queue } = setUp();
  queue.addAfter('foo', first);
  queue.addAfter('foo', second);
  await environment.advance(49);
  expect(queue.length).toBe(0);
  await environment.advance(1);
  expect(await takeAll(queue)).toEqual(['foo']);
  await environment.advance(60_000);
  expect(queue.length).toBe(0);
});

test('items come in the order of their times', async () => {
  const { environment, queue } = setUp();
  queue.addAfter('foo', 1_000);
  queue.addAfter('bar', 50);
  await environment.advance(60);
  expect(await takeAll(queue)).toEqual(['bar']);
  queue.addAfter('baz', 2_000);
  await environment.advance(1_000);
  expect(await takeAll(queue)).toEqual(['foo']);
  await environment.advance(2_000);
  expect(await takeAll(queue)).toEqual(['baz']);
  queue.addAfter('foo', 1_000);
  queue.addAfter('bar', 500);
  queue.addAfter('baz', 250);
  await environment.advance(2_000);
  expect(await takeAll(queue)).toEqual(['baz', 'bar', 'foo']);
});

test('failures are backed off per item until it is forgotten', async () => {
  const { environment, queue } = setUp();
  queue.addRateLimited('one');
  expect(environment.pendingMs()).toEqual([5]);
  await environment.advance(5);
  await takeAll(queue);
  queue.addRateLimited('one');
  expect(environment.pendingMs()).toEqual([10]);
  queue.addRateLimited('two');
  expect(environment.pendingMs()).toEqual([5, 10]);
  expect(queue.numRequeues('one')).toBe(2);
  queue.forget('one');
  expect(queue.numRequeues('one')).toBe(0);
  await environment.advance(10);
  await takeAll(queue);
  queue.addRateLimited('one');
  expect(environment.pendingMs()).toEqual([5]);
});

test('waiting is in the foreground unless the caller says that it goes on for ever', () => {
  const { environment, queue } = setUp();
  queue.addAfter('foo', 10);
  queue.addAfter('bar', 20, undefined, { background: true });
  expect(environment.pendingMs('foreground')).toEqual([10]);
  expect(environment.pendingMs('background')).toEqual([20]);
  queue.addAfter('bar', 30);
  expect(environment.pendingMs('foreground')).toEqual([10, 20]);
});

test('a queue ends with its environment', async () => {
  const { environment, queue } = setUp();
  const waiting = queue.get();
  queue.addAfter('foo', 10);
  environment.revoke();
  expect(await waiting).toBeUndefined();
  queue.add('bar');
  expect(queue.length).toBe(0);
  expect(environment.pendingMs()).toEqual([]);
});

test('an item added for now or for the past comes at once', () => {
  const { environment, queue } = setUp();
  queue.addAfter('now', 0);
  queue.addAfter('past', -5);
  expect(queue.length).toBe(2);
  expect(environment.pendingMs()).toEqual([]);
});

test('of an item added for later the cause is the timer, whose causes are all that asked for it', async () => {
  const { environment, queue } = setUp();
  queue.addAfter('foo', 20, { revision: 1 });
  queue.addAfter('foo', 10, { revision: 2 });
  await environment.advance(10);
  const [timer] = environment.records;
  expect(timer).toMatchObject({
    kind: 'timer',
    causes: [{ revision: 1 }, { revision: 2 }],
    fields: { item: 'foo', delayMs: 10 },
  });
  expect(await queue.get()).toMatchObject({ item: 'foo', causes: [{ record: timer?.id }], asked: 1 });
});

test('an item that waits in the background may be hastened there', () => {
  const { environment, queue } = setUp();
  queue.addAfter('foo', 20, undefined, { background: true });
  queue.addAfter('foo', 10, undefined, { background: true });
  expect(environment.pendingMs('background')).toEqual([10]);
  queue.addAfter('foo', 30, undefined, { background: true });
  expect(environment.pendingMs()).toEqual([10]);
});

test('after a shutdown nothing is taken in, now or for later', async () => {
  const { environment, queue } = setUp();
  queue.shutDown();
  queue.add('foo');
  queue.addAfter('foo', 10);
  queue.addAfter('foo', 0);
  queue.addRateLimited('foo');
  expect(queue.length).toBe(0);
  expect(environment.pendingMs()).toEqual([]);
  expect(await queue.get()).toBeUndefined();
});

test('what is in line at a shutdown is handed out before the end', async () => {
  const { queue } = setUp();
  queue.add('foo');
  queue.shutDown();
  expect((await queue.get())?.item).toBe('foo');
  expect(await queue.get()).toBeUndefined();
});

test('a shutdown with drain of a queue without work is over at once', async () => {
  const { queue } = setUp();
  await queue.shutDownWithDrain();
  expect(await queue.get()).toBeUndefined();
});

test('a queue of an environment that has ended is shut down from the start', async () => {
  const { environment } = setUp();
  environment.revoke();
  const queue = createWorkQueue<string>(environment);
  queue.add('foo');
  expect(queue.length).toBe(0);
  expect(await queue.get()).toBeUndefined();
});

test('workers that wait are served in the order they came', async () => {
  const { queue } = setUp();
  const served: string[] = [];
  const workers = ['first', 'second'].map(async (name) => {
    served.push(`${name} ${(await queue.get())?.item}`);
  });
  queue.add('foo');
  queue.add('bar');
  await Promise.all(workers);
  expect(served).toEqual(['first foo', 'second bar']);
  expect(queue.length).toBe(0);
});

test('the state of a queue is what its metrics tell', async () => {
  const environment = createManualEnvironment();
  const waited: number[] = [];
  const worked: number[] = [];
  const queue = createWorkQueue<string>(environment, {
    name: 'test',
    durations: {
      queue: { observe: (seconds) => waited.push(seconds) },
      work: { observe: (seconds) => worked.push(seconds) },
    },
  });
  queue.add('foo');
  expect(queue.state()).toMatchObject({ name: 'test', adds: 1, depth: 1, inFlight: 0, retries: 0 });
  await environment.advance(50);
  expect(queue.state().oldestAgeMs).toBe(50);
  await queue.get();
  expect(waited).toEqual([0.05]);
  for (let count = 0; count < 5; count++) queue.add('foo');
  expect(queue.state()).toMatchObject({ adds: 2, depth: 1, inFlight: 1 });
  await environment.advance(25);
  queue.done('foo');
  expect(worked).toEqual([0.025]);
  expect(queue.state()).toMatchObject({ depth: 1, inFlight: 0 });
  await queue.get();
  expect(waited).toEqual([0.05, 0.025]);
  await environment.advance(1);
  expect(queue.state()).toMatchObject({ depth: 0, unfinishedMs: 1, longestRunningMs: 1, oldestAgeMs: 0 });
  queue.done('foo');
  expect(worked).toEqual([0.025, 0.001]);
});

test('the state of a queue says of each item where it is, since when, and why', async () => {
  const environment = createManualEnvironment();
  const queue = createWorkQueue<string>(environment);
  const sinceMs = environment.clock.now();
  queue.add('foo', { revision: 7 });
  await queue.get();
  queue.add('bar', { revision: 8 });
  queue.add('bar', { revision: 9 });
  queue.addRateLimited('baz', { revision: 10 });
  queue.addAfter('baz', 0);
  expect(queue.state()).toMatchObject({ delayed: 1, retries: 2, depth: 2 });
  expect(queue.state().items).toEqual([
    { item: 'foo', state: 'in flight', sinceMs, asked: 0, causes: [] },
    { item: 'bar', state: 'waiting', sinceMs, asked: 2, causes: [{ revision: 8 }, { revision: 9 }] },
    { item: 'baz', state: 'waiting', sinceMs, asked: 0, causes: [] },
    { item: 'baz', state: 'delayed', sinceMs, asked: 1, causes: [{ revision: 10 }] },
  ]);
});
