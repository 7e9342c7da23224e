import { describe, expect, it } from 'vitest';
import { readVectors } from '../kit/rule-cases.ts';
import { VALUE_RULES } from './rule-set.ts';
import { RULES } from './rules.ts';

describe('the value rules answer as Kubernetes does', () => {
  it.each(Object.keys(RULES))('%s', (rule) => {
    const vectors = readVectors(VALUE_RULES.prefix, rule);
    expect(vectors.length).toBeGreaterThan(5);
    for (const { in: input, out } of vectors) {
      expect({ in: input, out: VALUE_RULES.ours(rule, input, out) }).toEqual({ in: input, out });
    }
  });
});
