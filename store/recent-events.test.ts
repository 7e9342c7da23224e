import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { RecentEvents } from './recent-events.ts';
import type { StoreEvent } from './store.ts';

test('answers for the revisions it has, and for none where it does not have all', () => {
  const recent = new RecentEvents(10);
  expect(recent.since(9)).toBeUndefined();
  expect(recent.since(10)).toEqual([]);
  recent.add([event(11), event(12), event(12), event(13)]);
  expect(recent.since(11)?.map((each) => each.revision)).toEqual([12, 12, 13]);
  expect(recent.since(10)).toHaveLength(4);
  expect(recent.since(9)).toBeUndefined();
  expect(recent.since(13)).toEqual([]);
});

test('forgets the oldest revisions, whole, when there are many events', () => {
  const recent = new RecentEvents(1);
  for (let revision = 2; revision < 5002; revision += 2)
    recent.add([event(revision), event(revision), event(revision + 1)]);
  const oldest = firstKept(recent, 5001);
  const kept = recent.since(oldest) ?? [];
  expect(kept.length).toBeGreaterThan(4000);
  expect(kept.length).toBeLessThanOrEqual(4096);
  expect(kept[0]?.revision).toBe(oldest + 1);
  expect(kept.filter((each) => each.revision % 2 === 0).length % 2).toBe(0);
});

test('forgets the oldest revisions when they hold much text', () => {
  const recent = new RecentEvents(1);
  for (let revision = 2; revision < 102; revision++) recent.add([event(revision, 'x'.repeat(1024 * 1024))]);
  expect(recent.since(firstKept(recent, 101))).toHaveLength(8);
});

test('keeps as many as it may, and is whole again after it has forgotten many', () => {
  const recent = new RecentEvents(1);
  for (let revision = 2; revision <= 4097; revision++) recent.add([event(revision)]);
  expect(recent.since(1)).toHaveLength(4096);
  for (let revision = 4098; revision <= 20_000; revision++) {
    recent.add([event(revision)]);
    expect(recent.since(revision - 4097)).toBeUndefined();
    expect(recent.since(revision - 1)?.map((each) => each.revision)).toEqual([revision]);
  }
  expect(recent.since(20_000 - 4096)?.map((each) => each.revision)).toEqual(
    Array.from({ length: 4096 }, (_, i) => i + 20_000 - 4095),
  );
});

test('counts the text of what was there before too, and forgets no more than it must', () => {
  const half = 'x'.repeat(4 * 1024 * 1024);
  const before = { key: '/a', value: half, createRevision: 2, modRevision: 2, version: 1 };
  const recent = new RecentEvents(1);
  recent.add([event(2, half)]);
  recent.add([{ type: 'delete', key: '/a', revision: 3, current: undefined, previous: before }]);
  expect(recent.since(1)).toHaveLength(2);
  recent.add([event(4, '')]);
  expect(recent.since(1)).toHaveLength(3);
  recent.add([event(5, 'x')]);
  expect([recent.since(1), recent.since(2)?.length]).toEqual([undefined, 3]);
  recent.add([event(6, half.slice(1))]);
  expect(recent.since(2)).toHaveLength(4);
});

test('holds nothing of what it has forgotten', async () => {
  const recent = new RecentEvents(1);
  const forgotten = firstOf(recent);
  for (let revision = 3; revision < 13; revision++) recent.add([event(revision, 'x'.repeat(1024 * 1024))]);
  expect(recent.since(2)).toBeUndefined();
  // A reference is held until the turn that read it has ended.
  await new Promise((resolve) => setImmediate(resolve));
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  expect(forgotten.deref()).toBeUndefined();
});

/** A reference to the first event, which is held by nobody else. */
function firstOf(recent: RecentEvents): WeakRef<StoreEvent> {
  const first = event(2);
  recent.add([first]);
  return new WeakRef(first);
}

function firstKept(recent: RecentEvents, newest: number): number {
  let revision = newest;
  while (recent.since(revision - 1) !== undefined) revision--;
  return revision;
}

function event(revision: number, value = 'x'): StoreEvent {
  const current = { key: '/a', value, createRevision: 2, modRevision: revision, version: 1 };
  return { type: 'put', key: '/a', revision, current, previous: undefined };
}
