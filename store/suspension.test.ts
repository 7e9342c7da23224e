import { expect, test } from 'vitest';
import { createSimulation } from '../simulation/index.ts';
import { contents, eventTexts, put, putIf, Recorder, remove } from './conformance/subject.ts';
import { openStore, type StoreError } from './index.ts';
import { logKey } from './record.ts';
import { FailingLevel, fullDisk } from './testing/failing-level.ts';

const noSpace = { code: 'NO_SPACE', definite: true };

/** A store in virtual time, with hardly anything of it in memory, and all it said of its alarm. */
async function someStore() {
  const simulation = createSimulation({ seed: 1 });
  const level = new FailingLevel();
  const alarms: (StoreError | undefined)[] = [];
  const options = { level, cacheCharactersMax: 3, onAlarm: (alarm?: StoreError) => alarms.push(alarm) };
  const store = await simulation.complete(() => openStore(simulation.environment, options));
  await put(store, '/a', 'first');
  await put(store, '/b', 'second');
  await put(store, '/a', 'third');
  return { simulation, level, store, alarms };
}

test('while the disk is full reads and watches go on, and writes are refused', async () => {
  const { level, store, alarms } = await someStore();
  const live = new Recorder();
  store.watch({ prefix: '/' }, live);
  level.failure = fullDisk;
  const outcomes = await Promise.allSettled([put(store, '/c', 'x'), put(store, '/d', 'y')]);
  const indefinite = { status: 'rejected', reason: { code: 'NO_SPACE', definite: false } };
  expect(outcomes).toMatchObject([indefinite, indefinite]);
  for (const write of [put(store, '/c', 'x'), remove(store, '/a'), putIf(store, '/c', 7, 'x')])
    await expect(write).rejects.toMatchObject(noSpace);
  await expect(store.compact(2)).rejects.toMatchObject({ code: 'NO_SPACE' });
  expect(store.status().alarm).toMatchObject({
    message: `the disk is full (${fullDisk.message}): nothing is written until that is over`,
  });
  expect(alarms).toEqual([store.status().alarm]);
  expect(store.currentRevision()).toBe(4);
  expect(await contents(store)).toEqual(['/a=third@4v2<2', '/b=second@3v1<3']);
  expect(await contents(store, 2)).toEqual(['/a=first@2v1<2']);
  const replayed = new Recorder();
  store.watch({ prefix: '/', afterRevision: 2 }, replayed);
  expect(eventTexts(await replayed.atLeast(2))).toEqual([
    '3 put /b undefined -> second',
    '4 put /a first -> third',
  ]);
  expect([live.seen, live.ends]).toEqual([[], []]);
  await store.close();
});

test('it takes writes again by itself, at the next revision, and says so', async () => {
  const { simulation, level, store, alarms } = await someStore();
  const live = new Recorder();
  store.watch({ prefix: '/' }, live);
  level.failure = fullDisk;
  await Promise.allSettled([put(store, '/c', 'lost'), put(store, '/a', 'lost')]);
  await simulation.runFor(10_000);
  await expect(put(store, '/c', 'lost')).rejects.toMatchObject(noSpace);
  expect(alarms).toHaveLength(1);
  level.failure = undefined;
  await simulation.runFor(1000);
  expect([alarms.at(-1), store.status().alarm]).toEqual([undefined, undefined]);
  // A second full disk is told again.
  level.failure = fullDisk;
  await Promise.allSettled([put(store, '/c', 'lost')]);
  expect(alarms.at(-1)).toBe(store.status().alarm);
  level.failure = undefined;
  await simulation.runFor(1000);
  expect((await putIf(store, '/c', 0, 'there')).revision).toBe(5);
  expect(eventTexts(live.seen)).toEqual(['5 put /c undefined -> there']);
  await store.close();
  const again = await openStore(simulation.environment, { level });
  expect(await contents(again)).toEqual(['/a=third@4v2<2', '/b=second@3v1<3', '/c=there@5v1<5']);
  await again.close();
});

