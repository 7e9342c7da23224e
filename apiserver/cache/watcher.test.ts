import { expect, test } from 'vitest';
import type { WatchEvent } from '../../apimachinery/index.ts';
import { createSimulation, type Simulation } from '../../simulation/index.ts';
import { type StoredObject, UncommittedObject } from '../storage/stored-object.ts';
import { storedWithText } from '../testing/stored-with-text.ts';
import { CacheEvent } from './cache-event.ts';
import { Watcher } from './watcher.ts';

const everything = { namespace: '', name: '' };
const mb = 1_000_000;

function stored(name: string, size: number): StoredObject {
  return storedWithText({ metadata: { name }, data: { value: 'x'.repeat(size) } } as object);
}

const mega = stored('o', mb);

/** A sink whose reader takes what it was given when it is told to. */
class Reader {
  readonly seen: string[] = [];
  readonly batches: number[] = [];
  ended: Error | 'in good order' | undefined;
  #take = () => {};

  events(batch: readonly WatchEvent[]): void {
    this.batches.push(batch.length);
    for (const { type, object } of batch) this.seen.push(`${type} ${object.metadata?.name}`);
  }

  ready(): Promise<void> {
    return new Promise((resolve) => {
      this.#take = resolve;
    });
  }

  end(error?: Error): void {
    this.ended = error ?? 'in good order';
  }

