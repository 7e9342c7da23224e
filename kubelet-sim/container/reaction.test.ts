import { expect, test } from 'vitest';
import type { V1ContainerRestartRule, V1Pod } from '../../api/index.ts';
import { NodeHost } from '../node/node-host.ts';
import { NodeImages } from '../node/node-images.ts';
import { nodeFacts } from '../node/node-spec.ts';
import { planPod } from '../pod/pod-plan.ts';
import { type KeyedObject, noObjects } from '../pod/pod-references.ts';
import type { ContainerState } from '../pod/pod-state.ts';
import type { ContainerView } from './container-step.ts';
import { reaction } from './reaction.ts';
import { restarts, ruleFor } from './restart-rules.ts';

const planOf = (container: object, restartPolicy = 'Never') => {
  const pod: V1Pod = { spec: { restartPolicy, containers: [{ name: 'web', image: 'nginx', ...container }] } };
  const [plan] = planPod(pod, { behaviours: [], preset: 'instant', images: new NodeImages() }).containers;
  if (plan === undefined) throw new Error('no container');
  return { pod, plan };
};

const rule = (operator: string, values?: number[]): V1ContainerRestartRule => ({
  action: 'Restart',
  exitCodes: { operator, ...(values && { values }) },
});

const rules: readonly (readonly [readonly V1ContainerRestartRule[], number, number])[] = [
  [[rule('In', [42, 43])], 43, 0],
  [[rule('In', [42])], 1, -1],
  [[rule('In')], 1, -1],
  [[rule('NotIn', [42])], 1, 0],
  [[rule('NotIn', [42])], 42, -1],
  [[rule('In', [1]), rule('NotIn', [42])], 2, 1],
  [[rule('In', [1]), rule('NotIn', [42])], 1, 0],
  [[{ action: 'Restart' }], 1, -1],
];

test.each(rules)('of the rules %j for exit code %i counts the one at %i', (restartPolicyRules, code, at) => {
  const { plan } = planOf({ restartPolicyRules });
  expect(ruleFor(plan, code)).toBe(restartPolicyRules[at]);
  expect(restarts(plan, code)).toBe(at >= 0);
});

test('what was missing and has changed is tried again at one moment, however often and late that is seen', () => {
  const env = [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'c', key: 'k' } } }];
  const { pod, plan } = planOf({ env });
  let found: KeyedObject | undefined;
  const objects = { ...noObjects, namespace: 'default', find: () => found };
  const view: ContainerView = {
    plan,
    nowMs: 12_000,
    host: new NodeHost(nodeFacts({ name: 'n' }), 'key').hostOf(pod, () => objects),
    addedMs: 0,
    podIP: '10.0.0.1',
    podText: '',
    tell: () => undefined,
    act: () => undefined,
  };
  const step = { at: 'unconfigured', message: 'configmap "c" not found', sinceMs: 1000 } as const;
  const state: ContainerState = { step, restartCount: 0, ends: 0 };
  expect(reaction(state, view)).toBe(state);
  found = { data: { k: 'v' } };
  const again = reaction(state, view);
  expect(again.step).toEqual({ ...step, untilMs: 21_000 });
  expect(reaction(again, view)).toBe(again);
  expect(reaction(again, { ...view, nowMs: 21_003 })).toBe(again);
});
