import { expect, test } from 'vitest';
import { readVectors } from '../kit/rule-cases.ts';
import { schedulerRules } from './rule-set.ts';

test.each(Object.keys(schedulerRules.cases))('%s: pods go where kube-scheduler has them go', async (rule) => {
  const vectors = readVectors(schedulerRules.prefix, rule);
  expect(vectors.length).toBeGreaterThan(1);
  for (const { in: input, out } of vectors) {
    expect({ in: input, out: await schedulerRules.ours(rule, input, out) }).toEqual({ in: input, out });
  }
});
