import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { realEnvironment } from '../environment/real/index.ts';
import { put } from './conformance/subject.ts';
import { openStore } from './index.ts';

/** `HOMEOSTAT_SPACE_WRITES=300000` for a longer look: half a minute. */
const writes = Number(process.env.HOMEOSTAT_SPACE_WRITES ?? 20_000);
const keys = 50;
const writers = 100;

/** What a store takes with hardly anything in it: a mebibyte is not given back. */
const littleBytes = 1.1 * 1024 * 1024;

const environment = realEnvironment({
  onFailure: (failure) => {
    throw failure;
  },
});
const root = await mkdtemp(join(tmpdir(), 'homeostat-space-'));
afterAll(async () => {
  environment.close();
  await rm(root, { recursive: true });
});

async function bytesOnDisk(directory: string): Promise<number> {
  const names = await readdir(directory);
  const sizes = await Promise.all(names.map(async (name) => (await stat(join(directory, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Some 1.4 KB that do not get smaller when they are compressed, cheaply made: each from the one before. */
function texts(): () => string {
  let state = 1;
  const word = (): string => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0;
    return state.toString(36);
  };
  return () => Array.from({ length: 200 }, word).join('');
}

test(`${writes} writes to ${keys} keys leave on disk three times what is kept at most`, {
  timeout: 300_000,
}, async () => {
  const directory = join(root, 'data');
  const nextText = texts();
  let store = await openStore(environment, { directory });
  let written = 0;
  const writer = async (): Promise<void> => {
    while (written < writes) await put(store, `/${written++ % keys}`, nextText());
  };
  await Promise.all(Array.from({ length: writers }, writer));
  const before = await bytesOnDisk(directory);
  const logical = store.status().bytes;
  const history = store.currentRevision() - 1000;
  await store.compact(history);
  const withHistory = [store.status().bytes, await bytesOnDisk(directory)] as const;
  await store.compact(store.currentRevision());
  const compacted = [store.status().bytes, await bytesOnDisk(directory)] as const;
  await store.close();
  store = await openStore(environment, { directory });
  const restarted = [store.status().bytes, await bytesOnDisk(directory)] as const;
  await store.close();
  for (const [kept, onDisk] of [withHistory, compacted, restarted])
    expect(onDisk).toBeLessThan(3 * kept + littleBytes);
  expect(compacted[0]).toBeLessThan(keys * 3000);
  process.stdout.write(
    `${writes} writes to ${keys} keys: ${before} bytes on disk for ${logical}, then (on disk for kept) with 1000 revisions ` +
      `of history ${withHistory[1]} for ${withHistory[0]}, compacted ${compacted[1]} for ${compacted[0]}, ` +
      `after a restart ${restarted[1]} for ${restarted[0]}\n`,
  );
});

test('space that a process left unreclaimed is given back after the next start', async () => {
  const directory = join(root, 'left');
  const nextText = texts();
  const writing = await openStore(environment, { directory });
  await Promise.all(Array.from({ length: 5000 }, (_, i) => put(writing, `/${i % keys}`, nextText())));
  // Ended before it has removed all.
  const compacting = writing.compact(writing.currentRevision()).catch(() => undefined);
  await put(writing, '/end', 'x');
  await writing.close();
  await compacting;
  expect(await bytesOnDisk(directory)).toBeGreaterThan(5000 * 1000);
  const store = await openStore(environment, { directory });
  // One sweep at a time: this waits for the one that began with the start.
  await put(store, '/end', 'y');
  await store.compact(store.currentRevision());
  expect(await bytesOnDisk(directory)).toBeLessThan(3 * store.status().bytes + littleBytes);
  await store.close();
});

test('requests are answered while the files are written again', async () => {
  const directory = join(root, 'meanwhile');
  const nextText = texts();
  const store = await openStore(environment, { directory });
  await Promise.all(Array.from({ length: 20_000 }, (_, i) => put(store, `/${i % keys}`, nextText())));
  let done = false;
  const compacting = store.compact(store.currentRevision()).finally(() => {
    done = true;
  });
  let answered = 0;
  for (; !done; answered++) {
    await put(store, '/meanwhile', `${answered}`);
    expect((await store.get('/meanwhile'))?.value).toBe(`${answered}`);
  }
  await compacting;
  expect(answered).toBeGreaterThan(40);
  await store.close();
});
