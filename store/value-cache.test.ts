import { afterAll, expect, test } from 'vitest';
import { realEnvironment } from '../environment/real/index.ts';
import { put, write } from './conformance/subject.ts';
import { openStore, StoreMemory } from './index.ts';
import { KeyIndex, type Version } from './key-index.ts';
import { ValueCache } from './value-cache.ts';

const environment = realEnvironment({
  onFailure: (failure) => {
    throw failure;
  },
});
afterAll(() => environment.close());

/** Attachments go where values go, and show what is in memory. */
async function heldKeys(
  cacheCharactersMax: number,
  fill: (write: (key: string, value: string) => Promise<unknown>) => Promise<void>,
) {
  const store = await openStore(environment, { memory: true, cacheCharactersMax });
  await fill((key, value) => write(store, { type: 'put', key, value, attachment: key }));
  const { items } = await store.range({ prefix: '' });
  await store.close();
  return items.filter((item) => item.attachment !== undefined).map((item) => item.key);
}

test('what was written longest ago goes first', async () => {
  const held = await heldKeys(30, async (put) => {
    for (let i = 0; i < 5; i++) await put(`/${i}`, '0123456789');
  });
  expect(held).toEqual(['/2', '/3', '/4']);
});

test('a value that is superseded makes room once the one after it is durable', async () => {
  const held = await heldKeys(40, async (put) => {
    await put('/a', '0123456789');
    await put('/b', '0123456789');
    for (let i = 0; i < 5000; i++) await put('/c', '012345678');
    await put('/c', '');
    await put('/d', '0123456789');
  });
  expect(held).toEqual(['/a', '/b', '/c', '/d']);
});

test('a value larger than the room there is stays in the log, and all can be read', async () => {
  const store = await openStore(environment, { memory: true, cacheCharactersMax: 5 });
  await put(store, '/a', '0123456789');
  await put(store, '/b', '01234');
  expect((await store.range({ prefix: '' })).items.map((item) => item.value)).toEqual([
    '0123456789',
    '01234',
  ]);
  expect((await store.get('/a'))?.value).toBe('0123456789');
  await store.close();
});

test('the past has no attachments', async () => {
  const store = await openStore(environment, { memory: true });
  await write(store, { type: 'put', key: '/a', value: 'x', attachment: 'old' });
  await write(store, { type: 'put', key: '/a', value: 'y', attachment: 'new' });
  expect(await store.get('/a', { revision: 2 })).toMatchObject({ value: 'x' });
  expect((await store.get('/a', { revision: 2 }))?.attachment).toBeUndefined();
  expect((await store.get('/a'))?.attachment).toBe('new');
  await store.close();
});

test('a memory outlives the store on it', async () => {
  const memory = new StoreMemory();
  const store = await openStore(environment, { memory });
  await put(store, '/a', 'x');
  await store.close();
  const again = await openStore(environment, { memory });
  expect((await again.get('/a'))?.value).toBe('x');
  await again.close();
});

test('a fork of a memory has what was written until then, by reference, and goes its own way', async () => {
  const memory = new StoreMemory();
  const store = await openStore(environment, { memory });
  const late = { text: 'late' };
  await write(store, { type: 'put', key: '/a', value: late });
  for (let i = 0; i < 1500; i++) await put(store, '/b', String(i));
  const fork = await openStore(environment, { memory: await memory.fork() });
  await put(store, '/a', 'parent');
  await put(fork, '/c', 'fork');
  expect(fork.currentRevision()).toBe(store.currentRevision());
  expect((await fork.get('/a'))?.attachment).toBe(late);
  const valuesOf = async (of: typeof store) =>
    (await of.range({ prefix: '' })).items.map(({ value }) => value);
  expect(await valuesOf(fork)).toEqual(['late', '1499', 'fork']);
  expect(await valuesOf(store)).toEqual(['parent', '1499']);
  const again = await openStore(environment, { memory: await memory.fork() });
  expect(await valuesOf(again)).toEqual(['parent', '1499']);
  await Promise.all([again, fork, store].map((each) => each.close()));
});

/** A cache of ten characters, and versions to hold values for. */
function smallCache() {
  const cache = new ValueCache(10);
  const entry = new KeyIndex().add('/a');
  const newVersion = (): Version => ({
    ...{
      entry,
      revision: 2,
      sub: 0,
      createRevision: 2,
      version: 1,
      checksum: 0,
      bytes: 0,
      lease: undefined,
      held: undefined,
    },
  });
  const hold = (value: string, version = newVersion()) => {
    cache.hold(version, { key: '/a', value, createRevision: 2, modRevision: 2, version: 1 });
    return version;
  };
  return { cache, hold };
}

const values = (...versions: readonly Version[]) => versions.map((version) => version.held?.value);

test('what fits is held to the last character, and what is let go of twice counts once', () => {
  const { cache, hold } = smallCache();
  const [a, b] = [hold('12345'), hold('67890')];
  expect(values(a, b)).toEqual(['12345', '67890']);
  cache.release(a);
  cache.release(a);
  const [c, d] = [hold('abcde'), hold('')];
  expect(values(a, b, c, d)).toEqual([undefined, '67890', 'abcde', '']);
  const e = hold('x');
  expect(values(b, c, d, e)).toEqual([undefined, 'abcde', '', 'x']);
});

test('the order in which values go outlasts thousands that were let go of', () => {
  const { cache, hold } = smallCache();
  const [a, b] = [hold('1234'), hold('5678')];
  for (let i = 0; i < 5000; i++) cache.release(hold('x'));
  const c = hold('zz');
  expect(values(a, b, c)).toEqual(['1234', '5678', 'zz']);
  const d = hold('y');
  expect(values(a, b, c, d)).toEqual([undefined, '5678', 'zz', 'y']);
  for (let i = 0; i < 5000; i++) cache.release(hold('x'));
  hold('12345');
  expect(values(b, c, d)).toEqual([undefined, 'zz', 'y']);
});
