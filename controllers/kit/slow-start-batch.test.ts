import { expect, test } from 'vitest';
import { slowStartBatch } from './slow-start-batch.ts';

/** Fails from the call number `failFrom` on. */
async function run(count: number, failFrom = Number.POSITIVE_INFINITY) {
  const batches: number[][] = [];
  let open: number[] | undefined;
  const result = await slowStartBatch([...Array(count).keys()], 1, async (index) => {
    if (open === undefined) {
      open = [];
      batches.push(open);
      queueMicrotask(() => {
        open = undefined;
      });
    }
    open.push(index);
    await Promise.resolve();
    if (index >= failFrom) throw new Error(`call ${index}`);
  });
  return { result, sizes: batches.map((batch) => batch.length), calls: batches.flat() };
}

test('batches double until all is done', async () => {
  const { result, sizes, calls } = await run(10);
  expect(sizes).toEqual([1, 2, 4, 3]);
  expect(calls).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(result).toEqual({ successes: 10 });
});

test('nothing to do is done', async () => {
  expect((await run(0)).result).toEqual({ successes: 0 });
});

test('what fails at once costs one call', async () => {
  const { result, calls } = await run(10, 0);
  expect(calls).toEqual([0]);
  expect(result).toEqual({ successes: 0, error: new Error('call 0') });
});

test('the batch in which a call fails is finished, and no other begun', async () => {
  const { result, sizes } = await run(10, 4);
  expect(sizes).toEqual([1, 2, 4]);
  expect(result).toEqual({ successes: 4, error: new Error('call 4') });
});
