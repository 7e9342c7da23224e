/** `npx tsx store/store.bench.ts [FILTER]`: what the store costs. Medians of several rounds, in one process. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Level } from 'level';
import { MemoryLevel } from 'memory-level';
import { realEnvironment } from '../environment/real/index.ts';
import { openStore, type Store, type StoreOptions } from './index.ts';

const roundsRun = 5;
const writers = 100;
const valueBytes = 1024;
const benchValue = JSON.stringify({ data: 'abcdefghijklmnopqrstuvwxyz0123456789 '.repeat(40) }).slice(
  0,
  valueBytes,
);

const environment = realEnvironment({
  onFailure: (failure) => {
    throw failure;
  },
});
const root = await mkdtemp(join(tmpdir(), 'homeostat-bench-'));
let directories = 0;
const newDirectory = () => join(root, `${directories++}`);

interface Result {
  readonly count: number;
  readonly ms: number;
}

const benches: Readonly<Record<string, () => Promise<Result>>> = {
  'memory-level alone, batches of one awaited': async () => {
    const level = new MemoryLevel<string, string>({ storeEncoding: 'utf8' });
    await level.open();
    return timed(20_000, async (count) => {
      for (let i = 0; i < count; i++) {
        await level.batch([{ type: 'put', key: i.toString(16).padStart(18, '0'), value: benchValue }]);
      }
    });
  },
  'puts in memory, awaited one by one': () =>
    onStore({ memory: true }, (store) => timed(20_000, (count) => writeInTurn(store, count))),
  'updates of 100 keys in memory, awaited one by one': () =>
    onStore({ memory: true }, (store) =>
      timed(20_000, async (count) => {
        for (let i = 0; i < count; i++) await put(store, `/registry/pods/default/web-${i % 100}`);
      }),
    ),
  'puts in memory, 100 writers': () =>
    onStore({ memory: true }, (store) => timed(20_000, (count) => writeTogether(store, count))),
  'level alone, batches of 100 awaited': async () => {
    const level = new Level<string, string>(newDirectory(), { writeBufferSize: 64 * 1024 * 1024 });
    await level.open();
    const result = await timed(20_000, async (count) => {
      for (let i = 0; i < count; i += writers) {
        await level.batch(
          Array.from({ length: writers }, (_, j) => ({
            type: 'put',
            key: (i + j).toString(16).padStart(18, '0'),
            value: benchValue,
          })),
        );
      }
    });
    await level.close();
    return result;
  },
  'puts on disk, 100 writers': () =>
    onStore({ directory: newDirectory() }, (store) => timed(20_000, (count) => writeTogether(store, count))),
  'puts on disk with fsync, 100 writers': () =>
    onStore({ directory: newDirectory(), fsync: true }, (store) =>
      timed(10_000, (count) => writeTogether(store, count)),
    ),
  'puts on disk, awaited one by one': () =>
    onStore({ directory: newDirectory() }, (store) => timed(5_000, (count) => writeInTurn(store, count))),
  'events to 100 watches of one prefix': () =>
    onStore({ memory: true }, (store) => fanOut(store, 100, () => '/registry/', 10_000)),
  'events to 1 watch, beside 10,000 on other keys': () =>
    onStore({ memory: true }, async (store) => {
      for (let i = 0; i < 10_000; i++) watchNothing(store, `/registry/pods/other-${i}/`);
      return fanOut(store, 1, () => '/registry/', 10_000);
    }),
  'gets of newest values': () =>
    onStore({ memory: true }, async (store) => {
      await writeTogether(store, 10_000);
      return timed(100_000, async (count) => {
        for (let i = 0; i < count; i++) await store.get(`/registry/pods/default/web-${i % 10_000}`);
      });
    }),
  'items listed, 10,000 at a time': () =>
    onStore({ memory: true }, async (store) => {
      await writeTogether(store, 10_000);
      return timed(200_000, async (count) => {
        for (let i = 0; i < count; i += 10_000) await store.range({ prefix: '/registry/pods/' });
      });
    }),
  'records replayed to a watch from disk': async () => {
    const directory = newDirectory();
    await onStore({ directory }, (store) => timed(20_000, (count) => writeTogether(store, count)));
    return onStore({ directory }, (store) => timed(20_000, (count) => replay(store, count)));
  },
  'records checked on open': async () => {
    const directory = newDirectory();
    await onStore({ directory }, (store) => timed(10_000, (count) => writeTogether(store, count)));
    await (await openStore(environment, { directory })).close();
    let store: Store | undefined;
    const result = await timed(10_000, async () => {
      store = await openStore(environment, { directory });
    });
    await store?.close();
    return result;
  },
};

const filter = process.argv[2] ?? '';
for (const [name, bench] of Object.entries(benches)) {
  if (!name.includes(filter)) continue;
  const results: Result[] = [];
  for (let round = 0; round < roundsRun; round++) results.push(await bench());
  const { count, ms } = results.sort((a, b) => a.ms / a.count - b.ms / b.count)[roundsRun >> 1] as Result;
  const perSecond = Math.round((count / ms) * 1000).toString();
  const us = ((ms / count) * 1000).toFixed(2);
  process.stdout.write(
    `${name.padEnd(52)} ${perSecond.padStart(10)}/s ${us.padStart(8)} us ${ms.toFixed(0).padStart(6)} ms\n`,
  );
}
environment.close();
await rm(root, { recursive: true });

async function timed(count: number, run: (count: number) => Promise<void>): Promise<Result> {
  const start = performance.now();
  await run(count);
  return { count, ms: performance.now() - start };
}

async function onStore(options: StoreOptions, run: (store: Store) => Promise<Result>): Promise<Result> {
  const store = await openStore(environment, options);
  try {
    return await run(store);
  } finally {
    await store.close();
  }
}

function put(store: Store, key: string) {
  return store.txn({ compare: [], success: [{ type: 'put', key, value: benchValue }] });
}

async function writeInTurn(store: Store, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await put(store, `/registry/pods/default/web-${i}`);
}

async function writeTogether(store: Store, count: number): Promise<void> {
  let next = 0;
  const writer = async () => {
    while (next < count) await put(store, `/registry/pods/default/web-${next++}`);
  };
  await Promise.all(Array.from({ length: writers }, writer));
}

function watchNothing(store: Store, prefix: string): void {
  store.watch({ prefix }, { events: () => undefined, end: () => undefined });
}

async function fanOut(
  store: Store,
  watches: number,
  prefixOf: (i: number) => string,
  writes: number,
): Promise<Result> {
  let seen = 0;
  for (let i = 0; i < watches; i++) {
    const events = (batch: readonly unknown[]) => {
      seen += batch.length;
    };
    store.watch({ prefix: prefixOf(i) }, { events, end: () => undefined });
  }
  const { ms } = await timed(writes, (count) => writeTogether(store, count));
  if (seen !== writes * watches) throw new Error(`${seen} events seen`);
  return { count: seen, ms };
}

function replay(store: Store, count: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let seen = 0;
    const events = (batch: readonly unknown[]) => {
      seen += batch.length;
      if (seen === count) resolve();
    };
    store.watch({ prefix: '/', afterRevision: 0 }, { events, end: (error) => error && reject(error) });
  });
}
