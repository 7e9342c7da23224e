import { expect, test } from 'vitest';
import { batchV1 } from '../api/index.ts';
import type { Transport } from '../apimachinery/index.ts';
import { createSimulation } from '../simulation/index.ts';
import { createCluster, openStore } from './index.ts';

const job = {
  metadata: { namespace: 'default', name: 'once' },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'a', image: 'busybox' }] } } },
};

test('controllers watch a kind from its first object on, and miss nothing', async () => {
  const simulation = createSimulation({ seed: 1 });
  const { environment } = simulation;
  const store = await simulation.complete(() => openStore(environment, { memory: true }));
  const watched = new Set<string>();
  const connect = (actor: string, direct: Transport): Transport => ({
    ...direct,
    request(request) {
      if (actor === 'controller-manager' && request.query?.watch !== undefined) watched.add(request.path);
      return direct.request(request);
    },
  });
  const cluster = await simulation.complete(() => createCluster(environment, { store, nodes: 1, connect }));
  await simulation.runFor(1_000);
  const jobs = '/apis/batch/v1/jobs';
  expect(watched).toContain('/api/v1/nodes');
  expect(watched).not.toContain(jobs);
  const [manager] = cluster.introspect();
  expect(manager?.informers.find(({ resource }) => resource === 'jobs')).toMatchObject({
    synced: true,
    watching: true,
    items: 0,
  });
  const client = cluster.client('test');
  await simulation.complete(() => client.create(batchV1.jobs, job));
  await simulation.runFor(60_000);
  expect(watched).toContain(jobs);
  const { status } = await simulation.complete(() => client.get(batchV1.jobs, job.metadata));
  expect(status?.succeeded).toBe(1);
  await simulation.complete(() => cluster.stop());
});
