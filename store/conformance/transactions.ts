import { describe, expect, test } from 'vitest';
import type { Operation } from '../store.ts';
import { contents, type OpenSubject, put, putIf, Recorder, remove, withStore, write } from './subject.ts';

/** One global order of writes; compare and commit in one step. */
export function transactionConformance(open: OpenSubject): void {
  describe('transactions', () => {
    test(
      'start at revision 1, and every one that writes takes the next revision',
      withStore(open, async (store) => {
        expect(await store.currentRevision()).toBe(1);
        expect((await store.status()).compactedRevision).toBe(0);
        expect(await put(store, '/a', 'x')).toMatchObject({ succeeded: true, revision: 2 });
        expect(await put(store, '/b', 'y')).toMatchObject({ succeeded: true, revision: 3 });
        expect(await store.currentRevision()).toBe(3);
      }),
    );

    test(
      'count versions from 1, and again after a delete',
      withStore(open, async (store) => {
        const results = [await put(store, '/a', '1'), await put(store, '/a', '2'), await remove(store, '/a')];
        results.push(await put(store, '/a', '3'));
        expect(results.map((result) => result.results[0])).toEqual([
          { key: '/a', value: '1', createRevision: 2, modRevision: 2, version: 1 },
          { key: '/a', value: '2', createRevision: 2, modRevision: 3, version: 2 },
          { key: '/a', value: '2', createRevision: 2, modRevision: 3, version: 2 },
          { key: '/a', value: '3', createRevision: 5, modRevision: 5, version: 1 },
        ]);
      }),
    );

    test(
      'share one revision among all their operations, with a result each',
      withStore(open, async (store) => {
        await put(store, '/old', 'o');
        const result = await write(
          store,
          { type: 'put', key: '/b', value: 'b' },
          { type: 'get', key: '/b' },
          { type: 'delete', key: '/old' },
          { type: 'delete', key: '/never' },
          { type: 'get', key: '/never' },
          { type: 'put', key: '/a', value: 'a' },
        );
        expect(result.results.map((value) => value?.value)).toEqual([
          'b',
          'b',
          'o',
          undefined,
          undefined,
          'a',
        ]);
        expect(result.revision).toBe(3);
        expect(await contents(store)).toEqual(['/a=a@3v1<3', '/b=b@3v1<3']);
      }),
    );

    test(
      'take no revision where nothing is written',
      withStore(open, async (store) => {
        await put(store, '/a', 'x');
        expect(await remove(store, '/b')).toEqual({ succeeded: true, revision: 2, results: [undefined] });
        expect(await write(store)).toEqual({ succeeded: true, revision: 2, results: [] });
        expect(await putIf(store, '/a', 0, 'y')).toMatchObject({ succeeded: false, revision: 2 });
        expect(await store.currentRevision()).toBe(2);
      }),
    );

    test(
      'compare with the newest write of a key, 0 standing for none',
      withStore(open, async (store) => {
        expect(await putIf(store, '/a', 0, 'x')).toMatchObject({ succeeded: true });
        expect(await putIf(store, '/a', 0, 'y')).toMatchObject({
          succeeded: false,
          results: [{ value: 'x' }],
        });
        expect(await putIf(store, '/a', 1, 'y')).toMatchObject({ succeeded: false });
        expect(await putIf(store, '/a', 2, 'y')).toMatchObject({ succeeded: true, revision: 3 });
        await remove(store, '/a');
        expect(await putIf(store, '/a', 3, 'z')).toMatchObject({ succeeded: false, results: [undefined] });
        expect(await putIf(store, '/a', 0, 'z')).toMatchObject({ succeeded: true, revision: 5 });
      }),
    );

    test(
      'need all their compares to hold',
      withStore(open, async (store) => {
        await put(store, '/a', 'x');
        const both = (modRevision: number) =>
          store.txn({
            compare: [
              { key: '/a', modRevision: 2 },
              { key: '/b', modRevision },
            ],
            success: [{ type: 'put', key: '/b', value: 'y' }],
          });
        expect(await both(7)).toEqual({ succeeded: false, revision: 2, results: [] });
        expect(await both(0)).toMatchObject({ succeeded: true, revision: 3 });
      }),
    );

    test(
      'let one of many racing creations win',
      withStore(open, async (store) => {
        const results = await Promise.all(
          Array.from({ length: 50 }, (_, i) => putIf(store, '/a', 0, `${i}`)),
        );
        expect(results.filter((result) => result.succeeded)).toHaveLength(1);
        expect(results.map((result) => result.results[0]?.value)).toEqual(Array(50).fill('0'));
        expect(await store.currentRevision()).toBe(2);
      }),
    );

    test(
      'lose no update among racing writers that retry',
      withStore(open, async (store) => {
        const increment = async () => {
          // Every failed turn means that another writer got on, so the turns are bounded.
          for (;;) {
            const before = await store.get('/counter');
            const next = `${Number(before?.value ?? 0) + 1}`;
            if ((await putIf(store, '/counter', before?.modRevision ?? 0, next)).succeeded) return;
          }
        };
        await Promise.all(Array.from({ length: 20 }, increment));
        expect(await store.get('/counter')).toMatchObject({ value: '20', version: 20, modRevision: 21 });
      }),
    );

    test(
      'take revisions in the order of the calls',
      withStore(open, async (store) => {
        const results = await Promise.all(
          Array.from({ length: 2500 }, (_, i) => put(store, `/${i % 7}`, `${i}`)),
        );
        expect(results.map((result) => result.revision)).toEqual(
          Array.from({ length: 2500 }, (_, i) => i + 2),
        );
        expect((await store.get('/0', { revision: 2 }))?.value).toBe('0');
        expect((await store.get('/0'))?.value).toBe('2499');
      }),
    );

    test(
      'write a key once at most, and only what can be stored as it is',
      withStore(open, async (store) => {
        const bad: readonly (readonly Operation[])[] = [
          [
            { type: 'put', key: '/a', value: '1' },
            { type: 'put', key: '/a', value: '2' },
          ],
          [
            { type: 'put', key: '/a', value: '1' },
            { type: 'delete', key: '/a' },
          ],
          [{ type: 'put', key: '/a\ud800', value: '1' }],
          [{ type: 'put', key: '/a', value: '\udc00' }],
        ];
        for (const operations of bad) await expect(write(store, ...operations)).rejects.toThrow(TypeError);
        expect(await store.currentRevision()).toBe(1);
        expect(await put(store, '/a', 'x')).toMatchObject({ revision: 2 });
      }),
    );

    test(
      'hand back attachments by reference, and keep them out of the data',
      withStore(open, async (store, { reopen }) => {
        const attachment = { decoded: true };
        const sink = new Recorder();
        store.watch({ prefix: '/' }, sink);
        const result = await write(store, { type: 'put', key: '/a', value: 'x', attachment });
        expect(result.results[0]?.attachment).toBe(attachment);
        expect((await store.get('/a'))?.attachment).toBe(attachment);
        expect((await store.range({ prefix: '/' })).items[0]?.attachment).toBe(attachment);
        await remove(store, '/a');
        const [created, deleted] = await sink.atLeast(2);
        expect(created?.current?.attachment).toBe(attachment);
        expect(deleted?.previous?.attachment).toBe(attachment);
        await write(store, { type: 'put', key: '/a', value: 'y', attachment });
        expect(await (await reopen()).get('/a')).toEqual({
          key: '/a',
          value: 'y',
          createRevision: 4,
          modRevision: 4,
          version: 1,
        });
      }),
    );

    test(
      'are refused after close, and those under way are finished first',
      withStore(open, async (store, { reopen }) => {
        const writes = [put(store, '/a', 'x'), put(store, '/b', 'y')];
        const closed = store.close();
        await expect(put(store, '/c', 'z')).rejects.toMatchObject({ code: 'CLOSED', definite: true });
        await expect(store.get('/a')).rejects.toMatchObject({ code: 'CLOSED' });
        await expect(store.compact(2)).rejects.toMatchObject({ code: 'CLOSED' });
        await closed;
        await store.close();
        expect((await Promise.all(writes)).map((result) => result.revision)).toEqual([2, 3]);
        expect(await contents(await reopen())).toEqual(['/a=x@2v1<2', '/b=y@3v1<3']);
      }),
    );
  });
}
