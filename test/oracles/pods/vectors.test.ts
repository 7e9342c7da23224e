import { expect, test } from 'vitest';
import { readVectors } from '../kit/rule-cases.ts';
import { POD_RULES } from './rule-set.ts';

test.each(Object.keys(POD_RULES.cases))('%s: we answer as Kubernetes does', (rule) => {
  const vectors = readVectors(POD_RULES.prefix, rule);
  expect(vectors.length).toBeGreaterThan(20);
  for (const { in: input, out } of vectors) {
    expect({ in: input, out: POD_RULES.ours(rule, input, out) }).toEqual({ in: input, out });
  }
});
