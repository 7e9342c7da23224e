import { describe, expect, it } from 'vitest';
import { readVectors } from '../kit/rule-cases.ts';
import { valueRules } from './rule-set.ts';
import { rules } from './rules.ts';

describe('the value rules answer as Kubernetes does', () => {
  it.each(Object.keys(rules))('%s', (rule) => {
    const vectors = readVectors(valueRules.prefix, rule);
    expect(vectors.length).toBeGreaterThan(5);
    for (const { in: input, out } of vectors) {
      expect({ in: input, out: valueRules.ours(rule, input, out) }).toEqual({ in: input, out });
    }
  });
});
