import { expect, test } from 'vitest';
import type { KubeObject, WatchEvent } from '../../apimachinery/index.ts';
import { createSimulation } from '../../simulation/index.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { storedWithText } from '../testing/stored-with-text.ts';
import { CacheEvent } from './cache-event.ts';
import { ResourceCache } from './resource-cache.ts';
import { type Selection, Watcher } from './watcher.ts';

const { environment } = createSimulation({ seed: 1 });
const everything: Selection = { namespace: '', name: '' };

function stored(key: string, more: object = {}): StoredObject {
  const [name, namespace] = key.split('/').reverse();
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) };
  return storedWithText({ metadata, ...more } as KubeObject);
}

function cacheOf(...keys: readonly string[]): ResourceCache {
  const cache = new ResourceCache(1);
  for (const key of keys) cache.load(key, stored(key));
  return cache;
}

/** Puts the object, or takes it away, at the revision. */
function change(cache: ResourceCache, revision: number, key: string, current?: StoredObject): Set<Watcher> {
  const touched = new Set<Watcher>();
  cache.apply(new CacheEvent(key, revision, current, cache.get(key)), touched);
  return touched;
}

function watcherOf(selection: Selection, afterRevision = 1): { watcher: Watcher; seen: string[] } {
  const seen: string[] = [];
  const events = (batch: readonly WatchEvent[]) => {
    for (const { type, object } of batch) seen.push(`${type} ${object.metadata?.name}`);
  };
  return { watcher: new Watcher(environment, selection, afterRevision, { events, end() {} }), seen };
}

test.each([
  ['', '', '', ['a/x', 'a/y', 'ab/x', 'b/x']],
  ['a', '', '', ['a/x', 'a/y']],
  ['c', '', '', []],
  ['', 'x', '', ['a/x', 'ab/x', 'b/x']],
  ['a', 'y', '', ['a/y']],
  ['b', 'y', '', []],
  ['', '', 'a/y', ['a/y', 'ab/x', 'b/x']],
  ['a', '', 'a/x\0', ['a/y']],
  ['b', '', 'a/y', ['b/x']],
  ['a', 'x', 'a/y', []],
  ['a', 'y', 'a/y', ['a/y']],
])('of namespace %j, name %j, from %j on it selects %j', (namespace, name, start, keys) => {
  const cache = cacheOf('b/x', 'a/y', 'ab/x', 'a/x');
  expect([...cache.select({ namespace, name }, start)].map(([key]) => key)).toEqual(keys);
});

test('what has no namespace is selected by its name', () => {
  const cache = cacheOf('y', 'x');
  expect([...cache.select({ namespace: '', name: 'y' })].map(([key]) => key)).toEqual(['y']);
  expect([...cache.select({ namespace: '', name: 'z' })]).toEqual([]);
  expect([...new ResourceCache(1).select({ namespace: '', name: 'x' })]).toEqual([]);
});

test('a selector chooses among the rest', () => {
  const matches = (object: KubeObject) => object.metadata?.namespace === 'b';
  const cache = cacheOf('a/x', 'b/x');
  expect([...cache.select({ namespace: '', name: 'x', matches })].map(([key]) => key)).toEqual(['b/x']);
  expect([...cache.select({ namespace: 'a', name: 'x', matches })]).toEqual([]);
});

test('what is deleted is gone, and made again is there once', () => {
  const cache = cacheOf('a/x', 'a/y');
  const keys = () => [...cache.select(everything)].map(([key]) => key);
  change(cache, 2, 'a/x');
  expect([keys(), cache.get('a/x'), cache.size]).toEqual([['a/y'], undefined, 1]);
  change(cache, 3, 'a/x');
  const again = stored('a/x', { data: 'new' });
  change(cache, 4, 'a/x', again);
  expect([keys(), cache.get('a/x'), cache.size]).toEqual([['a/x', 'a/y'], again, 2]);
  expect(cache.changedRevision).toBe(4);
});