test('a write that failed and is there nevertheless shows up later, once, to everybody', async () => {
  const { simulation, level, store } = await someStore();
  const live = new Recorder();
  store.watch({ prefix: '/' }, live);
  Object.assign(level, { failure: fullDisk, failsAfterWriting: true });
  const writes = [put(store, '/c', 'x'), remove(store, '/b')];
  expect(await Promise.allSettled(writes)).toMatchObject([
    { reason: { definite: false } },
    { reason: { definite: false } },
  ]);
  expect(await store.get('/c')).toBeUndefined();
  level.failure = undefined;
  await simulation.runFor(1000);
  expect(eventTexts(live.seen)).toEqual(['5 put /c undefined -> x', '6 delete /b second -> undefined']);
  expect(store.currentRevision()).toBe(6);
  expect(await contents(store)).toEqual(['/a=third@4v2<2', '/c=x@5v1<5']);
  expect((await put(store, '/c', 'y')).revision).toBe(7);
  await store.close();
});

test('more than one piece of history that shows up is told whole', async () => {
  const { simulation, level, store } = await someStore();
  const live = new Recorder();
  store.watch({ prefix: '/' }, live);
  Object.assign(level, { failure: fullDisk, failsAfterWriting: true });
  await Promise.allSettled(Array.from({ length: 900 }, (_, i) => put(store, `/${i}`, 'x')));
  level.failure = undefined;
  await simulation.runFor(1000);
  expect(live.seen.map(({ revision }) => revision)).toEqual(Array.from({ length: 900 }, (_, i) => i + 5));
  await store.close();
});

