import { describe, expect, test } from 'vitest';
import type { Store } from '../store.ts';
import {
  contents,
  eventTexts,
  type OpenSubject,
  put,
  Recorder,
  remove,
  withStore,
  write,
} from './subject.ts';

/** Forgetting: what may go, what must stay, and that nobody is told a history with holes. */
export function compactionConformance(open: OpenSubject): void {
  describe('compaction', () => {
    test(
      'keeps all that can be read from the compacted revision on',
      withStore(open, async (store, { reopen }) => {
        await someHistory(store);
        const expected: (readonly string[])[] = [];
        for (let revision = 9; revision <= (await store.currentRevision()); revision++)
          expected[revision] = await contents(store, revision);
        await store.compact(9);
        const check = async (at: Store) => {
          expect((await at.status()).compactedRevision).toBe(9);
          for (let revision = 9; revision <= (await at.currentRevision()); revision++) {
            expect(await contents(at, revision)).toEqual(expected[revision]);
          }
        };
        await check(store);
        await check(await reopen());
      }),
    );

    test(
      'refuses reads and watches below it, and none at it',
      withStore(open, async (store, { reopen }) => {
        await someHistory(store);
        await store.compact(9);
        const check = async (at: Store) => {
          const compacted = { code: 'COMPACTED', definite: true };
          await expect(at.get('/0', { revision: 8 })).rejects.toMatchObject(compacted);
          await expect(at.range({ prefix: '/', revision: 1 })).rejects.toMatchObject(compacted);
          for (const afterRevision of [0, 8]) {
            const sink = new Recorder();
            at.watch({ prefix: '/', afterRevision }, sink);
            expect(await sink.ended()).toMatchObject(compacted);
            expect(sink.seen).toEqual([]);
          }
          const sink = new Recorder();
          at.watch({ prefix: '/', afterRevision: 9 }, sink);
          expect((await sink.atLeast(1))[0]?.revision).toBe(10);
        };
        await check(store);
        await check(await reopen());
      }),
    );

    test(
      'is refused where it is done already or the revision is not there',
      withStore(open, async (store, { reopen }) => {
        await someHistory(store);
        await expect(store.compact((await store.currentRevision()) + 1)).rejects.toMatchObject({
          code: 'FUTURE_REVISION',
        });
        const results = await Promise.allSettled([store.compact(5), store.compact(4), store.compact(6)]);
        expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
        await expect(store.compact(6)).rejects.toMatchObject({ code: 'COMPACTED' });
        const again = await reopen();
        await expect(again.compact(6)).rejects.toMatchObject({ code: 'COMPACTED' });
        await again.compact(7);
        expect((await again.status()).compactedRevision).toBe(7);
      }),
    );

    test(
      'leaves later events the value before them',
      withStore(open, async (store, { reopen }) => {
        await put(store, '/a', 'old');
        await put(store, '/a', 'kept');
        await put(store, '/b', 'x');
        await store.compact(4);
        await put(store, '/a', 'new');
        await remove(store, '/b');
        const check = async (at: Store) => {
          const sink = new Recorder();
          at.watch({ prefix: '/', afterRevision: 4 }, sink);
          expect(eventTexts(await sink.atLeast(2))).toEqual([
            '5 put /a kept -> new',
            '6 delete /b x -> undefined',
          ]);
        };
        await check(store);
        await check(await reopen());
      }),
    );

    test(
      'does not let revisions go back, even if nothing is left',
      withStore(open, async (store, { reopen }) => {
        await put(store, '/a', 'x');
        await remove(store, '/a');
        await store.compact(3);
        const again = await reopen();
        expect(await again.currentRevision()).toBe(3);
        expect(await contents(again)).toEqual([]);
        expect(await put(again, '/a', 'y')).toMatchObject({
          revision: 4,
          results: [{ version: 1, createRevision: 4 }],
        });
        await again.compact(4);
        expect(await contents(await reopen())).toEqual(['/a=y@4v1<4']);
      }),
    );

    test(
      'lets writes go on, and is whole when interrupted by a close',
      withStore(open, async (store, { reopen }) => {
        for (let round = 0; round < 5; round++) {
          await Promise.all(Array.from({ length: 800 }, (_, i) => put(store, `/${i}`, `${round}`)));
        }
        const compacting = store.compact(await store.currentRevision());
        const during = Array.from({ length: 10 }, (_, i) => put(store, `/during/${i}`, 'x'));
        await Promise.all(during);
        await store.close();
        await compacting.catch(() => undefined);
        const again = await reopen();
        expect((await again.range({ prefix: '/' })).count).toBe(810);
        expect((await again.get('/799'))?.value).toBe('4');
        await again.compact(await again.currentRevision());
        expect((await (await reopen()).range({ prefix: '/' })).count).toBe(810);
      }),
    );

    test(
      'of many parts of one revision keeps those that are newest',
      withStore(open, async (store, { reopen }) => {
        const all = ['/a', '/b', '/c'].map((key) => ({ type: 'put', key, value: '1' }) as const);
        await write(store, ...all);
        await put(store, '/b', '2');
        await store.compact(3);
        expect(await contents(await reopen())).toEqual(['/a=1@2v1<2', '/b=2@3v2<2', '/c=1@2v1<2']);
      }),
    );

    test(
      'that overtakes a watch ends it, and leaves no gap in what it saw',
      withStore(open, async (store) => {
        for (let round = 0; round < 8; round++) {
          await Promise.all(Array.from({ length: 1000 }, (_, i) => put(store, `/${i}`, `${round}`)));
        }
        const sink = new Recorder();
        store.watch({ prefix: '/', afterRevision: 1 }, sink);
        await sink.atLeast(1);
        await store.compact((await store.currentRevision()) - 1);
        await put(store, '/end', 'x');
        const total = 8001;
        await sink.atLeast(total);
        expect(sink.seen.map((event) => event.revision)).toEqual(sink.seen.map((_, i) => i + 2));
        if (sink.seen.length < total) expect(sink.ends).toMatchObject([{ code: 'COMPACTED' }]);
      }),
    );
  });
}

/** Twenty writes over four keys, with deletes. */
async function someHistory(store: Store): Promise<void> {
  for (let i = 0; i < 20; i++) {
    if (i % 4 === 3) await remove(store, `/${(i * 3 + 2) % 4}`);
    else await put(store, `/${(i * 3) % 4}`, `${i}`);
    if (i % 4 === 3) await put(store, `/extra${i % 8}`, `${i}`);
  }
}
