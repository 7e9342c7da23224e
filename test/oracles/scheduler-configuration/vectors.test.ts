import { expect, test } from 'vitest';
import { readVectors } from '../kit/rule-cases.ts';
import { configurationRules } from './rule-set.ts';

test('configurations of schedulers become what they become in Kubernetes, or are refused as there', () => {
  const vectors = readVectors(configurationRules.prefix, 'reads');
  expect(vectors.length).toBeGreaterThan(100);
  for (const { in: input, out } of vectors) {
    expect({ in: input, out: configurationRules.ours('reads', input, out) }).toEqual({ in: input, out });
  }
});
