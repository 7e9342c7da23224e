import { expect, test } from 'vitest';
import type { V1PodDisruptionBudget } from '../../../api/index.ts';
import { PodInfo } from '../../cache/pod-info.ts';
import { pod } from '../../testing/objects.ts';
import { splitByBudgets } from './split-by-budgets.ts';

const { metadata, ...rest } = pod('web');
const web = new PodInfo({ ...rest, metadata: { ...metadata, labels: { app: 'web' } } });

function budget(selector: object): V1PodDisruptionBudget {
  return {
    metadata: { name: 'budget', namespace: 'default' },
    spec: { selector },
    status: { disruptionsAllowed: 0, currentHealthy: 1, desiredHealthy: 1, expectedPods: 1 },
  };
}

test('a budget that allows nothing is broken by a pod that it selects', () => {
  const { violating } = splitByBudgets([web], [budget({ matchLabels: { app: 'web' } })]);
  expect(violating).toEqual([web]);
});

test.each([
  ['selects everything', {}],
  ['cannot be read', { matchExpressions: [{ key: 'app', operator: 'Near', values: ['web'] }] }],
])('a budget whose selector %s protects nobody', (_, selector) => {
  const { harmless } = splitByBudgets([web], [budget(selector)]);
  expect(harmless).toEqual([web]);
});
