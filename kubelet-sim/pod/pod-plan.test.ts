import { expect, test } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import { runMs } from '../behaviours/behaviours.ts';
import { NodeImages } from '../node/node-images.ts';
import { behaviourAnnotation, planPod } from './pod-plan.ts';

type Spec = Partial<V1Pod['spec'] & object>;

const planOf = (spec: Spec, behaviours: Parameters<typeof planPod>[1]['behaviours'] = [], json?: string) => {
  const annotations = json === undefined ? {} : { [behaviourAnnotation]: json };
  const pod: V1Pod = { metadata: { name: 'web', annotations }, spec: { containers: [], ...spec } };
  return planPod(pod, { behaviours, preset: 'default', images: new NodeImages() });
};
const web = { name: 'web', image: 'nginx' };

/** The policy of the pod and of the container, then what holds for an init container, a sidecar and a main one. */
const policies = [
  [undefined, undefined, 'OnFailure', 'Always'],
  ['OnFailure', undefined, 'OnFailure', 'OnFailure'],
  ['Never', undefined, 'Never', 'Never'],
  ['Always', 'Never', 'Never', 'Never'],
  ['Never', 'OnFailure', 'OnFailure', 'OnFailure'],
] as const;

test.each(policies)(
  'in a pod of policy %s one of policy %s: %s as init, else %s',
  (ofPod, own, init, main) => {
    const container = { ...web, ...(own && { restartPolicy: own }) };
    const sidecar = { ...web, restartPolicy: 'Always' };
    const spec = { ...(ofPod && { restartPolicy: ofPod }), containers: [container] };
    const plan = planOf({ ...spec, initContainers: [container, sidecar] });
    expect(plan.containers.map(({ role, restartPolicy }) => [role, restartPolicy])).toEqual([
      ['init', init],
      ['sidecar', 'Always'],
      ['main', main],
    ]);
    expect([plan.initCount, plan.restartPolicy]).toEqual([2, ofPod ?? 'Always']);
  },
);

test('what is there to end does so by itself, unless it is said to run for ever', () => {
  const spec = { initContainers: [web], containers: [web], restartPolicy: 'OnFailure' };
  const timesOf = (plan: ReturnType<typeof planOf>) => plan.containers.map((container) => container.runMs);
  expect(timesOf(planOf(spec))).toEqual([runMs.default.init, runMs.default.main]);
  expect(timesOf(planOf({ ...spec, restartPolicy: 'Always' }))).toEqual([runMs.default.init, undefined]);
  expect(timesOf(planOf(spec, [{ run: { forever: true } }]))).toEqual([undefined, undefined]);
});

test('the behaviours of a pod come before those for all', () => {
  const all = [{ stop: { exitCode: 2 } }];
  const own = '[{ "match": { "container": "web" }, "stop": { "exitCode": 1 } }]';
  const containers = [web, { ...web, name: 'other' }];
  const codes = planOf({ containers }, all, own).containers.map(({ behaviour }) => behaviour.stop.exitCode);
  expect(codes).toEqual([1, 2]);
});

test('a container whose image is none, or whose behaviour is, is refused', () => {
  const refusalOf = (image: string, json?: string) =>
    planOf({ containers: [{ ...web, image }] }, [], json).containers[0]?.refusal?.reason;
  expect(refusalOf('nginx')).toBeUndefined();
  expect(refusalOf('Nginx')).toBe('InvalidImageName');
  expect(refusalOf('nginx', 'no JSON')).toBe('CreateContainerConfigError');
});

test('a pod has half a minute to end, and pulls what is not there, where it says nothing', () => {
  const { graceMs, containers, references, mayRestartAll } = planOf({ containers: [web] });
  expect([graceMs, containers[0]?.pullPolicy, containers[0]?.restartRules]).toEqual([
    30_000,
    'IfNotPresent',
    [],
  ]);
  expect([references, mayRestartAll]).toEqual([[], false]);
  const always = { ...web, imagePullPolicy: 'Always' };
  const said = planOf({ containers: [always], terminationGracePeriodSeconds: 5 });
  expect([said.graceMs, said.containers[0]?.pullPolicy]).toEqual([5000, 'Always']);
});

test('all that a pod refers to is what its containers and its volumes do', () => {
  const env = [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }];
  const volumes = [{ name: 'v', configMap: { name: 'c' } }];
  const plan = planOf({ initContainers: [{ ...web, env }], containers: [web], volumes });
  expect(plan.references).toEqual([
    { kind: 'Secret', name: 's', keys: ['k'] },
    { kind: 'ConfigMap', name: 'c', keys: [] },
  ]);
  expect(plan.volumes.map(({ volume }) => volume)).toEqual(['v']);
});

test('a rule of any container may restart them all', () => {
  const rule = (action: string) => ({ action, exitCodes: { operator: 'In', values: [1] } });
  const mayOf = (...actions: string[]) =>
    planOf({ containers: [web, { ...web, restartPolicyRules: actions.map(rule) }] }).mayRestartAll;
  expect([mayOf(), mayOf('Restart'), mayOf('Restart', 'RestartAllContainers')]).toEqual([false, false, true]);
});
