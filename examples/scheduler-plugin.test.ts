// How to test a plugin of a scheduler: a whole control plane in virtual time, and as many seeds as you like.
import { coreV1 } from 'homeostat';
import { expect, test } from 'vitest';
import { openWorldOfTeams, podOf } from './scheduler-plugin.ts';

test.each([1, 2, 3])('teams have nodes of their own, with seed %i', async (seed) => {
  const { act, run, close } = await openWorldOfTeams(seed);
  const nodeOf = async (name: string) => {
    const { spec } = await run((user) => user.get(coreV1.pods, { namespace: 'default', name }));
    return spec?.nodeName;
  };
  for (const team of ['red', 'blue', 'green']) await act((user) => user.create(coreV1.pods, podOf(team)));
  expect(new Set([await nodeOf('red'), await nodeOf('blue')])).toEqual(new Set(['node-1', 'node-2']));
  expect(await nodeOf('green')).toBeUndefined();

  // When a team leaves its node, another may have it.
  const left = await nodeOf('red');
  await act((user) => user.delete(coreV1.pods, { namespace: 'default', name: 'red' }));
  expect(await nodeOf('green')).toBe(left);
  await close();
});
