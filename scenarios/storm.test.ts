import { expect, test } from 'vitest';
import { coreV1 } from '../api/index.ts';
import { parseScenarios } from './parse.ts';
import { runScenario } from './run-scenario.ts';
import type { Scenario } from './scenario.ts';
import { openVirtualWorld } from './world/virtual-world.ts';

/** A ReplicaSet whose pods cannot stay, for so long; then what comes of settling. */
function storm(replicas: number, podSpec: string, before = '', duration = '10s'): Scenario {
  const template = `{metadata: {labels: {app: r}}, spec: ${podSpec}}`;
  const text = `
apiVersion: homeostat.dev/v1alpha1
kind: Scenario
metadata: {name: storm}
spec:
  cluster: {nodes: 1}
  steps:
${before === '' ? '' : `  - ${before}`}
  - apply: {resource: {apiVersion: apps/v1, kind: ReplicaSet, metadata: {name: r},
      spec: {replicas: ${replicas}, selector: {matchLabels: {app: r}}, template: ${template}}}}
  - advance: {duration: ${duration}}
  - settle: {within: 5s}`;
  return parseScenarios(text, 'scenarios/storm.yaml')[0] as Scenario;
}

const large = '{nodeName: node-1, containers: [{name: c, image: a, resources: {requests: {cpu: "5"}}}]}';
const bound = '{nodeName: node-1, containers: [{name: c, image: a}]}';
const taint =
  'patch: {resource: {apiVersion: v1, kind: Node, metadata: {name: node-1}, spec: {taints: [{key: a, effect: NoExecute}]}}}';

test.each<[string, Scenario]>([
  ['pods that ask for more than their node has', storm(1, large)],
  ['more pods than their node takes', storm(130, bound)],
  ['pods of a node that lets nobody stay', storm(3, bound, taint)],
])(
  '%s are replaced some times a second, time passes, and settling says who is at work',
  async (_, scenario) => {
    const created = { count: 0 };
    const { failure, virtualMs } = await runScenario(scenario, {
      seed: 1,
      onRecord: ({ kind, fields }) => {
        if (kind === 'write' && fields.resource === 'pods' && fields.verb === 'create') created.count++;
      },
    });
    expect(failure).toMatchObject({ summary: 'settle', message: 'there is still work to do after 5s' });
    expect(failure?.detail).toContain('replicaset');
    expect(virtualMs).toBeGreaterThanOrEqual(15_000);
    // 20 a second, and what was asked for at first.
    expect(created.count).toBeGreaterThan(200);
    expect(created.count).toBeLessThan(20 * 16 + 200);
  },
);

test('a storm that goes on ends the scenario, and says who loses which pods and why', async () => {
  const scenario = storm(1, large, '', '5m');
  const { failure, virtualMs } = await runScenario(scenario, { seed: 1 });
  expect(failure?.message).toMatch(/^livelock: 1000 pods of ReplicaSet r were lost within \d+ s/);
  expect(failure?.detail).toContain("OutOfcpu: Pod was rejected: Node didn't have enough resource: cpu");
  expect(virtualMs).toBeLessThan(60_000);
});

test('a thousand pods come at once all the same', async () => {
  const world = await openVirtualWorld(1, { nodes: 10 });
  const scale = storm(1_000, '{containers: [{name: c, image: a}]}').steps[0];
  const { control, cluster } = world;
  await control.settle();
  const startMs = control.environment.clock.now();
  await scale?.run({ control, cluster, client: cluster.client('scenario'), cause: { record: 1 } });
  await control.settle();
  const pods = await control.complete(() => cluster.client('tester').list(coreV1.pods));
  expect(pods.items.filter(({ status }) => status?.phase === 'Running')).toHaveLength(1_000);
  expect(control.environment.clock.now() - startMs).toBeLessThan(20_000);
  await world.close();
});
