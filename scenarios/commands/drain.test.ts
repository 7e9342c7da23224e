import { expect, test } from 'vitest';
import { failureOf } from '../testing/one-scenario.ts';

const template = '{metadata: {labels: {app: web}}, spec: {containers: [{name: web, image: "nginx:1"}]}}';
const web = `apply: {resource: {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 2, selector: {matchLabels: {app: web}}, template: ${template}}}}`;
const budget = (spec: string) =>
  `apply: {resource: {apiVersion: policy/v1, kind: PodDisruptionBudget, metadata: {name: web}, spec: {${spec}, selector: {matchLabels: {app: web}}}}}`;
const running =
  'assert: {resource: {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, status: {readyReplicas: 2}}}';
const moved =
  'assert: {within: 1m, resource: {apiVersion: v1, kind: Pod, metadata: {labels: {app: web}}, spec: {nodeName: node-2}, status: {phase: Running}}}';

test('a node is drained within the budget, one pod after the other', async () => {
  const steps = [web, budget('maxUnavailable: 1'), 'start: {node: node-2}', running];
  expect(await failureOf(...steps, 'drain: {node: node-1}', moved)).toBeUndefined();
});

test('what a budget never allows is told, and the node takes no pods', async () => {
  const failure = await failureOf(
    web,
    budget('maxUnavailable: 0'),
    running,
    'drain: {node: node-1, timeout: 7s}',
  );
  expect(failure?.message).toMatch(/pods are left after 7s/);
  expect(`${failure?.detail}`).toMatch(
    /^pod default\/web-\S+: Cannot evict pod as it would violate the pod's disruption budget\.\npod default/,
  );
});
