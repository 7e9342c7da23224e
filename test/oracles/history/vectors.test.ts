import { expect, test } from 'vitest';
import { readVectors } from '../kit/rule-cases.ts';
import { historyRules } from './rule-set.ts';

test.each(Object.keys(historyRules.cases))('%s: we answer as Kubernetes does', (rule) => {
  const vectors = readVectors(historyRules.prefix, rule);
  expect(vectors.length).toBeGreaterThan(20);
  for (const { in: input, out } of vectors) {
    expect({ in: input, out: historyRules.ours(rule, input, out) }).toEqual({ in: input, out });
  }
});
