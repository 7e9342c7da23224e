import { MemoryLevel } from 'memory-level';
import { afterAll, expect, test } from 'vitest';
import { realEnvironment } from '../environment/real/index.ts';
import { eventTexts, put, putIf, Recorder } from './conformance/subject.ts';
import { openStore } from './index.ts';
import type { Level, LevelBatch, LogOperation } from './log.ts';

const environment = realEnvironment({
  onFailure: (failure) => {
    throw failure;
  },
});
afterAll(() => environment.close());

/** A level in memory whose batches wait until they are let through, or fail. */
class GatedLevel implements Level {
  readonly batches: number[] = [];
  gated = false;
  readonly #level: Level = new MemoryLevel<string, string>({ storeEncoding: 'utf8' });
  #gates: { readonly open: () => void; readonly fail: (error: Error) => void }[] = [];

  batch(operations: LogOperation[], options: object): Promise<void>;
  batch(): LevelBatch;
  batch(operations?: LogOperation[]): LevelBatch | Promise<void> {
    return operations === undefined ? this.#level.batch() : this.#write(operations);
  }

  async #write(operations: LogOperation[]): Promise<void> {
    this.batches.push(operations.length);
    if (this.gated) await new Promise<void>((open, fail) => this.#gates.push({ open, fail }));
    await this.#level.batch(operations, {});
  }

  open = () => this.#level.open();
  close = () => this.#level.close();
  getMany: Level['getMany'] = (keys, options) => this.#level.getMany(keys, options);
  iterator: Level['iterator'] = (options) => this.#level.iterator(options);
  snapshot: Level['snapshot'] = () => this.#level.snapshot();

  letThrough(): void {
    this.#gates.shift()?.open();
  }

  failNext(message: string): void {
    this.#gates.shift()?.fail(new Error(message));
  }
}

async function gatedStore() {
  const level = new GatedLevel();
  const store = await openStore(environment, { level });
  level.gated = true;
  level.batches.length = 0;
  return { level, store };
}

/** Lets every promise settle. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test('what is written in one turn shares a batch, and what comes while it is in flight shares the next', async () => {
  const { level, store } = await gatedStore();
  const first = [put(store, '/a', '1'), put(store, '/b', '1'), put(store, '/c', '1')];
  await settle();
  const second = [put(store, '/a', '2'), put(store, '/b', '2')];
  await settle();
  second.push(put(store, '/c', '2'));
  expect(level.batches).toEqual([3]);
  level.letThrough();
  await Promise.all(first);
  expect(level.batches).toEqual([3, 3]);
  level.letThrough();
  expect((await Promise.all(second)).map((result) => result.revision)).toEqual([5, 6, 7]);
  await store.close();
});

test('a batch is bounded, in records and in text', async () => {
  const { level, store } = await gatedStore();
  level.gated = false;
  const many = Array.from({ length: 2500 }, (_, i) => put(store, `/${i}`, 'x'));
  await Promise.all(many);
  expect(level.batches).toEqual([1000, 1000, 500]);
  level.batches.length = 0;
  const long = Array.from({ length: 10 }, (_, i) => put(store, `/${i}`, 'x'.repeat(1024 * 1024)));
  await Promise.all(long);
  expect(level.batches).toEqual([4, 4, 2]);
  await store.close();
});

test('nobody sees a write before it is durable, but the next transaction compares with it', async () => {
  const { level, store } = await gatedStore();
  const sink = new Recorder();
  store.watch({ prefix: '/' }, sink);
  let acknowledged = 0;
  const writes = [putIf(store, '/a', 0, 'first'), putIf(store, '/a', 0, 'second')];
  for (const each of writes) void each.then(() => acknowledged++);
  await settle();
  expect([store.currentRevision(), await store.get('/a'), sink.seen, acknowledged]).toEqual([
    1,
    undefined,
    [],
    0,
  ]);
  level.letThrough();
  const results = await Promise.all(writes);
  expect(results.map((result) => result.succeeded)).toEqual([true, false]);
  expect(results[1]?.results[0]?.value).toBe('first');
  expect(eventTexts(sink.seen)).toEqual(['2 put /a undefined -> first']);
  await store.close();
});

test('a transaction that only reads does not answer before what it read is durable', async () => {
  const { level, store } = await gatedStore();
  const writing = put(store, '/a', 'x');
  await settle();
  let answered = false;
  const reading = store.txn({ success: [{ type: 'get', key: '/a' }] }).then((result) => {
    answered = true;
    return result;
  });
  await settle();
  expect(answered).toBe(false);
  level.letThrough();
  await writing;
  expect(await reading).toMatchObject({ revision: 2, results: [{ value: 'x' }] });
  await store.close();
});

test('a batch that fails takes those behind it with it: it may have happened, they did not', async () => {
  const { level, store } = await gatedStore();
  const inFlight = put(store, '/a', 'x');
  await settle();
  const gathered = Array.from({ length: 1500 }, () => put(store, '/b', 'y'));
  const failures = Promise.allSettled([inFlight, ...gathered]);
  level.failNext('the disk is gone');
  const outcome = (await failures).map((result) => (result.status === 'rejected' ? result.reason : result));
  const message =
    'what is written cannot be made durable (the disk is gone): nothing is written until that is over';
  expect(outcome[0]).toMatchObject({ code: 'UNAVAILABLE', definite: false, message });
  expect(outcome.slice(1)).toMatchObject(
    gathered.map(() => ({ code: 'UNAVAILABLE', definite: true, message })),
  );
  await expect(put(store, '/c', 'z')).rejects.toMatchObject({ code: 'UNAVAILABLE', definite: true });
  expect([store.currentRevision(), level.batches]).toEqual([1, [1]]);
  await store.close();
});

test('close waits for what is in flight and what is gathered', async () => {
  const { level, store } = await gatedStore();
  const writes = [put(store, '/a', 'x')];
  await settle();
  writes.push(put(store, '/b', 'y'));
  let closed = false;
  const closing = store.close().then(() => {
    closed = true;
  });
  await settle();
  level.letThrough();
  await settle();
  expect(closed).toBe(false);
  level.letThrough();
  await closing;
  expect((await Promise.all(writes)).map((result) => result.revision)).toEqual([2, 3]);
});

test('a store in memory needs nothing but promises', async () => {
  const store = await openStore(environment, { memory: true });
  const order: string[] = [];
  // A turn of the loop would come first if the store waited for one.
  setImmediate(() => order.push('turn of the loop'));
  const sink = new Recorder();
  for (let i = 0; i < 20; i++) await put(store, `/${i % 3}`, `${i}`);
  store.watch({ prefix: '/', afterRevision: 5 }, sink);
  await sink.atLeast(16);
  await store.get('/1', { revision: 7 });
  await store.compact(10);
  await store.close();
  order.push('store');
  await settle();
  expect(order).toEqual(['store', 'turn of the loop']);
});

test('a sweep leaves alone what may still be read while the next compaction is on its way', async () => {
  const { level, store } = await gatedStore();
  level.gated = false;
  for (let revision = 2; revision <= 6; revision++) await put(store, '/a', `${revision}`);
  level.gated = true;
  const first = store.compact(3);
  await settle();
  level.letThrough();
  await settle();
  const second = store.compact(5);
  level.letThrough();
  await settle();
  expect(store.status().compactedRevision).toBe(3);
  expect((await store.get('/a', { revision: 4 }))?.value).toBe('4');
  level.gated = false;
  level.letThrough();
  await Promise.all([first, second]);
  await expect(store.get('/a', { revision: 4 })).rejects.toMatchObject({ code: 'COMPACTED' });
  await store.close();
});