test('a disk that fails in another way is looked at again as well', async () => {
  const { simulation, level, store } = await someStore();
  level.failure = new Error('IO error: Input/output error');
  await expect(put(store, '/c', 'x')).rejects.toMatchObject({ code: 'UNAVAILABLE', definite: false });
  expect(store.status().alarm?.code).toBe('UNAVAILABLE');
  level.openFailure = new Error('IO error: Input/output error');
  level.failure = undefined;
  await simulation.runFor(5000);
  // In memory it has nothing, and the log is closed.
  await expect(store.get('/b')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  level.openFailure = undefined;
  level.iterationFailure = new Error('IO error: Interrupted system call');
  await simulation.runFor(1000);
  expect(store.status().alarm?.code).toBe('UNAVAILABLE');
  level.iterationFailure = undefined;
  await simulation.runFor(1000);
  expect((await store.get('/b'))?.value).toBe('second');
  expect((await put(store, '/c', 'x')).revision).toBe(5);
  await store.close();
});

test('it does not go on where something acknowledged is missing then', async () => {
  const { simulation, level, store, alarms } = await someStore();
  const live = new Recorder();
  store.watch({ prefix: '/' }, live);
  level.failure = fullDisk;
  await Promise.allSettled([put(store, '/c', 'x')]);
  level.failure = undefined;
  await level.lose(logKey(4, 0));
  await simulation.runFor(1000);
  const damaged = { code: 'DAMAGED', message: 'revision 4 was written and is missing' };
  expect(await live.ended()).toMatchObject(damaged);
  expect(alarms.at(-1)).toMatchObject(damaged);
  await expect(store.get('/a')).rejects.toMatchObject(damaged);
  await expect(put(store, '/a', 'x')).rejects.toMatchObject(damaged);
  const { opened } = level;
  await simulation.runFor(10_000);
  expect(level.opened).toBe(opened);
  await store.close();
});

test('nothing is written before the log is opened again, although there would be room', async () => {
  const { simulation, level, store } = await someStore();
  level.failure = fullDisk;
  await Promise.allSettled([put(store, '/c', 'x')]);
  level.failure = undefined;
  await expect(put(store, '/c', 'x')).rejects.toMatchObject(noSpace);
  await expect(store.compact(4)).rejects.toMatchObject({ code: 'NO_SPACE' });
  await simulation.runFor(1000);
  expect([store.status().compactedRevision, store.status().alarm]).toEqual([0, undefined]);
  await simulation.complete(() => store.compact(4));
  await store.close();
});

test('a compaction that was cut short is finished when there is space again', async () => {
  const { simulation, level, store } = await someStore();
  level.failure = fullDisk;
  await expect(store.compact(4)).rejects.toMatchObject({ code: 'NO_SPACE' });
  expect(await contents(store, 2)).toEqual(['/a=first@2v1<2']);
  level.failure = undefined;
  await simulation.runFor(1000);
  expect(store.status().compactedRevision).toBe(0);
  level.failsAfterWriting = true;
  level.failure = fullDisk;
  await expect(store.compact(4)).rejects.toMatchObject({ code: 'NO_SPACE' });
  expect(store.status().compactedRevision).toBe(0);
  level.failure = undefined;
  const { bytes } = store.status();
  await simulation.runFor(1000);
  expect(store.status().compactedRevision).toBe(4);
  expect(store.status().bytes).toBeLessThan(bytes);
  await expect(store.get('/a', { revision: 2 })).rejects.toMatchObject({ code: 'COMPACTED' });
  await expect(store.compact(4)).rejects.toMatchObject({ code: 'COMPACTED' });
  await store.close();
});

test('a read under way is finished before the log is opened again, and one that comes meanwhile after that', async () => {
  const { simulation, level, store } = await someStore();
  level.failure = fullDisk;
  await Promise.allSettled([put(store, '/c', 'x')]);
  level.failure = undefined;
  let goOn = () => {};
  level.reading = new Promise((resolve) => {
    goOn = resolve;
  });
  const before = store.get('/b');
  await simulation.runFor(1000);
  const meanwhile = store.get('/a');
  expect(level.opened).toBe(1);
  goOn();
  expect([(await before)?.value, (await meanwhile)?.value]).toEqual(['second', 'third']);
  await simulation.runFor(1000);
  expect([level.opened, store.status().alarm]).toEqual([2, undefined]);
  await store.close();
});

test('closed meanwhile, it neither waits for space nor looks for it', async () => {
  const { simulation, level, store, alarms } = await someStore();
  level.failure = fullDisk;
  await Promise.allSettled([put(store, '/c', 'x')]);
  await store.close();
  const { opened } = level;
  await simulation.runFor(10_000);
  expect([level.opened, alarms.length]).toEqual([opened, 1]);
});

test('what becomes of a store is in the trace', async () => {
  const simulation = createSimulation({ seed: 1 });
  const records: string[] = [];
  simulation.environment.trace.subscribe(({ kind, fields }) => {
    if (kind.startsWith('store-')) records.push(`${kind} ${JSON.stringify(fields)}`);
  });
  const level = new FailingLevel();
  const store = await simulation.complete(() => openStore(simulation.environment, { level }));
  await put(store, '/a', 'x');
  await store.compact(2);
  level.failure = fullDisk;
  await Promise.allSettled([put(store, '/a', 'y')]);
  const message = store.status().alarm?.message;
  level.failure = undefined;
  await simulation.runFor(1000);
  await store.close();
  expect(records).toEqual([
    'store-opened {"revision":1,"compactedRevision":0}',
    'store-compacted {"revision":2}',
    `store-alarm ${JSON.stringify({ message })}`,
    'store-alarm {}',
  ]);
});

test('leases outlive a full disk, begin again after it, and take their keys then', async () => {
  const { simulation, level, store } = await someStore();
  const [used, unused] = [store.grantLease(10_000), store.grantLease(10_000)];
  const putWith = (key: string, lease: number) =>
    store.txn({ success: [{ type: 'put', key, value: 'x', lease }] });
  await putWith('/c', used);
  level.failure = fullDisk;
  await expect(put(store, '/d', 'x')).rejects.toMatchObject({ code: 'NO_SPACE' });
  await simulation.runFor(10_000);
  level.failure = undefined;
  await simulation.runFor(1_000);
  expect((await putWith('/e', unused)).succeeded).toBe(true);
  await simulation.runFor(8_000);
  expect((await contents(store)).length).toBe(4);
  await simulation.runFor(2_000);
  expect(await contents(store)).toEqual(['/a=third@4v2<2', '/b=second@3v1<3']);
  await store.close();
});
