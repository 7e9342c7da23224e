import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { realEnvironment } from '../environment/real/index.ts';
import { put, Recorder } from './conformance/subject.ts';
import { openStore, type Store, type StoreError } from './index.ts';
import { mountSmallDisk } from './testing/small-disk.ts';

const environment = realEnvironment({
  onFailure: (failure) => {
    throw failure;
  },
});
const disk = mountSmallDisk(16);
afterAll(() => {
  environment.close();
  disk?.unmount();
});

/** What does not get smaller when it is compressed. */
const text = (): string => randomBytes(1500).toString('base64');

/** Alarms as they come, to be waited for. */
class Alarms {
  readonly told: (StoreError | undefined)[] = [];
  #next = () => {};

  readonly take = (alarm: StoreError | undefined): void => {
    this.told.push(alarm);
    this.#next();
  };

  async atLeast(count: number): Promise<void> {
    while (this.told.length < count) {
      await new Promise<void>((resolve) => {
        this.#next = resolve;
      });
    }
  }
}

/** What was promised of each key: the value acknowledged last, and that of a write after it that failed. */
class Promised {
  readonly #values = new Map<string, { acknowledged?: string; failed?: string }>();

  /** Writes until it is refused. */
  async fill(store: Store, round: number): Promise<void> {
    const writer = async (name: number): Promise<void> => {
      for (let i = 0; ; i++) {
        const key = `/${round}/${name}/${i % 20}`;
        const value = text();
        this.#values.set(key, { ...this.#values.get(key), failed: value });
        await put(store, key, value);
        this.#values.set(key, { acknowledged: value });
      }
    };
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, (_, name) => writer(name)));
    for (const outcome of outcomes) expect(outcome).toMatchObject({ reason: { code: 'NO_SPACE' } });
  }

  async check(store: Store): Promise<void> {
    const { items } = await store.range({ prefix: '/' });
    const present = new Map(items.map(({ key, value }) => [key, value]));
    const lost = [...this.#values].filter(([key, { acknowledged, failed }]) => {
      const value = present.get(key);
      return value !== acknowledged && (value === undefined || value !== failed);
    });
    expect(lost.map(([key]) => key)).toEqual([]);
  }
}

test.runIf(disk !== undefined).each([false, true])(
  'on a disk that fills up three times nothing acknowledged is lost, with fsync: %s',
  { timeout: 60_000 },
  async (fsync) => {
    const directory = join(disk?.path ?? '', `data-${fsync}`);
    // Small, so that tables are written and merged as well while it gets full.
    const options = { directory, fsync, cacheCharactersMax: 10_000, writeBufferBytes: 512 * 1024 };
    const alarms = new Alarms();
    let store = await openStore(environment, { ...options, onAlarm: alarms.take });
    const promised = new Promised();
    const live = new Recorder();
    store.watch({ prefix: '/' }, live);
    for (let round = 0; round < 3; round++) {
      disk?.fill(3 * 1024 * 1024);
      await promised.fill(store, round);
      const revision = store.currentRevision();
      await promised.check(store);
      disk?.free();
      await alarms.atLeast(2 * round + 2);
      expect(store.currentRevision()).toBeGreaterThanOrEqual(revision);
      await promised.check(store);
      await store.compact(store.currentRevision());
    }
    expect(alarms.told.map((alarm) => alarm?.code)).toEqual(Array(3).fill(['NO_SPACE', undefined]).flat());
    await put(store, '/end', 'x');
    const revisions = [...new Set(live.seen.map(({ revision }) => revision))];
    expect(revisions).toEqual(Array.from({ length: store.currentRevision() - 1 }, (_, i) => i + 2));
    await store.close();
    store = await openStore(environment, options);
    await promised.check(store);
    await store.close();
  },
);
