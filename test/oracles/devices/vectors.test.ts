import { expect, test } from 'vitest';
import { readVectors } from '../kit/rule-cases.ts';
import { deviceRules } from './rule-set.ts';

test.each(Object.keys(deviceRules.cases))('%s: we answer as Kubernetes does', (rule) => {
  const vectors = readVectors(deviceRules.prefix, rule);
  expect(vectors.length).toBeGreaterThan(20);
  for (const { in: input, out } of vectors) {
    expect({ in: input, out: deviceRules.ours(rule, input, out) }).toEqual({ in: input, out });
  }
});
