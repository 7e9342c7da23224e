import { expect, it } from 'vitest';
import { aggregatedRules } from './aggregated-rules.ts';

const all = {
  metadata: { name: 'all' },
  aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: '' } }] },
};

it('rules that say the same are one, whether an empty list stands in them or none', () => {
  const rule = { verbs: ['get'], apiGroups: [''], resources: ['pods'] };
  const named = { ...rule, resourceNames: ['web'] };
  const one = {
    metadata: { name: 'one', labels: { a: '' } },
    rules: [rule, { ...rule, resourceNames: [] }, named, { ...named, nonResourceURLs: [] }],
  };
  expect(aggregatedRules(all, [one, all])).toEqual([rule, named]);
});
