import { expect, test } from 'vitest';
import { appsV1, coreV1, policyV1 } from '../api/index.ts';
import type { ResourceType } from '../apimachinery/index.ts';
import { runScenario } from './run-scenario.ts';
import { staleStatus } from './stale-status.ts';
import { scenarioOf } from './testing/one-scenario.ts';

const of = (generation: number, observedGeneration?: number, metadata: object = {}) => ({
  metadata: { name: 'x', generation, ...metadata },
  status: observedGeneration === undefined ? {} : { observedGeneration },
});

const older = 'its status is of generation 1, the object of generation 2';
const none = expect.stringContaining('its status has no observedGeneration');
const rows: readonly [string, ResourceType, object, unknown][] = [
  ['a rollout that nobody has seen yet', appsV1.deployments, of(2, 1), older],
  ['one that was seen', appsV1.deployments, of(2, 2), undefined],
  ['a new Deployment', appsV1.deployments, of(1), none],
  ['a budget', policyV1.podDisruptionBudgets, of(2, 1), older],
  ['what is being deleted', appsV1.deployments, of(2, 1, { deletionTimestamp: 'now' }), undefined],
  ['a pod whose change its kubelet has not seen', coreV1.pods, of(2, 1), older],
  ['a pod that no kubelet has seen', coreV1.pods, of(1), undefined],
  ['a kind whose status does not say', coreV1.nodes, of(2), undefined],
];

test.each(rows)('%s', (_, type, object, stale) => {
  expect(staleStatus(type, object)).toEqual(stale);
});

const template = (image: string) =>
  `template: {metadata: {labels: {app: w}}, spec: {containers: [{name: c, image: "${image}"}]}}`;
const web = (rest: string) => `{apiVersion: apps/v1, kind: Deployment, metadata: {name: w}, ${rest}}`;
const apply = `apply: {resource: ${web(`spec: {replicas: 2, selector: {matchLabels: {app: w}}, ${template('a:1')}}`)}}`;
const roll = `patch: {resource: ${web(`spec: {${template('a:unready')}}`)}}`;
const rolledOut = web('status: {replicas: 2, updatedReplicas: 2, availableReplicas: 2}');

/** Where a scenario of these steps fails, with each of ten seeds; 0 where it passes. */
async function stepsThatFail(...steps: readonly string[]): Promise<readonly number[]> {
  const seeds = Array.from({ length: 10 }, (_, at) => at + 1);
  const results = await Promise.all(seeds.map((seed) => runScenario(scenarioOf(...steps), { seed })));
  return [...new Set(results.map(({ failure }) => failure?.step ?? 0))];
}

test('an assertion right after a change does not hold of the status before it, whatever the seed', async () => {
  expect(await stepsThatFail(apply, 'settle: {}', roll, `assert: {resource: ${rolledOut}}`)).toEqual([4]);
  const stale = `assert: {staleStatus: true, resource: ${web('status: {observedGeneration: 1}')}}`;
  expect(await stepsThatFail(apply, 'settle: {}', roll, stale)).toContain(0);
});

test('an error right after a change is not passed by the status before it', async () => {
  const never = `error: {within: 1s, resource: ${web('status: {observedGeneration: 2}')}}`;
  expect(await stepsThatFail(apply, 'settle: {}', roll, never)).toEqual([4]);
});

test('a status that stays behind is told in words', async () => {
  const set = `{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: s}, spec: {serviceName: s, selector: {matchLabels: {app: w}}, ${template('a')}}}`;
  const status = (fields: string, rest = '') =>
    `{${rest}resource: {apiVersion: apps/v1, kind: StatefulSet, metadata: {name: s}, status: {${fields}}}}`;
  const written = `patch: ${status('replicas: 2, observedGeneration: 1, conditions: [{type: Ready, status: "True"}]', 'subresource: status, ')}`;
  const change = 'scale: {ref: {apiVersion: apps/v1, kind: StatefulSet, name: s}, replicas: 3}';
  const steps = [`apply: {resource: ${set}}`, written, change];
  // The test writes the status, and not the controller of StatefulSets.
  const failureOf = async (step: string) => {
    const scenario = scenarioOf(...steps, step);
    const cluster = { ...scenario.cluster, controllers: ['*', '-statefulset'] };
    return (await runScenario({ ...scenario, cluster }, { seed: 1 })).failure;
  };
  const detailOf = async (step: string) => (await failureOf(step))?.detail;
  const words = 'its status is of generation 1, the object of generation 2';
  expect(await detailOf(`assert: ${status('replicas: 2')}`)).toBe(
    `StatefulSet default/s is as described, but ${words}`,
  );
  expect(await detailOf(`assert: ${status('replicas: 3')}`)).toBe(
    `- expected, + found in StatefulSet default/s:\n  - status.replicas: 3\n  + status.replicas: 2\n${words}`,
  );
  expect(await detailOf(`error: ${status('replicas: 3')}`)).toBe(
    `StatefulSet default/s may be as described: ${words}`,
  );
  const ready = 'for: {condition: {name: Ready}}';
  expect(await detailOf(`wait: {apiVersion: apps/v1, kind: StatefulSet, name: s, ${ready}}`)).toBe(
    `its conditions are\n  Ready=True\n${words}`,
  );
  const readyOnce = `wait: {apiVersion: apps/v1, kind: StatefulSet, name: s, staleStatus: true, ${ready}}`;
  expect(await failureOf(readyOnce)).toBeUndefined();
  expect(await failureOf(`assert: ${status('replicas: 2', 'staleStatus: true, ')}`)).toBeUndefined();
  expect(await failureOf(`error: ${status('replicas: 3', 'staleStatus: true, ')}`)).toBeUndefined();
});
