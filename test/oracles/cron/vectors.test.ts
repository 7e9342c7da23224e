import { expect, test } from 'vitest';
import { readVectors } from '../kit/rule-cases.ts';
import { cronRules } from './rule-set.ts';

test.each(Object.keys(cronRules.cases))('%s: we answer as Kubernetes does', (rule) => {
  const vectors = readVectors(cronRules.prefix, rule);
  expect(vectors.length).toBeGreaterThan(20);
  for (const { in: input, out } of vectors) {
    expect({ in: input, out: cronRules.ours(rule, input, out) }).toEqual({ in: input, out });
  }
});
