import { expect, test } from 'vitest';
import { readVectors } from '../kit/rule-cases.ts';
import { structuralRules } from './rule-set.ts';

test.each(Object.keys(structuralRules.cases))('%s: we answer as Kubernetes does', (rule) => {
  const vectors = readVectors(structuralRules.prefix, rule);
  expect(vectors.length).toBeGreaterThan(20);
  for (const { in: input, out } of vectors) {
    expect({ in: input, out: structuralRules.ours(rule, input, out) }).toEqual({ in: input, out });
  }
});
