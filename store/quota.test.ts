import { expect, test } from 'vitest';
import { createSimulation } from '../simulation/index.ts';
import { put, putIf, remove } from './conformance/subject.ts';
import { openStore, type StoreError } from './index.ts';
import { Quota } from './quota.ts';
import { FailingLevel, fullDisk } from './testing/failing-level.ts';

const noSpace = { code: 'NO_SPACE', definite: true };
const quotaBytes = 100_000;
const kilobyte = 'x'.repeat(1000);

async function someStore() {
  const simulation = createSimulation({ seed: 1 });
  const alarms: (StoreError | undefined)[] = [];
  const level = new FailingLevel();
  const options = { level, quotaBytes, onAlarm: (alarm?: StoreError) => alarms.push(alarm) } as const;
  const store = await simulation.complete(() => openStore(simulation.environment, options));
  return { simulation, store, alarms, level };
}

/** Puts keys of their own until it is refused; how many there are. */
async function fill(store: Awaited<ReturnType<typeof someStore>>['store']): Promise<number> {
  for (let i = 0; i < 500; i++) {
    const refusal = await put(store, `/${i}`, kilobyte).then(
      () => undefined,
      (error: unknown) => error,
    );
    if (refusal === undefined) continue;
    expect(refusal).toMatchObject(noSpace);
    return i;
  }
  throw new Error('five times its quota was taken');
}

test('past its quota a store refuses puts, and takes deletes and reads', async () => {
  const { simulation, store, alarms } = await someStore();
  const count = await fill(store);
  expect(store.status().bytes).toBeGreaterThanOrEqual(quotaBytes);
  expect(store.status().bytes).toBeLessThan(quotaBytes + 2000);
  expect(alarms).toEqual([store.status().alarm]);
  expect(store.status().alarm?.message).toBe(
    `the store keeps ${store.status().bytes} bytes, and its quota is 100000: it takes only deletes until there is room again`,
  );
  await expect(put(store, '/0', '')).rejects.toMatchObject(noSpace);
  await expect(putIf(store, '/0', 99, '')).rejects.toMatchObject(noSpace);
  const either = { success: [], failure: [{ type: 'put', key: '/0', value: '' }] } as const;
  await expect(store.txn(either)).rejects.toMatchObject(noSpace);
  const both = [
    { type: 'delete', key: '/1' },
    { type: 'put', key: '/0', value: '' },
  ] as const;
  await expect(store.txn({ success: both })).rejects.toMatchObject(noSpace);
  expect((await store.range({ prefix: '/' })).count).toBe(count);
  expect((await store.txn({ success: [{ type: 'get', key: '/0' }] })).results).toMatchObject([{ key: '/0' }]);
  const revision = store.currentRevision();
  expect((await remove(store, '/0')).revision).toBe(revision + 1);
  await simulation.settle();
  await store.close();
});

test('deletes make room by themselves, and it says so once there is enough', async () => {
  const { simulation, store, alarms } = await someStore();
  await fill(store);
  for (let i = 0; i < 5; i++) {
    await remove(store, `/${i}`);
    await simulation.runFor(1000);
  }
  // A twentieth of the quota must be free.
  expect(store.status().alarm).toBe(alarms[0]);
  await Promise.all([5, 6, 7].map((i) => remove(store, `/${i}`)));
  await simulation.runFor(1000);
  expect([store.status().alarm, alarms.length]).toEqual([undefined, 2]);
  // Nothing of history is kept then.
  expect(store.status().compactedRevision).toBe(store.currentRevision());
  expect(store.status().bytes).toBeLessThanOrEqual(quotaBytes * 0.95);
  await put(store, '/0', kilobyte);
  await simulation.runFor(1000);
  await store.close();
});

test('history gives way before anything is refused, the older half first', async () => {
  const { simulation, store, alarms } = await someStore();
  let kept = 0;
  for (let i = 0; i < 1000; i++) {
    await put(store, `/${i % 10}`, kilobyte);
    await simulation.runFor(1);
    kept = Math.max(kept, store.currentRevision() - store.status().compactedRevision);
    expect(store.status().bytes).toBeLessThan(quotaBytes);
  }
  expect(alarms).toEqual([]);
  expect(store.status().compactedRevision).toBeGreaterThan(900);
  // Half of what ten objects leave, and after each time half of that.
  expect(kept).toBeGreaterThan(30);
  expect(store.currentRevision() - store.status().compactedRevision).toBeGreaterThan(10);
  await store.close();
});

test('room that could not be made while the disk was full is made at the next write that works', async () => {
  const { simulation, store, level } = await someStore();
  while (store.status().alarm === undefined) {
    const writing = put(store, '/a', kilobyte);
    await Promise.resolve();
    await Promise.resolve();
    // It is on its way; what follows from it fails.
    level.failure = fullDisk;
    await writing;
    await simulation.settle();
    level.failure = undefined;
  }
  await simulation.runFor(10_000);
  expect([store.status().alarm, store.status().compactedRevision]).toEqual([undefined, 0]);
  await put(store, '/a', kilobyte);
  await simulation.settle();
  expect(store.status().compactedRevision).toBeGreaterThan(10);
  await store.close();
});

test('a burst of updates that is faster than compaction is refused for a moment only', async () => {
  const { simulation, store, alarms } = await someStore();
  const outcomes = await Promise.allSettled(
    Array.from({ length: 300 }, (_, i) => put(store, `/${i % 10}`, kilobyte)),
  );
  expect(outcomes.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(100);
  await simulation.runFor(1000);
  expect(alarms.map((alarm) => alarm?.code)).toEqual(['NO_SPACE', undefined]);
  await put(store, '/0', kilobyte);
  await store.close();
});

test('without a quota nothing is refused or forgotten', async () => {
  const simulation = createSimulation({ seed: 1 });
  const store = await simulation.complete(() => openStore(simulation.environment, { memory: true }));
  for (let i = 0; i < 300; i++) await put(store, `/${i % 10}`, kilobyte);
  expect([store.status().compactedRevision, store.status().alarm]).toEqual([0, undefined]);
  expect(store.status().bytes).toBe(300 * (1000 + 2 + 256));
  await store.close();
});

test('it is used up when it is reached, and until a twentieth of it is free', () => {
  const quota = new Quota(1000);
  expect([quota.admits(999), quota.admits(1000), quota.alarm]).toEqual([true, false, undefined]);
  quota.raise(1000);
  expect([quota.admits(0), quota.lower(951), quota.alarm?.code]).toEqual([false, false, 'NO_SPACE']);
  expect([quota.lower(950), quota.alarm, quota.admits(950)]).toEqual([true, undefined, true]);
});

test('history may take half of what live data leaves, or a sixteenth, and hardly anything once it is used up', () => {
  const quota = new Quota(1600);
  expect([0, 800, 1400, 1500, 2000].map((live) => quota.historyBytesMax(live))).toEqual([
    800, 400, 100, 100, 100,
  ]);
  quota.raise(1600);
  expect(quota.historyBytesMax(0)).toBe(25);
});
