import { expect, test } from 'vitest';
import { readVectors } from '../kit/rule-cases.ts';
import { podRules } from './rule-set.ts';

test.each(Object.keys(podRules.cases))('%s: we answer as Kubernetes does', (rule) => {
  const vectors = readVectors(podRules.prefix, rule);
  expect(vectors.length).toBeGreaterThan(20);
  for (const { in: input, out } of vectors) {
    expect({ in: input, out: podRules.ours(rule, input, out) }).toEqual({ in: input, out });
  }
});
