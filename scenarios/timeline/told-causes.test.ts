import { expect, test } from 'vitest';
import { loadScenarios } from '../parse.ts';
import { runScenario } from '../run-scenario.ts';
import type { Scenario } from '../scenario.ts';
import { scenarioOf } from '../testing/one-scenario.ts';
import { Timeline } from './timeline.ts';

/** All that is told of a run: `deployment-controller: Deployment web: Available True -> False <- scenario step 3`. */
async function toldOf(scenario: Scenario, seed: number): Promise<readonly string[]> {
  const timeline = new Timeline();
  const told: string[] = [];
  await runScenario(scenario, {
    seed,
    onRecord: (record) => {
      for (const { who, what, because } of timeline.take(record)) told.push(`${who}: ${what} <- ${because}`);
    },
  });
  return told;
}

const deployment = (spec: string) =>
  `{resource: {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: ${spec}}}`;
const template = (image: string) => `{metadata: {labels: {app: web}}, spec: ${pods(image)}}`;
const pods = (image: string) => `{containers: [{name: main, image: "${image}"}]}`;
const selector = 'selector: {matchLabels: {app: web}}';

test('a Deployment that is scaled is short of pods because it was scaled', async () => {
  const [scenario] = loadScenarios('scenarios/first-deployment.yaml');
  expect(await toldOf(scenario as Scenario, 47264582)).toContain(
    'deployment-controller: Deployment web: Available True -> False <- scenario step 3',
  );
});

test('a Deployment that is made again has no pod of its new revision because of the patch', async () => {
  const spec = `{replicas: 3, strategy: {type: Recreate}, ${selector}, template: ${template('app:1')}}`;
  const patch = `{template: {spec: ${pods('app:2')}}}`;
  const steps = [`apply: ${deployment(spec)}`, 'settle: {}', `patch: ${deployment(patch)}`, 'settle: {}'];
  expect(await toldOf(scenarioOf(...steps), 1)).toContain(
    'deployment-controller: Deployment web: updatedReplicas 3 -> 0 <- scenario step 3',
  );
});

test('what comes of time that passed says how much, and a node that died says so', async () => {
  const spec = `{progressDeadlineSeconds: 20, ${selector}, template: ${template('app:unready')}}`;
  const steps = [`apply: ${deployment(spec)}`, 'advance: {duration: 1m}', 'kill: {node: node-1}'];
  const told = await toldOf(scenarioOf(...steps, 'advance: {duration: 2m}'), 1);
  expect(told).toContainEqual(
    expect.stringMatching(/Progressing True -> False \(ProgressDeadlineExceeded\) <- \d+s passed <- /),
  );
  expect(told).toContainEqual(
    expect.stringMatching(/Node node-1: Ready True -> Unknown .*<- Node node-1 killed <- scenario step 3$/),
  );
});

test('a pod that waited for room is placed because of who made room, and not because there is a node', async () => {
  const [scenario] = loadScenarios('scenarios/unschedulable.yaml');
  expect(await toldOf(scenario as Scenario, 1)).toContain(
    'default-scheduler: bound Pod large to node-1 <- Pod small Failed <- scenario step 3',
  );
});
