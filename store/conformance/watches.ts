import { describe, expect, test } from 'vitest';
import type { Store, StoreEvent, WatchSink } from '../store.ts';
import {
  eventText,
  eventTexts,
  type OpenSubject,
  put,
  Recorder,
  remove,
  withStore,
  write,
} from './subject.ts';

/** Every event once, in order, whole revisions, from any kept revision on. */
export function watchConformance(open: OpenSubject): void {
  describe('watches', () => {
    test(
      'tell what was there before and what is there now',
      withStore(open, async (store) => {
        const sink = new Recorder();
        store.watch({ prefix: '/' }, sink);
        await put(store, '/a', '1');
        await put(store, '/a', '2');
        await remove(store, '/a');
        await put(store, '/a', '3');
        expect(eventTexts(sink.seen)).toEqual([
          '2 put /a undefined -> 1',
          '3 put /a 1 -> 2',
          '4 delete /a 2 -> undefined',
          '5 put /a undefined -> 3',
        ]);
        expect(sink.seen[2]?.previous).toEqual({
          key: '/a',
          value: '2',
          createRevision: 2,
          modRevision: 3,
          version: 2,
        });
      }),
    );

    test(
      'have seen a write before its caller hears of it, and can read it then',
      withStore(open, async (store) => {
        const reads: Promise<unknown>[] = [];
        let seen = 0;
        const events = (batch: readonly StoreEvent[]) => {
          seen += batch.length;
          const revision = batch.at(-1)?.revision ?? 0;
          const current = Promise.resolve(store.currentRevision());
          reads.push(
            current.then((now) => expect(now).toBeGreaterThanOrEqual(revision)),
            store.get('/a').then((value) => expect(value?.modRevision).toBeGreaterThanOrEqual(revision)),
          );
        };
        store.watch({ prefix: '/' }, { events, end: () => undefined });
        for (let i = 1; i <= 10; i++) {
          await put(store, '/a', `${i}`);
          expect(seen).toBe(i);
        }
        await Promise.all(reads);
      }),
    );

    test(
      'resume from every revision as if they had never stopped',
      withStore(open, async (store, { reopen }) => {
        const live = new Recorder();
        store.watch({ prefix: '/pods/' }, live);
        await randomHistory(store, 60);
        const check = async (at: Store) => {
          for (let afterRevision = 0; afterRevision < (await at.currentRevision()); afterRevision++) {
            const expected = live.seen.filter((event) => event.revision > afterRevision);
            const sink = new Recorder();
            at.watch({ prefix: '/pods/', afterRevision }, sink);
            expect(eventTexts(await sink.atLeast(expected.length))).toEqual(eventTexts(expected));
          }
        };
        await check(store);
        await check(await reopen());
      }),
    );

    test(
      'go from history to the present without gap or repeat while writers go on',
      withStore(open, async (store) => {
        const sinks: { readonly from: number; readonly sink: Recorder }[] = [];
        for (let round = 0; round < 60; round++) {
          const from = Math.floor(((await store.currentRevision()) * (round % 7)) / 6);
          const sink = new Recorder();
          store.watch({ prefix: '/', afterRevision: from }, sink);
          sinks.push({ from, sink });
          await Promise.all(Array.from({ length: 40 }, (_, i) => put(store, `/${i}`, `${round}`)));
        }
        const last = await store.currentRevision();
        for (const { from, sink } of sinks) {
          const first = Math.max(from, 1) + 1;
          await sink.atLeast(last - first + 1);
          const expected = Array.from({ length: last - first + 1 }, (_, i) => first + i);
          expect(sink.seen.map((event) => event.revision)).toEqual(expected);
        }
      }),
    );

    test(
      'get all events of a revision in one batch, live and from history',
      withStore(open, async (store, { reopen }) => {
        const sink = new Recorder();
        store.watch({ prefix: '/a' }, sink);
        for (let i = 0; i < 30; i++) {
          const parts = Array.from(
            { length: 40 },
            (_, part) => ({ type: 'put', key: `/${'ab'[part % 2]}${part}`, value: `${i}` }) as const,
          );
          await write(store, ...parts);
        }
        const old = new Recorder();
        (await reopen()).watch({ prefix: '/a', afterRevision: 0 }, old);
        await old.atLeast(600);
        for (const { batches, seen } of [sink, old]) {
          expect(seen).toHaveLength(600);
          for (const batch of batches) expect(batch.length % 20).toBe(0);
        }
        expect(eventTexts(old.seen)).toEqual(eventTexts(sink.seen));
      }),
    );

    test(
      'get the keys that start with their prefix and no other',
      withStore(open, async (store) => {
        const sinks = ['', '/', '/a', '/a/', '/a/b', '/ab', '/a/b/c'].map((prefix) => {
          const sink = new Recorder();
          store.watch({ prefix }, sink);
          return { prefix, sink };
        });
        const keys = ['/a', '/a/', '/a/b', '/a/bc', '/ab', '/b', 'x', '/a/b/c'];
        await Promise.all(keys.map((key) => put(store, key, 'x')));
        for (const { prefix, sink } of sinks) {
          expect(sink.seen.map((event) => event.key)).toEqual(keys.filter((key) => key.startsWith(prefix)));
        }
      }),
    );

    test(
      'begin with the present unless told otherwise, and never within the call',
      withStore(open, async (store) => {
        await put(store, '/a', 'past');
        let called = false;
        const events = () => {
          called = true;
        };
        store.watch({ prefix: '/', afterRevision: 1 }, { events, end: () => undefined });
        expect(called).toBe(false);
        const sink = new Recorder();
        store.watch({ prefix: '/' }, sink);
        await put(store, '/a', 'present');
        expect(eventTexts(sink.seen)).toEqual(['3 put /a past -> present']);
      }),
    );

    test(
      'are refused where they ask to begin at what is no revision',
      withStore(open, async (store) => {
        for (const afterRevision of [-1, 1.5, Number.NaN])
          expect(() => store.watch({ prefix: '/', afterRevision }, new Recorder())).toThrow(TypeError);
      }),
    );

    test(
      'wait for a revision that is still to come',
      withStore(open, async (store) => {
        const sink = new Recorder();
        store.watch({ prefix: '/', afterRevision: 5 }, sink);
        await Promise.all(Array.from({ length: 3 }, (_, i) => put(store, '/a', `${i}`)));
        await Promise.all(Array.from({ length: 3 }, (_, i) => put(store, '/a', `${i}`)));
        expect(sink.seen.map((event) => event.revision)).toEqual([6, 7]);
      }),
    );

    test(
      'get nothing after they are cancelled, and end once',
      withStore(open, async (store) => {
        const sink = new Recorder();
        const watch = store.watch({ prefix: '/' }, sink);
        await put(store, '/a', '1');
        watch.cancel();
        watch.cancel();
        await put(store, '/a', '2');
        expect(eventTexts(sink.seen)).toEqual(['2 put /a undefined -> 1']);
        expect(sink.ends).toEqual([undefined]);
        const replay = new Recorder();
        store.watch({ prefix: '/', afterRevision: 0 }, replay).cancel();
        await replay.ended();
        await put(store, '/a', '3');
        expect(replay.seen).toEqual([]);
      }),
    );

    test(
      'may be cancelled and begun from within an event',
      withStore(open, async (store) => {
        const [second, third] = [new Recorder(), new Recorder()];
        const log: string[] = [];
        const first = store.watch(
          { prefix: '/' },
          {
            events: (batch) => {
              log.push(...batch.map(eventText));
              first.cancel();
              victim.cancel();
              store.watch({ prefix: '/' }, third);
            },
            end: () => log.push('end'),
          },
        );
        const victim = store.watch({ prefix: '/' }, second);
        await Promise.all([put(store, '/a', '1'), put(store, '/a', '2')]);
        await put(store, '/a', '3');
        expect(log.at(-1)).toBe('end');
        expect([...log.slice(0, -1), ...eventTexts(third.seen)]).toEqual([
          '2 put /a undefined -> 1',
          '3 put /a 1 -> 2',
          '4 put /a 2 -> 3',
        ]);
        expect(second.seen).toEqual([]);
        expect(second.ends).toEqual([undefined]);
      }),
    );

    test(
      'are not held up by one another, however slow one is to take its events in',
      withStore(open, async (store) => {
        const slow = new SlowSink();
        store.watch({ prefix: '/' }, slow);
        const others = Array.from({ length: 300 }, () => new Recorder());
        for (const [i, sink] of others.entries())
          store.watch({ prefix: i % 2 === 0 ? '/' : `/${i % 10}` }, sink);
        await Promise.all(Array.from({ length: 100 }, (_, i) => put(store, `/${i % 10}`, `${i}`)));
        for (const [i, sink] of others.entries()) expect(sink.seen).toHaveLength(i % 2 === 0 ? 100 : 10);
        await slow.drained(100);
        expect(slow.taken).toEqual(Array.from({ length: 100 }, (_, i) => i + 2));
      }),
    );

    test(
      'end without an error when the store is closed',
      withStore(open, async (store) => {
        const [live, replay] = [new Recorder(), new Recorder()];
        store.watch({ prefix: '/' }, live);
        const writing = put(store, '/a', '1');
        await store.close();
        await writing;
        expect(eventTexts(live.seen)).toEqual(['2 put /a undefined -> 1']);
        expect(await live.ended()).toBeUndefined();
        store.watch({ prefix: '/', afterRevision: 0 }, replay);
        expect(await replay.ended()).toMatchObject({ code: 'CLOSED' });
        expect(replay.seen).toEqual([]);
      }),
    );
  });
}

/** Takes in one event after the other, each in a turn of its own. */
class SlowSink implements WatchSink {
  readonly taken: number[] = [];
  #work: Promise<void> = Promise.resolve();

  events(batch: readonly StoreEvent[]): void {
    for (const event of batch) {
      this.#work = this.#work.then(() => {
        this.taken.push(event.revision);
      });
    }
  }

  end(): void {}

  async drained(count: number): Promise<void> {
    while (this.taken.length < count) await this.#work;
  }
}

/** Writes and deletes over a few keys, several to a revision now and then. */
async function randomHistory(store: Store, count: number): Promise<void> {
  for (let i = 0; i < count; i++) {
    const key = `${i % 3 === 0 ? '/nodes' : '/pods'}/${(i * 7) % 5}`;
    if (i % 4 === 3) await remove(store, key);
    else if (i % 6 === 5)
      await write(store, { type: 'delete', key }, { type: 'put', key: `${key}/more`, value: `${i}` });
    else await put(store, key, `${i}`);
  }
}
