import { expect, test } from 'vitest';
import type { Store } from '../../store/index.ts';
import { lateStore } from '../testing/late-store.ts';
import { apiOver, openApi, type TestApi } from '../testing/open-api.ts';

const configMaps = '/api/v1/namespaces/default/configmaps';
const names = ['a', 'b', 'c'];

/** One change of one of the objects, whichever can be. */
async function change({ call, simulation }: TestApi): Promise<void> {
  const { random } = simulation.environment;
  const name = random.pick(names);
  const created = await call('POST', configMaps, { metadata: { name } });
  if (created.status === 201) return;
  const body = { metadata: { name }, data: { at: String(random.integer(1_000_000)) } };
  await (random.integer(3) === 0
    ? call('DELETE', `${configMaps}/${name}`)
    : call('PUT', `${configMaps}/${name}`, body));
}

/** What a watch is asked for, by the version of a list. */
const ways: readonly ((version: string) => string)[] = [
  (version) => `resourceVersion=${version}`,
  () => 'resourceVersion=0',
  () => '',
  () => 'sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true',
];

type Log = Awaited<ReturnType<TestApi['watch']>>;
type Item = { readonly metadata: { readonly name: string; readonly resourceVersion: string } };

const versionOf = (object: { metadata?: { resourceVersion?: string } }) =>
  Number(object.metadata?.resourceVersion);

/** What somebody knows who began with `items` and took in all that a watch told, none of which may be older than what he knew. */
function taken({ events }: Log, items: readonly Item[]): readonly string[] {
  const newest = new Map(items.map((item) => [item.metadata.name, versionOf(item)]));
  const there = new Map(newest);
  for (const { type, object } of events) {
    const name = object.metadata?.name;
    if (name === undefined) continue;
    const version = versionOf(object);
    expect(version).toBeGreaterThan(newest.get(name) ?? 0);
    newest.set(name, version);
    if (type === 'DELETED') there.delete(name);
    else there.set(name, version);
  }
  return [...there].map(([name, version]) => `${name}@${version}`).toSorted();
}

// kubernetes#123072: one server of several never heard of deletions.
test.each([1, 2, 3, 4])(
  'a watch of a late server, however it begins, misses nothing and never goes back (seed %i)',
  async (seed) => {
    const one = await openApi(seed);
    const { simulation, store } = one;
    const { clock, random } = simulation.environment;
    const two = await apiOver(simulation, store, lateStore(store, clock, 200));
    const lists: { metadata: { resourceVersion: string }; items: readonly Item[] }[] = [];
    const logs: { log: Log; items: readonly Item[] }[] = [];
    for (let step = 0; step < 60; step++) {
      await change(one);
      await simulation.runFor(random.integer(120));
      lists.push((await two.call('GET', `${configMaps}?resourceVersion=0`)).body);
      if (step % 3 > 0) continue;
      const { metadata, items } = random.pick(lists.slice(-10));
      const way = random.pick(ways)(metadata.resourceVersion);
      const follows = way === `resourceVersion=${metadata.resourceVersion}`;
      logs.push({ log: await two.watch(`${configMaps}?watch=1&${way}`), items: follows ? items : [] });
    }
    await simulation.runFor(1_000);
    const now: { readonly items: readonly Item[] } = (await one.call('GET', configMaps)).body;
    const there = now.items.map((item) => `${item.metadata.name}@${versionOf(item)}`).toSorted();
    for (const { log, items } of logs) expect(taken(log, items)).toEqual(there);
  },
);

test('a watch from the version of a list tells of the very next write, also where nothing has happened yet', async () => {
  const one = await openApi();
  await one.call('POST', configMaps, { metadata: { name: 'old' } });
  // It has not been told of a single event.
  const two = await apiOver(one.simulation, one.store);
  const { metadata } = (await two.call('GET', configMaps)).body;
  await one.call('POST', configMaps, { metadata: { name: 'next' } });
  await one.simulation.runFor(1);
  const { texts } = await two.watch(`${configMaps}?watch=1&resourceVersion=${metadata.resourceVersion}`);
  expect(texts).toEqual(['ADDED next']);
});

/** The store, with how often its keys were read. */
function counted(api: TestApi): { readonly store: Store; readonly ranges: () => number } {
  let ranges = 0;
  const store: Store = {
    ...lateStore(api.store, api.simulation.environment.clock, 0),
    range(options) {
      ranges++;
      return api.store.range(options);
    },
  };
  return { store, ranges: () => ranges };
}

test('however many come back to a server that was started again, the store is read once', async () => {
  const one = await openApi();
  for (const name of names) await one.call('POST', configMaps, { metadata: { name } });
  const readFor = async (watchers: number): Promise<number> => {
    const { store, ranges } = counted(one);
    const two = await apiOver(one.simulation, one.store, store);
    const started = ranges();
    const { metadata } = (await two.call('GET', `${configMaps}?resourceVersion=0`)).body;
    for (let watcher = 0; watcher < watchers; watcher++) {
      await two.call('GET', configMaps);
      await two.call('GET', '/api/v1/pods?resourceVersion=0');
      await two.watch(`${configMaps}?watch=1&resourceVersion=${metadata.resourceVersion}`);
    }
    expect(started).toBe(1);
    return ranges() - started;
  };
  expect([await readFor(1), await readFor(40)]).toEqual([0, 0]);
});