test('a new watcher is told what it has missed, in order, each once', () => {
  const cache = cacheOf();
  for (const [at, key] of ['a/v', 'a/w', 'b/x', 'a/y', 'a/z'].entries())
    change(cache, 2 * at + 2, key, stored(key));
  for (const [after, names] of [
    [1, 'vwyz'],
    [2, 'wyz'],
    [3, 'wyz'],
    [5, 'yz'],
    [8, 'z'],
    [10, ''],
    [99, ''],
  ] as const) {
    const { watcher, seen } = watcherOf({ namespace: 'a', name: '' }, after);
    cache.replay(watcher);
    watcher.flush();
    expect([after, seen]).toEqual([after, [...names].map((name) => `ADDED ${name}`)]);
  }
});

test('only watchers who see something have something to flush', () => {
  const cache = cacheOf();
  const watchers = ['a', 'b'].map((namespace) => watcherOf({ namespace, name: '' }).watcher);
  for (const watcher of watchers) cache.add(watcher);
  expect([...change(cache, 2, 'b/x', stored('b/x'))]).toEqual([watchers[1]]);
});

test('watchers by field are told of changes to and from their value, until they leave', () => {
  const fieldOf = (object: KubeObject) => (object as { readonly data?: string }).data ?? '';
  const cache = new ResourceCache(1, fieldOf);
  const on = (trigger: string) => {
    const watched = watcherOf({ ...everything, trigger, matches: (object) => fieldOf(object) === trigger });
    cache.add(watched.watcher);
    return watched;
  };
  const [first, second, other] = [on('1'), on('1'), on('2')];
  const all = watcherOf(everything);
  cache.add(all.watcher);
  const put = (revision: number, data?: string) => {
    const object = data === undefined ? undefined : stored('a/x', { data });
    for (const watcher of change(cache, revision, 'a/x', object)) watcher.flush();
  };
  expect(new Set(cache.watchers())).toEqual(
    new Set([first, second, other, all].map(({ watcher }) => watcher)),
  );
  put(2, '1');
  put(3, '1');
  cache.remove(second.watcher);
  put(4, '2');
  put(5);
  cache.remove(first.watcher);
  cache.remove(all.watcher);
  put(6, '1');
  expect(first.seen).toEqual(['ADDED x', 'MODIFIED x', 'DELETED x']);
  expect(second.seen).toEqual(['ADDED x', 'MODIFIED x']);
  expect(other.seen).toEqual(['ADDED x', 'DELETED x']);
  expect(all.seen).toEqual(['ADDED x', 'MODIFIED x', 'MODIFIED x', 'DELETED x']);
  expect([...cache.watchers()]).toEqual([other.watcher]);
});

/** The first revision a watch can begin at without reading the store, after `count` changes of one object. */
function startAfter(count: number, object: StoredObject): number {
  const cache = new ResourceCache(1);
  for (let at = 1; at <= count; at++) cache.apply(new CacheEvent('a/x', 1 + at, object, object), new Set());
  return cache.windowStart;
}

test('small events are remembered by number', () => {
  const small = stored('a/x');
  expect(startAfter(10_000, small)).toBe(1);
  expect(startAfter(10_001, small)).toBe(5_002);
});

test('large events are remembered by what they take', () => {
  const size = 1024 * 1024;
  const large = stored('a/x', { data: 'x'.repeat(size - stored('a/x', { data: '' }).size) });
  expect(startAfter(64, large)).toBe(1);
  expect(startAfter(65, large)).toBe(34);
  expect(startAfter(97, large)).toBe(34);
  expect(startAfter(98, large)).toBe(67);
});

test('what was deleted is remembered by what it took', () => {
  const cache = new ResourceCache(1);
  const large = stored('a/x', { data: 'x'.repeat(1024 * 1024) });
  for (let at = 1; at <= 70; at++) cache.apply(new CacheEvent('a/x', 1 + at, undefined, large), new Set());
  expect(cache.windowStart).toBeGreaterThan(1);
});
