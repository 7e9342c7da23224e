// Kubernetes' own client over HTTP, against a cluster of homeostat that serves it, in real time.
import { KubeConfig } from '@kubernetes/client-node';
import { appsV1, ignoreNotFound, policyV1, type StartedCluster, startCluster } from 'homeostat';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runBudgets } from './official-client.ts';

let cluster: StartedCluster;
let controller: Awaited<ReturnType<typeof runBudgets>>;
const failures: unknown[] = [];

beforeAll(async () => {
  cluster = await startCluster({ nodes: 0, scheduler: false, controllers: ['garbage-collector-controller'] });
  const config = new KubeConfig();
  config.loadFromString(cluster.kubeconfig);
  controller = await runBudgets(config, (error) => failures.push(error));
});

afterAll(async () => {
  await controller.stop();
  await cluster.stop();
});

const deployment = (name: string, labels: Readonly<Record<string, string>>) => ({
  metadata: { name, namespace: 'default', labels },
  spec: {
    selector: { matchLabels: { app: name } },
    template: {
      metadata: { labels: { app: name } },
      spec: { containers: [{ name: 'main', image: 'nginx' }] },
    },
  },
});
const keyOf = (name: string) => ({ namespace: 'default', name });
const budgetOf = (name: string) =>
  cluster.client().get(policyV1.podDisruptionBudgets, keyOf(name)).catch(ignoreNotFound);

test('a deployment that asks for a budget gets one, others do not', async () => {
  const client = cluster.client();
  await client.create(appsV1.deployments, deployment('plain', {}));
  await client.create(appsV1.deployments, deployment('web', { budget: 'one' }));
  const { spec } = await vi.waitFor(
    async () => (await budgetOf('web')) ?? Promise.reject(new Error('none yet')),
  );
  expect(spec).toEqual({ maxUnavailable: 1, selector: { matchLabels: { app: 'web' } } });
  expect(await budgetOf('plain')).toBeUndefined();
});

test('a budget that somebody changes or deletes is made again', async () => {
  const client = cluster.client();
  const key = keyOf('web');
  await client.patch(policyV1.podDisruptionBudgets, key, {
    type: 'merge',
    body: { spec: { maxUnavailable: 5 } },
  });
  await vi.waitFor(async () => expect((await budgetOf('web'))?.spec?.maxUnavailable).toBe(1));
  const before = await budgetOf('web');
  await client.delete(policyV1.podDisruptionBudgets, key);
  await vi.waitFor(async () => {
    const after = await budgetOf('web');
    expect(after?.metadata?.uid).toBeDefined();
    expect(after?.metadata?.uid).not.toBe(before?.metadata?.uid);
  });
});

test('it goes with its deployment, and nothing has failed meanwhile', async () => {
  await cluster.client().delete(appsV1.deployments, keyOf('web'));
  await vi.waitFor(async () => expect(await budgetOf('web')).toBeUndefined(), { timeout: 5_000 });
  expect(failures).toEqual([]);
});
