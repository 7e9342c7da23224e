import { expect, test } from 'vitest';
import { appsV1, coreV1 } from '../api/index.ts';
import { createSimulation } from '../simulation/index.ts';
import { openStore } from '../store/index.ts';
import { type Cluster, createCluster } from './index.ts';

test('a cluster started again over its store goes on where it was, with the same objects at the same versions', async () => {
  const simulation = createSimulation({ seed: 1 });
  const { environment } = simulation;
  const store = await simulation.complete(() => openStore(environment, { memory: true }));
  const start = (life: string) =>
    simulation.complete(() => createCluster(environment.fork(life), { store, nodes: 2 }));
  const first = await start('first');
  const client = first.client('tester');
  const template = {
    metadata: { labels: { app: 'web' } },
    spec: { containers: [{ name: 'web', image: 'nginx' }] },
  };
  const spec = { replicas: 3, selector: { matchLabels: { app: 'web' } }, template };
  await simulation.complete(() =>
    client.create(appsV1.deployments, { metadata: { name: 'web', namespace: 'default' }, spec }),
  );
  await simulation.settle();
  const objectsOf = async (cluster: Cluster) => {
    const reader = cluster.client('reader');
    const lists = [
      await simulation.complete(() => reader.list(appsV1.deployments)),
      await simulation.complete(() => reader.list(appsV1.replicaSets)),
      await simulation.complete(() => reader.list(coreV1.pods)),
    ];
    return lists.map(({ items }) => items);
  };
  const before = await objectsOf(first);
  expect(before[2]?.map(({ status }) => (status as { phase?: string }).phase)).toEqual(
    Array(3).fill('Running'),
  );
  await simulation.complete(() => first.stop());
  await simulation.runFor(600_000);
  const second = await start('second');
  await simulation.settle();
  await simulation.runFor(60_000);
  expect(await objectsOf(second)).toEqual(before);
  await simulation.complete(() => second.stop());
});
