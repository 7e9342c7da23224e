import fc from 'fast-check';
import type { V1PodDisruptionBudget, V1PodSpec } from '../../../api/index.ts';
import type { Theme } from './cases.ts';
import { affinity } from './random-affinity.ts';
import { sometimes } from './random-nodes.ts';
import { apps } from './random-pods.ts';

const budget = fc.record({
  app: fc.constantFrom(...apps),
  namespace: fc.constantFrom('default', 'default', 'other'),
  allowed: fc.constantFrom(0, 0, 1, 2),
});

type Drawn = typeof budget extends fc.Arbitrary<infer T> ? T : never;

function budgetOf({ app, namespace, allowed }: Drawn, at: number): V1PodDisruptionBudget {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata: { name: `b${at}`, namespace },
    spec: { selector: { matchLabels: { app } } },
    status: { disruptionsAllowed: allowed, currentHealthy: 3, desiredHealthy: 1, expectedPods: 3 },
  };
}

const spec = fc
  .record({
    priority: fc.constantFrom(0, 0, 10, 100),
    never: sometimes(fc.constant('Never'), 12),
    cpu: fc.constantFrom('2', '4', '6'),
  })
  .map(
    ({ priority, never, cpu }): Partial<V1PodSpec> => ({
      priority,
      ...(never && { preemptionPolicy: never }),
      containers: [{ name: 'c0', image: 'app:1', resources: { requests: { cpu } } }],
    }),
  );

/** Full nodes, pods of different priorities, and budgets. */
export const preemption: Theme = {
  spec,
  areRoomy: true,
  waitingPriority: fc.constantFrom(0, 10, 100, 1_000),
  placedMax: 14,
  objects: fc.array(budget, { maxLength: 3 }).map((drawn) => () => drawn.map(budgetOf)),
};

/** Pods that are in the way for other reasons than room. */
export const preemptionByAffinity: Theme = { ...preemption, ...affinity, placedMax: 14 };

/** The same, while some pods are on their way out for others, and some wait for a node that is kept for them. */
export const nominations: Theme = { ...preemption, haveNominations: true };
