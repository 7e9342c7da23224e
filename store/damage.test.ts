import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { realEnvironment } from '../environment/real/index.ts';
import { contents, eventTexts, put, Recorder, remove, write } from './conformance/subject.ts';
import { type EmbeddedStore, openStore, StoreError } from './index.ts';

/** Flips and cuts tried per file. `HOMEOSTAT_DAMAGE_TRIES=100000` tries every byte. */
const tries = Number(process.env.HOMEOSTAT_DAMAGE_TRIES ?? 15);

const environment = realEnvironment({
  onFailure: (failure) => {
    throw failure;
  },
});
const root = await mkdtemp(join(tmpdir(), 'homeostat-damage-'));
afterAll(async () => {
  environment.close();
  await rm(root, { recursive: true });
});

/** As a killed process leaves it: all in the write-ahead log. */
const killed = await image('killed', async (directory) => {
  const store = await openStore(environment, { directory });
  await someWrites(store);
  await cp(directory, join(root, 'killed'), { recursive: true });
  return store;
});

/** As it is after some restarts: most in tables, a little in the log. */
const settled = await image('settled', async (directory) => {
  let store = await openStore(environment, { directory });
  await someWrites(store);
  await store.close();
  store = await openStore(environment, { directory });
  await store.compact(30);
  await store.close();
  store = await openStore(environment, { directory });
  await put(store, '/last', 'x');
  await cp(directory, join(root, 'settled'), { recursive: true });
  return store;
});

describe.each([killed, settled])('a data directory that was $name', ({ name, files, state }) => {
  test.each(files)(
    'loses nothing silently when a bit of %s is flipped',
    { timeout: 3_600_000 },
    async (file) => {
      const bytes = await readFile(join(root, name, file));
      for (const at of places(bytes.length)) {
        const flipped = Buffer.from(bytes);
        flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
        await expectDetectedOrHarmless(name, file, flipped, state, `bit ${at % 8} of byte ${at}`);
      }
    },
  );

  test.each(files)('loses nothing silently when %s is cut short', { timeout: 3_600_000 }, async (file) => {
    const bytes = await readFile(join(root, name, file));
    for (const length of places(bytes.length)) {
      await expectDetectedOrHarmless(name, file, bytes.subarray(0, length), state, `cut to ${length} bytes`);
    }
  });

  test.each(files)('loses nothing silently when %s is gone', async (file) => {
    await expectDetectedOrHarmless(name, file, undefined, state, 'removed');
  });
});

async function image(name: string, make: (directory: string) => Promise<EmbeddedStore>) {
  const store = await make(join(root, `${name}-live`));
  const state = await stateOf(store);
  await store.close();
  const files = (await readdir(join(root, name))).sort();
  return { name, files, state };
}

/** All that can be asked of a store: contents at every revision, and all events. */
async function stateOf(store: EmbeddedStore): Promise<unknown> {
  const sink = new Recorder();
  store.watch({ prefix: '', afterRevision: store.status().compactedRevision }, sink);
  await sink.reached(store.currentRevision());
  const all = [];
  for (let at = Math.max(store.status().compactedRevision, 1); at <= store.currentRevision(); at++)
    all.push(await contents(store, at));
  return {
    revision: store.currentRevision(),
    compacted: store.status().compactedRevision,
    all,
    events: eventTexts(sink.seen),
  };
}

async function expectDetectedOrHarmless(
  name: string,
  file: string,
  bytes: Buffer | undefined,
  state: unknown,
  what: string,
): Promise<void> {
  const directory = join(root, 'damaged');
  await rm(directory, { recursive: true, force: true });
  await cp(join(root, name), directory, { recursive: true });
  if (bytes === undefined) await rm(join(directory, file));
  else await writeFile(join(directory, file), bytes);
  const store = await openStore(environment, { directory }).catch((error: unknown) => {
    expect(error, `${file}, ${what}`).toBeInstanceOf(StoreError);
    expect(error, `${file}, ${what}`).toMatchObject({ code: 'DAMAGED' });
    return undefined;
  });
  if (store === undefined) return;
  expect(await stateOf(store), `${file}, ${what}`).toEqual(state);
  await store.close();
}

/** Some numbers below `length`, spread over all of it, with the first and the last ones. */
function places(length: number): readonly number[] {
  const step = Math.max(1, length / tries);
  const spread = Array.from({ length: Math.min(length, tries) }, (_, i) => Math.floor(i * step));
  const ends = Array.from({ length: Math.min(length, 8) }, (_, i) => length - 1 - i);
  return [...new Set([...spread, ...ends])];
}

async function someWrites(store: EmbeddedStore): Promise<void> {
  for (let i = 0; i < 30; i++) {
    const writes = [
      put(store, `/a/${i % 7}`, `${i} ${'value '.repeat(i * 5)}`),
      put(store, `/b/${i}`, 'x'.repeat(200)),
    ];
    if (i % 3 === 0) writes.push(remove(store, `/a/${(i + 3) % 7}`));
    const parts = ['/c/1', '/c/2', '/c/3'].map((key) => ({ type: 'put', key, value: `${i}` }) as const);
    if (i % 4 === 0) writes.push(write(store, ...parts));
    await Promise.all(writes);
  }
}
