import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { realEnvironment } from '../environment/real/index.ts';
import { Recorder } from './conformance/subject.ts';
import { type EmbeddedStore, openStore } from './index.ts';

/** About a second each. `HOMEOSTAT_CRASH_CYCLES=100` for a long look. */
const cycles = Number(process.env.HOMEOSTAT_CRASH_CYCLES ?? 5);
const childPath = fileURLToPath(new URL('./testdata/crash-child.mjs', import.meta.url));

const environment = realEnvironment({
  onFailure: (failure) => {
    throw failure;
  },
});
const root = await mkdtemp(join(tmpdir(), 'homeostat-crash-'));
afterAll(async () => {
  environment.close();
  await rm(root, { recursive: true });
});

/** What processes that were killed had promised, taken from what they said. */
class Promises {
  readonly values = new Map<string, { readonly revision: number; readonly value: string }>();
  /** Keys whose delete was begun, and whether it was acknowledged. */
  readonly deletes = new Map<string, boolean>();
  revision = 1;
  compactedRevision = 0;
  writes = 0;

  take(output: string): void {
    // What follows the last end of a line was cut short.
    for (const line of output.split('\n').slice(0, -1)) this.#takeLine(line);
  }

  #takeLine(line: string): void {
    const [first = '', key = '', deleted = '', ...value] = line.split(' ');
    if (first === 'deleting') {
      this.deletes.set(key, false);
      return;
    }
    if (first === 'compacted') {
      this.compactedRevision = Math.max(this.compactedRevision, Number(key));
      return;
    }
    const revision = Number(first);
    this.writes++;
    this.revision = Math.max(this.revision, revision);
    this.values.set(key, { revision, value: value.join(' ') });
    if (deleted !== '-') this.deletes.set(deleted, true);
  }
}

test(`what was acknowledged is there after kill -9, ${cycles} times over`, {
  timeout: cycles * 10_000,
}, async () => {
  const directory = join(root, 'data');
  const promises = new Promises();
  let revision = 1;
  for (let cycle = 0; cycle < cycles; cycle++) {
    promises.take(await runAndKill(directory, cycle));
    const store = await openStore(environment, { directory });
    expect(store.currentRevision()).toBeGreaterThanOrEqual(Math.max(revision, promises.revision));
    expect(store.status().compactedRevision).toBeGreaterThanOrEqual(promises.compactedRevision);
    revision = store.currentRevision();
    await checkPresent(store, promises);
    await checkHistory(store);
    await store.close();
  }
  expect(promises.writes).toBeGreaterThan(cycles * 100);
});

async function runAndKill(directory: string, cycle: number): Promise<string> {
  const file = join(root, `promises-${cycle}`);
  const child = spawn(process.execPath, ['--import', 'tsx', childPath, directory, `${cycle}`, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const closed = once(child, 'close');
  await hasWritten(child, 100 + ((cycle * 7919) % 3000));
  child.kill('SIGKILL');
  await closed;
  return readFile(file, 'utf8');
}

/** The moment to kill is a number of writes, so that a slow machine tests the same. */
function hasWritten(child: ChildProcess, writes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    let written = 0;
    child.once('exit', (code) => reject(new Error(`the writer ended by itself with code ${code}`)));
    child.stdout?.on('data', (dots: Buffer) => {
      written += dots.length;
      if (written >= writes) resolve();
    });
  });
}

async function checkPresent(store: EmbeddedStore, promises: Promises): Promise<void> {
  const { items } = await store.range({ prefix: '/own/' });
  const present = new Map(items.map((item) => [item.key, item]));
  for (const [key, { revision, value }] of promises.values) {
    const found = present.get(key);
    const deleted = promises.deletes.get(key);
    if (deleted === true) expect(found).toBeUndefined();
    // A delete under way when the process was killed happened or did not.
    else if (deleted === undefined || found !== undefined)
      expect(found).toMatchObject({ modRevision: revision, value });
  }
}

async function checkHistory(store: EmbeddedStore): Promise<void> {
  const sink = new Recorder();
  const watch = store.watch({ prefix: '/', afterRevision: store.status().compactedRevision }, sink);
  await sink.reached(store.currentRevision());
  watch.cancel();
  const revisions = [...new Set(sink.seen.map((event) => event.revision))];
  expect(revisions).toEqual(revisions.map((_, i) => Math.max(store.status().compactedRevision, 1) + 1 + i));
  expect(revisions.at(-1)).toBe(store.currentRevision());
}
