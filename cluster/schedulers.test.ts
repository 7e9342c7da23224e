import { expect, test } from 'vitest';
import { coreV1 } from '../api/index.ts';
import { schedulerConfiguration } from '../scheduler/index.ts';
import { createSimulation } from '../simulation/index.ts';
import { openStore } from '../store/index.ts';
import { createCluster, type SchedulerOptions } from './index.ts';

const inZone = (value: string) => ({
  requiredDuringSchedulingIgnoredDuringExecution: {
    nodeSelectorTerms: [
      { matchExpressions: [{ key: 'kubernetes.io/hostname', operator: 'In', values: [value] }] },
    ],
  },
});

/** A scheduler whose two profiles place pods on one node each. */
const pinned: SchedulerOptions = {
  configuration: schedulerConfiguration({
    profiles: ['node-1', 'node-2'].map((name) => ({
      schedulerName: `to-${name}`,
      pluginConfig: [{ name: 'NodeAffinity', args: { addedAffinity: inZone(name) } }],
    })),
  }),
};

const open = (schedulers: readonly SchedulerOptions[]) => {
  const simulation = createSimulation({ seed: 1 });
  const { environment } = simulation;
  const complete = simulation.complete.bind(simulation);
  return complete(async () => {
    const store = await openStore(environment, { memory: true });
    return {
      complete,
      environment,
      cluster: await createCluster(environment, { store, nodes: 3, schedulers }),
    };
  });
};

test('schedulers run beside one another, and each places the pods that ask for one of its profiles', async () => {
  const { cluster, complete, environment } = await open([{}, pinned]);
  const client = cluster.client('test');
  const wanted = ['to-node-1', 'to-node-2', 'default-scheduler', 'nobody'];
  const placed = await complete(async () => {
    for (const schedulerName of wanted) {
      const spec = { schedulerName, containers: [{ name: 'c', image: 'nginx' }] };
      await client.create(coreV1.pods, { metadata: { name: schedulerName, namespace: 'default' }, spec });
    }
    await environment.clock.sleep(10_000);
    const { items } = await client.list(coreV1.pods);
    return Object.fromEntries(items.map(({ metadata, spec }) => [metadata?.name, spec?.nodeName]));
  });
  expect(placed).toEqual({
    'to-node-1': 'node-1',
    'to-node-2': 'node-2',
    'default-scheduler': expect.stringMatching(/^node-/),
    nobody: undefined,
  });
  const events = await complete(() => client.list(coreV1.events, { fieldSelector: 'reason=Scheduled' }));
  const told = events.items.map(({ reportingComponent, involvedObject }) => [
    reportingComponent,
    involvedObject.name,
  ]);
  expect(told.every(([by, pod]) => by === pod)).toBe(true);
  const { items } = await complete(() => client.list(coreV1.componentStatuses));
  expect(items.map(({ metadata }) => metadata?.name)).toEqual(['scheduler', 'controller-manager', 'etcd-0']);
  await complete(() => cluster.stop());
});

test('two schedulers of one name are refused', async () => {
  await expect(open([pinned, pinned])).rejects.toThrow('two schedulers are called "to-node-1"');
});

test('a plugin that there is not is told with the place of its name', async () => {
  const configuration = schedulerConfiguration(
    { profiles: [{ plugins: { score: { enabled: [{ name: 'NodePorts' }, { name: 'Luck' }] } } }] },
    (path) => `sched.yaml:${path}`,
  );
  await expect(open([{ configuration }])).rejects.toThrow(
    'sched.yaml:profiles[0].plugins.score.enabled[0].name: creating profile for scheduler name default-scheduler: plugin "NodePorts" does not extend ScorePlugin plugin',
  );
});
