import { afterEach, expect, test } from 'vitest';
import { appsV1, coreV1, type V1Deployment } from '../../api/index.ts';
import { type Client, httpTransport } from '../../client/index.ts';
import { startCluster, startKubelets } from '../../cluster/index.ts';

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const labels = { app: 'web' };
const web: V1Deployment = {
  metadata: { name: 'web', namespace: 'default' },
  spec: {
    replicas: 4,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers: [{ name: 'web', image: 'nginx' }] } },
  },
};

/** Resolves when the Deployment has so many pods that are available. */
async function available(client: Client, count: number): Promise<void> {
  let done = (): void => {};
  const reached = new Promise<void>((resolve) => {
    done = resolve;
  });
  const stream = await client.watch<V1Deployment>(
    appsV1.deployments,
    {},
    {
      events(batch) {
        for (const { object } of batch)
          if (((object as V1Deployment).status?.availableReplicas ?? 0) === count) done();
      },
      end() {},
    },
  );
  await reached;
  stream.stop();
}

test('kubelets serve an API server elsewhere, by HTTP', async () => {
  const cluster = await startCluster({ nodes: 0 });
  closing.push(() => cluster.stop());
  const transport = httpTransport({ baseUrl: cluster.url });
  closing.push(() => transport.close());
  const counts: number[] = [];
  const names = ['far-1', 'far-2'];
  const kubelets = await startKubelets(
    {
      transport,
      names,
      preset: 'instant',
      onRegistered: (count) => counts.push(count),
      onFailure(failure) {
        throw failure;
      },
    },
    new AbortController().signal,
  );
  closing.push(() => kubelets.stop());
  const client = cluster.client();
  await client.create(appsV1.deployments, web);
  await available(client, 4);
  const { items } = await client.list(coreV1.pods, { namespace: 'default' });
  expect([...new Set(items.map(({ spec }) => spec?.nodeName))].sort()).toEqual(names);
  expect(counts).toEqual([1, 2]);
});
