import { describe, expect, test } from 'vitest';
import type { Store } from '../store.ts';
import { contents, eventTexts, type OpenSubject, put, Recorder, withStore } from './subject.ts';

const second = 1_000;

/** Keys go with their lease, and only those. */
export function leaseConformance(open: OpenSubject): void {
  describe('leases', () => {
    test(
      'take their keys along when their time is over, at a revision like any other',
      withStore(open, async (store, { pass }) => {
        const lease = await store.grantLease(10 * second);
        await putWith(store, lease, '/a', '/b');
        await put(store, '/c', 'stays');
        const sink = new Recorder();
        store.watch({ prefix: '/' }, sink);
        pass(10 * second - 1);
        expect((await contents(store)).length).toBe(3);
        pass(1);
        expect(eventTexts(await sink.atLeast(2))).toEqual([
          '4 delete /a 1 -> undefined',
          '4 delete /b 1 -> undefined',
        ]);
        expect(await contents(store)).toEqual(['/c=stays@3v1<3']);
        expect((await put(store, '/a', 'again')).revision).toBe(5);
        pass(100 * second);
        expect(await contents(store)).toEqual(['/a=again@5v1<5', '/c=stays@3v1<3']);
      }),
    );

    test(
      'let go of a key that is written without them, with another one, or deleted',
      withStore(open, async (store, { pass }) => {
        const [long, short] = [await store.grantLease(30 * second), await store.grantLease(10 * second)];
        await putWith(store, short, '/free', '/longer', '/made again', '/goes');
        await put(store, '/free', '2');
        await putWith(store, long, '/longer');
        await store.txn({ success: [{ type: 'delete', key: '/made again' }] });
        await put(store, '/made again', '2');
        const sink = new Recorder();
        store.watch({ prefix: '/' }, sink);
        pass(10 * second);
        expect(eventTexts(await sink.atLeast(1))).toEqual(['7 delete /goes 1 -> undefined']);
        pass(20 * second);
        expect(eventTexts(await sink.atLeast(2)).slice(1)).toEqual(['8 delete /longer 1 -> undefined']);
        expect((await contents(store)).map((text) => text.split('=')[0])).toEqual(['/free', '/made again']);
      }),
    );

    test(
      'take no key once they are over',
      withStore(open, async (store, { pass }) => {
        const lease = await store.grantLease(second);
        const late = (id: number) => putWith(store, id, '/a');
        pass(second);
        await expect(late(lease)).rejects.toMatchObject({ code: 'NO_LEASE', definite: true });
        await expect(late(lease + 1)).rejects.toMatchObject({ code: 'NO_LEASE' });
        const other = await store.grantLease(second);
        expect(other).not.toBe(lease);
        expect((await late(other)).revision).toBe(2);
      }),
    );

    test(
      'begin again when the store is opened again',
      withStore(open, async (store, { pass, reopen }) => {
        const lease = await store.grantLease(10 * second);
        await putWith(store, lease, '/a');
        const gone = await store.grantLease(2 * second);
        await putWith(store, gone, '/b');
        await putWith(store, lease, '/b');
        pass(9 * second);
        const again = await reopen();
        pass(9 * second);
        expect((await contents(again)).length).toBe(2);
        expect(await again.grantLease(second)).not.toBe(lease);
        expect((await putWith(again, lease, '/c')).succeeded).toBe(true);
        const sink = new Recorder();
        again.watch({ prefix: '/' }, sink);
        pass(second);
        expect((await sink.atLeast(3)).map(({ type, key }) => `${type} ${key}`)).toEqual(
          ['/a', '/b', '/c'].map((key) => `delete ${key}`),
        );
      }),
    );

    test(
      'may have more keys than go in one transaction',
      withStore(open, async (store, { pass }) => {
        const lease = await store.grantLease(second);
        const keys = Array.from({ length: 2500 }, (_, at) => `/${at}`);
        await putWith(store, lease, ...keys);
        const sink = new Recorder();
        store.watch({ prefix: '/' }, sink);
        pass(second);
        await sink.atLeast(keys.length);
        expect(new Set(sink.seen.map(({ key }) => key))).toEqual(new Set(keys));
        expect(await contents(store)).toEqual([]);
      }),
    );

    test(
      'last for a time that is one',
      withStore(open, async (store) => {
        for (const ttlMs of [0, -1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])
          await expect((async () => store.grantLease(ttlMs))()).rejects.toThrow(TypeError);
      }),
    );
  });
}

function putWith(store: Store, lease: number, ...keys: readonly string[]) {
  return store.txn({ success: keys.map((key) => ({ type: 'put', key, value: '1', lease })) });
}
