import { expect, test } from 'vitest';
import { askAll } from './ask.ts';
import { openOurServer } from './our-server.ts';
import { readVectors } from './vectors.ts';

test('policies mutate objects as those of Kubernetes do, or are refused in its words', async () => {
  const outcomes = await askAll(await openOurServer(), async () => {});
  const wanted = readVectors();
  expect(outcomes.map(({ name }) => name)).toEqual(wanted.map(({ name }) => name));
  for (const [at, outcome] of outcomes.entries()) expect(outcome, outcome.name).toEqual(wanted[at]);
});
