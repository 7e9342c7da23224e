import { expect, test } from 'vitest';
import { readVectors } from '../kit/rule-cases.ts';
import { stageRules } from './rule-set.ts';

test.each(Object.keys(stageRules.cases))('%s: we answer as kwok does', (rule) => {
  const vectors = readVectors(stageRules.prefix, rule);
  expect(vectors.length).toBeGreaterThan(20);
  for (const { in: input, out } of vectors) {
    expect({ in: input, out: stageRules.ours(rule, input, out) }).toEqual({ in: input, out });
  }
});