  take(simulation: Simulation): Promise<void> {
    return simulation.complete(async () => this.#take());
  }
}

interface Watched {
  readonly simulation: Simulation;
  readonly reader: Reader;
  readonly watcher: Watcher;
  /** One change of the object, at the next revision. */
  change(object: StoredObject): void;
}

function watched(initial: readonly StoredObject[] = []): Watched {
  const simulation = createSimulation({ seed: 1 });
  const reader = new Reader();
  const events = initial.map((object) => object.initialEvent()).values();
  const watcher = new Watcher(simulation.environment, everything, 1, reader, events);
  let revision = 1;
  const change = (object: StoredObject) => {
    watcher.offer(new CacheEvent(object.object.metadata?.name ?? '', ++revision, object, object));
    watcher.flush();
  };
  return { simulation, reader, watcher, change };
}

const names = (count: number) => Array.from({ length: count }, (_, at) => `o-${at}`);

test('a reader gets what is there in pieces, the next when it has taken the one before', async () => {
  const { simulation, reader, watcher } = watched(names(10).map((name) => stored(name, 100_000)));
  watcher.flush();
  expect(reader.batches).toEqual([3]);
  for (let piece = 0; piece < 4; piece++) await reader.take(simulation);
  expect(reader.batches).toEqual([3, 3, 3, 1]);
  expect(reader.seen).toEqual(names(10).map((name) => `ADDED ${name}`));
});

test('what changes meanwhile comes after it, in order, each once', async () => {
  const { simulation, reader, watcher, change } = watched(names(5).map((name) => stored(name, 200_000)));
  watcher.flush();
  for (const name of ['a', 'b', 'c']) change(stored(name, 200_000));
  expect(watcher.ready()).toBeDefined();
  for (let piece = 0; piece < 5; piece++) await reader.take(simulation);
  expect(watcher.ready()).toBeUndefined();
  change(stored('d', 10));
  const changed = ['a', 'b', 'c', 'd'].map((name) => `MODIFIED ${name}`);
  expect(reader.seen).toEqual([...names(5).map((name) => `ADDED ${name}`), ...changed]);
});

test('a reader that pauses while little waits loses nothing, however long', async () => {
  const { simulation, reader, change } = watched();
  for (const name of names(10)) {
    change(mega);
    change(stored(name, 1));
    await simulation.runFor(60_000);
  }
  for (let piece = 0; piece < 11; piece++) await reader.take(simulation);
  expect(reader.seen).toEqual(names(10).flatMap((name) => ['MODIFIED o', `MODIFIED ${name}`]));
  expect(reader.ended).toBeUndefined();
});

test('small events that nobody takes are waited for too', async () => {
  const { reader, change } = watched();
  for (let at = 0; at < 1_000; at++) change(stored('o', 1_000));
  expect(reader.seen.length).toBeLessThan(300);
});

test('a reader that takes nothing while much waits is ended with an error', async () => {
  const { simulation, reader, watcher, change } = watched();
  for (let at = 0; at < 18; at++) {
    change(mega);
    await simulation.runFor(1_000);
  }
  expect(reader.ended).toBeInstanceOf(Error);
  expect(reader.batches).toEqual([1]);
  change(mega);
  watcher.end();
  await reader.take(simulation);
  expect(reader.batches).toEqual([1]);
});

test('a burst while a reader is taking is no reason to end it', async () => {
  const { simulation, reader, change } = watched();
  for (let at = 0; at < 60; at++) change(mega);
  for (let piece = 0; piece < 60; piece++) await reader.take(simulation);
  expect(reader.ended).toBeUndefined();
  expect(reader.seen).toHaveLength(60);
});

test('a reader that takes less than others write is ended when it is far behind', async () => {
  const { simulation, reader, change } = watched();
  const large = stored('o', 4 * mb);
  for (let at = 0; at < 80 && reader.ended === undefined; at++) {
    change(large);
    change(large);
    await reader.take(simulation);
  }
  expect(reader.ended).toBeInstanceOf(Error);
  expect(reader.batches.length).toBeGreaterThan(15);
});

test('who takes everything at once gets all there is in one batch', () => {
  const { environment } = createSimulation({ seed: 1 });
  const batches: number[] = [];
  const sink = { events: (batch: readonly WatchEvent[]) => batches.push(batch.length), end() {} };
  const initial = names(10).map(() => mega.initialEvent());
  const watcher = new Watcher(environment, everything, 1, sink, initial.values());
  watcher.offer(new CacheEvent('a', 2, mega, undefined));
  watcher.flush();
  expect(batches).toEqual([11]);
});

test('a watch ends at its time though its reader is behind', async () => {
  const { simulation, reader, watcher } = watched(Array.from({ length: 10 }, () => mega));
  watcher.flush();
  watcher.end();
  expect(reader.ended).toBe('in good order');
  await reader.take(simulation);
  expect(reader.batches).toEqual([1]);
});

test('who takes everything at once is never too slow', async () => {
  const simulation = createSimulation({ seed: 1 });
  const told: string[] = [];
  const sink = { events: () => told.push('events'), end: () => told.push('end') };
  const watcher = new Watcher(simulation.environment, everything, 1, sink);
  for (let revision = 2; revision < 202; revision++) {
    watcher.offer(new CacheEvent('o', revision, mega, mega));
    watcher.flush();
    watcher.flush();
    await simulation.runFor(1_000);
  }
  expect(told).toEqual(Array.from({ length: 200 }, () => 'events'));
});

test('small events that nobody takes count for more than their text', async () => {
  const { simulation, reader, change } = watched();
  const tiny = stored('o', 1);
  for (let at = 0; at < 32_000; at++) change(tiny);
  await simulation.runFor(3_000);
  expect(reader.ended).toBeUndefined();
  change(tiny);
  expect(reader.ended).toBeInstanceOf(Error);
});

test.each([
  ['', '', ['a/x', 'a/y', 'b/x']],
  ['a', '', ['a/x', 'a/y']],
  ['', 'x', ['a/x', 'b/x']],
  ['b', 'x', ['b/x']],
  ['b', 'y', []],
])('of namespace %j, name %j it sees %j', (namespace, name, keys) => {
  const { environment } = createSimulation({ seed: 1 });
  const seen: string[] = [];
  const events = (batch: readonly WatchEvent[]) => {
    for (const { object } of batch) seen.push(`${object.metadata?.namespace}/${object.metadata?.name}`);
  };
  const watcher = new Watcher(environment, { namespace, name }, 1, { events, end() {} });
  for (const [at, key] of ['a/x', 'a/y', 'b/x'].entries()) {
    const [inNamespace = '', called = ''] = key.split('/');
    const object = new UncommittedObject({ metadata: { name: called, namespace: inNamespace } }).at(1);
    watcher.offer(new CacheEvent(key, at + 2, object, undefined));
  }
  watcher.flush();
  expect(seen).toEqual(keys);
});
