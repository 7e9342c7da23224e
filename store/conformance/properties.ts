import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation, Store, Transaction } from '../store.ts';
import { StoreModel } from './model.ts';
import { type OpenSubject, Recorder } from './subject.ts';

/** Whatever callers do, the store and the model of it cannot be told apart. */
export function propertyConformance(open: OpenSubject): void {
  describe('any sequence of calls', () => {
    test('behaves as the model does', async () => {
      await fc.assert(
        fc.asyncProperty(steps, (sequence) => run(open, sequence)),
        { numRuns: runs },
      );
    });
  });
}

/** A few seconds on disk, where opening again is what takes the time. */
const runs = 40;

type Step =
  | { readonly type: 'txns'; readonly transactions: readonly TransactionPlan[] }
  | { readonly type: 'compact'; readonly back: number }
  | { readonly type: 'read'; readonly back: number; readonly prefix: string; readonly limit: number }
  | { readonly type: 'watch'; readonly back: number; readonly prefix: string }
  | { readonly type: 'reopen' };

/** `guess` is what the compare expects: the right revision of the key, or one off by so much. */
interface TransactionPlan {
  readonly compare: readonly { readonly key: string; readonly guess: number }[];
  readonly success: readonly Operation[];
  readonly failure: readonly Operation[];
}

const key = fc.constantFrom('/a', '/b', '/a/1', '/a/2', '/ab', '/\u{1f600}', '/\uffee');
const prefix = fc.constantFrom('', '/', '/a', '/a/', '/b', '/none');
const back = fc.integer({ min: -1, max: 12 });

const operation: fc.Arbitrary<Operation> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ type: fc.constant('put' as const), key, value: fc.string({ maxLength: 5 }) }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('delete' as const), key }) },
  { weight: 1, arbitrary: fc.record({ type: fc.constant('get' as const), key }) },
);

const operations = fc.uniqueArray(operation, { maxLength: 4, selector: (each) => each.key });

const plan: fc.Arbitrary<TransactionPlan> = fc.record({
  compare: fc.array(fc.record({ key, guess: fc.constantFrom(0, 0, 0, 1) }), { maxLength: 2 }),
  success: operations,
  failure: operations,
});

const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        type: fc.constant('txns' as const),
        transactions: fc.array(plan, { maxLength: 5 }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('compact' as const), back }) },
    {
      weight: 3,
      arbitrary: fc.record({ type: fc.constant('read' as const), back, prefix, limit: fc.nat(4) }),
    },
    { weight: 2, arbitrary: fc.record({ type: fc.constant('watch' as const), back, prefix }) },
    { weight: 1, arbitrary: fc.record({ type: fc.constant('reopen' as const) }) },
  ),
  { maxLength: 25 },
);

async function run(open: OpenSubject, sequence: readonly Step[]): Promise<void> {
  const subject = await open();
  const model = new StoreModel();
  let store = subject.store;
  try {
    for (const step of sequence) {
      if (step.type === 'reopen') store = await subject.reopen();
      else await perform(step, store, model);
      expect(await store.currentRevision()).toBe(model.revision);
      expect((await store.status()).compactedRevision).toBe(model.compactedRevision);
    }
  } finally {
    await store.close();
  }
}

async function perform(
  step: Exclude<Step, { type: 'reopen' }>,
  store: Store,
  model: StoreModel,
): Promise<void> {
  if (step.type === 'txns') return transact(step.transactions, store, model);
  const revision = model.revision - step.back;
  const allowed = revision >= Math.max(model.compactedRevision, 1);
  if (step.type === 'compact') return compact(revision, store, model);
  if (step.type === 'watch') return watch(revision, step.prefix, store, model);
  if (!allowed && revision < 1) return;
  const range = store.range({ prefix: step.prefix, revision, limit: step.limit });
  if (!allowed) return expect(range).rejects.toMatchObject({ code: 'COMPACTED' });
  if (revision > model.revision) return expect(range).rejects.toMatchObject({ code: 'FUTURE_REVISION' });
  const all = model.at(revision, step.prefix);
  const items = step.limit === 0 ? all : all.slice(0, step.limit);
  expect(await range).toEqual({ items, revision, more: items.length < all.length, count: all.length });
  for (const item of all) expect(await store.get(item.key, { revision })).toEqual(item);
}

/** All of them at once: they share a batch, and take effect in the order of the calls. */
async function transact(plans: readonly TransactionPlan[], store: Store, model: StoreModel): Promise<void> {
  const expected = plans.map((each) => {
    const compare = each.compare.map(({ key, guess }) => ({
      key,
      modRevision: (model.get(key)?.modRevision ?? 0) + guess,
    }));
    const transaction: Transaction = { ...each, compare };
    return { transaction, result: model.txn(transaction) };
  });
  const results = await Promise.all(expected.map(({ transaction }) => store.txn(transaction)));
  expect(results).toEqual(expected.map(({ result }) => result));
}

async function compact(revision: number, store: Store, model: StoreModel): Promise<void> {
  const done = store.compact(revision);
  if (revision <= model.compactedRevision) return expect(done).rejects.toMatchObject({ code: 'COMPACTED' });
  if (revision > model.revision) return expect(done).rejects.toMatchObject({ code: 'FUTURE_REVISION' });
  await done;
  model.compactedRevision = revision;
}

async function watch(revision: number, prefix: string, store: Store, model: StoreModel): Promise<void> {
  const sink = new Recorder();
  const afterRevision = Math.max(revision, 0);
  const watching = store.watch({ prefix, afterRevision }, sink);
  if (afterRevision < model.compactedRevision) {
    expect(await sink.ended()).toMatchObject({ code: 'COMPACTED' });
    return;
  }
  const expected = model.since(afterRevision, prefix);
  expect(await sink.atLeast(expected.length)).toEqual(expected);
  watching.cancel();
  expect(await sink.ended()).toBeUndefined();
}
