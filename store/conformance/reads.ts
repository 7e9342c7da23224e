import { describe, expect, test } from 'vitest';
import type { KeyValue, RangeResult, Store } from '../store.ts';
import { contents, type OpenSubject, put, putIf, Recorder, remove, withStore, write } from './subject.ts';

/** Reads of the present and of the past. */
export function readConformance(open: OpenSubject): void {
  describe('reads', () => {
    test(
      'see what was acknowledged, and nothing before it is durable',
      withStore(open, async (store) => {
        await put(store, '/a', 'old');
        const write = put(store, '/a', 'new');
        expect(await store.currentRevision()).toBe(2);
        const [before, list] = await Promise.all([store.get('/a'), store.range({ prefix: '/' })]);
        expect(before?.value).toBe('old');
        expect(list).toMatchObject({ revision: 2, items: [{ value: 'old' }] });
        await write;
        expect((await store.get('/a'))?.value).toBe('new');
        expect(await store.currentRevision()).toBe(3);
      }),
    );

    test(
      'find the text of a late value, whenever they ask, and after a restart',
      withStore(open, async (store, { reopen }) => {
        const texts = ['first', 'second'].map((text) => ({ text }));
        const watcher = new Recorder();
        store.watch({ prefix: '/', afterRevision: 1 }, watcher);
        for (const value of texts) await store.txn({ success: [{ type: 'put', key: '/a', value }] });
        expect((await store.get('/a'))?.value).toBe('second');
        expect((await store.get('/a', { revision: 2 }))?.value).toBe('first');
        expect((await watcher.atLeast(2)).map(({ current }) => current?.value)).toEqual(['first', 'second']);
        const again = await reopen();
        expect(await again.range({ prefix: '/' })).toMatchObject({ items: [{ key: '/a', value: 'second' }] });
      }),
    );

    test(
      'answer as of every revision there was',
      withStore(open, async (store) => {
        const expected: (readonly string[])[] = [];
        for (let i = 0; i < 40; i++) {
          if (i % 5 === 4) await remove(store, `/${(i - 1) % 3}`);
          else await put(store, `/${i % 3}`, `${i}`);
          expected[await store.currentRevision()] = await contents(store);
        }
        for (let revision = 2; revision <= (await store.currentRevision()); revision++) {
          expect(await contents(store, revision)).toEqual(expected[revision]);
        }
        expect(await store.get('/0', { revision: 1 })).toBeUndefined();
        expect(await contents(store, 1)).toEqual([]);
      }),
    );

    test(
      'find nothing where a key was deleted, and what was there before that',
      withStore(open, async (store) => {
        await put(store, '/a', 'x');
        await remove(store, '/a');
        await put(store, '/b', 'y');
        for (const options of [{}, { revision: 3 }, { revision: 4 }])
          expect(await store.get('/a', options)).toBeUndefined();
        expect(await store.get('/a', { revision: 2 })).toMatchObject({ value: 'x' });
      }),
    );

    test(
      'refuse a revision that is not there yet, or none',
      withStore(open, async (store) => {
        await put(store, '/a', 'x');
        const future = { code: 'FUTURE_REVISION', definite: true };
        await expect(store.get('/a', { revision: 3 })).rejects.toMatchObject(future);
        await expect(store.range({ prefix: '/', revision: 3 })).rejects.toMatchObject(future);
        await expect(store.get('/a', { revision: Number.NaN })).rejects.toThrow(TypeError);
        await expect(store.range({ prefix: '/', revision: -1 })).rejects.toThrow(TypeError);
      }),
    );

    test(
      'take a revision above 2^53 for one that is not there yet, however it was rounded',
      withStore(open, async (store) => {
        await put(store, '/a', 'x');
        const sink = new Recorder();
        for (const revision of [2 ** 53, 2 ** 53 + 2, 2 ** 64]) {
          const future = { code: 'FUTURE_REVISION', definite: true };
          await expect(store.get('/a', { revision })).rejects.toMatchObject(future);
          await expect(store.range({ prefix: '/', revision })).rejects.toMatchObject(future);
          await expect(store.compact(revision)).rejects.toMatchObject(future);
          store.watch({ prefix: '/', afterRevision: revision }, sink);
          const compared = await putIf(store, '/a', revision, 'y');
          expect(compared).toMatchObject({ succeeded: false, results: [{ value: 'x' }] });
        }
        await put(store, '/a', 'z');
        expect([sink.seen, sink.ends]).toEqual([[], []]);
      }),
    );

    test(
      'take a prefix as a prefix of the key, whatever follows',
      withStore(open, async (store) => {
        for (const key of ['foo/', 'foo', 'foobar', 'fop', 'fo', 'foo/bar']) await put(store, key, 'x');
        const keys = async (prefix: string) => (await store.range({ prefix })).items.map((item) => item.key);
        expect(await keys('foo')).toEqual(['foo', 'foo/', 'foo/bar', 'foobar']);
        expect(await keys('foo/')).toEqual(['foo/', 'foo/bar']);
        expect(await keys('')).toEqual(['fo', 'foo', 'foo/', 'foo/bar', 'foobar', 'fop']);
        expect(await keys('fox')).toEqual([]);
      }),
    );

    test(
      'order keys by the bytes of their UTF-8',
      withStore(open, async (store, { reopen }) => {
        const keys = ['z', 'é', '\u{10000}', '\uffff', '\ue000', '中', '\u{10ffff}', 'a', '\ud7ff'];
        for (const key of keys) await put(store, `/${key}`, key);
        const bytewise = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        const read = async (from: Store) =>
          (await from.range({ prefix: '/' })).items.map((item) => item.value);
        expect(await read(store)).toEqual(bytewise);
        expect(await read(await reopen())).toEqual(bytewise);
      }),
    );

    test(
      'give back every text as it was put',
      withStore(open, async (store, { reopen }) => {
        const values = [
          '',
          ' ',
          'a b c',
          '\0\n\r\t"\\',
          '中文 \u{1f600} é',
          'x'.repeat(1_000_000),
          '1 2 3 4 5 6 7 8',
        ];
        for (const [i, value] of values.entries())
          await put(store, `/odd key ${i} ${value.slice(0, 3)}`, value);
        const read = async (from: Store) =>
          (await from.range({ prefix: '/' })).items.map((item) => item.value);
        expect(await read(store)).toEqual(values);
        expect(await read(await reopen())).toEqual(values);
      }),
    );

    test(
      'page, with the number of all keys in range',
      withStore(open, async (store) => {
        for (let i = 0; i < 5; i++) await put(store, `/k${i}`, `${i}`);
        const page = await store.range({ prefix: '/', limit: 2, start: '/k1' });
        expect(page).toMatchObject({
          more: true,
          count: 4,
          revision: 6,
          items: [{ value: '1' }, { value: '2' }],
        });
        const last = await store.range({ prefix: '/', limit: 2, start: '/k2\0' });
        expect(last).toMatchObject({ more: false, count: 2, items: [{ value: '3' }, { value: '4' }] });
        expect(await store.range({ prefix: '/', limit: 0 })).toMatchObject({ more: false, count: 5 });
        expect(await store.range({ prefix: '/k3', start: '/a' })).toMatchObject({ count: 1 });
        expect(await store.range({ prefix: '/k3', start: '/z' })).toMatchObject({
          count: 0,
          items: [],
          more: false,
        });
      }),
    );

    test(
      'page at one revision while writers go on',
      withStore(open, async (store) => {
        for (let i = 0; i < 100; i++) await put(store, `/${String(i).padStart(3, '0')}`, 'old');
        const snapshot = (await store.range({ prefix: '/' })).items;
        const revision = await store.currentRevision();
        const paged: KeyValue[] = [];
        let page: RangeResult | undefined;
        while (page?.more !== false) {
          const start = `${paged.at(-1)?.key ?? '/'}\0`;
          page = await store.range({ prefix: '/', limit: 7, revision, start });
          paged.push(...page.items);
          await write(
            store,
            { type: 'put', key: `/${String(paged.length).padStart(3, '0')}`, value: 'new' },
            { type: 'delete', key: `/${String(paged.length + 1).padStart(3, '0')}` },
            { type: 'put', key: `/new${paged.length}`, value: 'new' },
          );
        }
        expect(paged.map((item) => item.key)).toEqual(snapshot.map((item) => item.key));
        expect(paged.every((item) => item.value === 'old')).toBe(true);
      }),
    );
  });
}
