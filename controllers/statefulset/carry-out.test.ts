import { expect, it } from 'vitest';
import type { V1StatefulSet } from '../../api/index.ts';
import { carryOut } from './carry-out.ts';
import type { Plan, Step } from './decide.ts';
import { podOf, setOf } from './testing/set-objects.ts';

const step = (does: Step['does'], ordinal: number): Step => ({ does, pod: podOf(ordinal) });
const plan: Plan = {
  phases: [
    [[step('create-claims', 0), step('repair', 0)], [step('create', 1)], [step('create', 2)]],
    [[step('delete', 3)]],
  ],
  outdated: [podOf(0)],
};

/** Carries the plan out; what fails is told as `Ordinal does`. */
async function carriedOut(set: V1StatefulSet, failing: readonly string[] = [], mayCreate = () => true) {
  const taken: string[] = [];
  let atOnce = 0;
  let mostAtOnce = 0;
  const take = async ({ does, pod }: Step) => {
    const name = `${pod.metadata?.name} ${does}`;
    taken.push(name);
    mostAtOnce = Math.max(mostAtOnce, ++atOnce);
    await Promise.resolve();
    atOnce--;
    if (failing.includes(name)) throw new Error(name);
  };
  return { done: await carryOut(set, plan, { take }, mayCreate), taken, mostAtOnce };
}

const all = [
  'web-0 create-claims',
  'web-0 repair',
  'web-1 create',
  'web-2 create',
  'web-3 delete',
  'web-0 delete',
];

it('steps are taken one after the other, and pods that were replaced are counted', async () => {
  const { done, taken, mostAtOnce } = await carriedOut(setOf());
  expect([taken, mostAtOnce, done]).toEqual([all, 1, { replaced: 1, heldBack: false }]);
});

it('the first failure ends it, and is told with what was done before', async () => {
  const { done, taken } = await carriedOut(setOf(), ['web-1 create']);
  expect(taken).toEqual(all.slice(0, 3));
  expect(done).toEqual({ error: new Error('web-1 create'), replaced: 0, heldBack: false });
  expect((await carriedOut(setOf(), ['web-0 delete'])).done).toMatchObject({ replaced: 0 });
});

it('pods of a parallel set are taken at once, in batches that grow while all goes well', async () => {
  const parallel = setOf({ podManagementPolicy: 'Parallel' });
  const { taken, mostAtOnce } = await carriedOut(parallel);
  expect([taken, mostAtOnce]).toEqual([all, 2]);
  expect((await carriedOut(parallel, ['web-1 create'])).taken).toEqual(all.slice(0, 4));
});

it('pods that may not be made yet are left out, and that is told', async () => {
  const { done, taken } = await carriedOut(setOf(), [], () => false);
  expect(taken).toEqual(all.filter((name) => !name.endsWith(' create')));
  expect(done).toEqual({ replaced: 1, heldBack: true });
});
