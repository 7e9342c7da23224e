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

// In some of these runs the last pod is ready just as the Deployment is scaled or patched: one look sees both.

test.each([47264582, 2, 4])(
  'a Deployment that is scaled is short of pods because of that (%i)',
  async (seed) => {
    const [scenario] = loadScenarios('scenarios/first-deployment.yaml');
    expect(await toldOf(scenario as Scenario, seed)).toContain(
      'deployment-controller: Deployment web: Available True -> False <- scenario step 3',
    );
  },
);

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'a new revision has no pod yet because of the patch (%i)',
  async (seed) => {
    const spec = `{replicas: 3, strategy: {type: Recreate}, ${selector}, template: ${template('app:1')}}`;
    const ready =
      '{resource: {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, status: {readyReplicas: 3}}}';
    const patch = `patch: ${deployment(`{template: {spec: ${pods('app:2')}}}`)}`;
    const steps = [`apply: ${deployment(spec)}`, `assert: ${ready}`, patch, 'settle: {}'];
    expect(await toldOf(scenarioOf(...steps), seed)).toContainEqual(
      expect.stringMatching(
        /^deployment-controller: Deployment web: updatedReplicas 3 -> 0.* <- scenario step 3$/,
      ),
    );
  },
);

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
