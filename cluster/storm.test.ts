import { expect, test } from 'vitest';
import { appsV1, coreV1, type V1PodSpec } from '../api/index.ts';
import { type StartedCluster, startCluster } from './index.ts';

const container = { name: 'c', image: 'nginx' };

/** A ReplicaSet whose pods cannot stay: as soon as one is there it is gone, and the next is made. */
async function raise(cluster: StartedCluster, replicas: number, spec: V1PodSpec): Promise<void> {
  const labels = { app: 'storm' };
  await cluster.client().create(appsV1.replicaSets, {
    metadata: { name: 'storm', namespace: 'default' },
    spec: { replicas, selector: { matchLabels: labels }, template: { metadata: { labels }, spec } },
  });
}

const taintNode = (cluster: StartedCluster) =>
  cluster.client().patch(
    coreV1.nodes,
    { namespace: '', name: 'node-1' },
    {
      type: 'merge',
      body: { spec: { taints: [{ key: 'broken', effect: 'NoExecute' }] } },
    },
  );

const podsSeen = async (cluster: StartedCluster) =>
  Number((await cluster.client().list(coreV1.pods)).items.length);

test.each<[string, number, V1PodSpec, ((cluster: StartedCluster) => Promise<unknown>)?]>([
  [
    'pods that ask for more than their node has',
    1,
    { nodeName: 'node-1', containers: [{ ...container, resources: { requests: { cpu: '5' } } }] },
  ],
  ['more pods than their node takes', 200, { nodeName: 'node-1', containers: [container] }],
  ['pods of a node that lets nobody stay', 3, { nodeName: 'node-1', containers: [container] }, taintNode],
  ['a million pods', 1_000_000, { containers: [container] }],
])('under %s the server answers, and stops when it is told to', async (_name, replicas, spec, before) => {
  const cluster = await startCluster({ nodes: 1 });
  await before?.(cluster);
  await raise(cluster, replicas, spec);
  let most = 0;
  for (let asked = 0; asked < 50; asked++) {
    expect(await (await fetch(`${cluster.url}/livez`)).text()).toBe('ok');
    most = Math.max(most, await podsSeen(cluster));
  }
  expect(most).toBeGreaterThan(0);
  await cluster.stop();
});

test('a program of this process that asks without an end leaves time to others', async () => {
  const cluster = await startCluster({ nodes: 0 });
  const client = cluster.client('hasty');
  const key = { namespace: 'default', name: 'x' };
  let ended = false;
  const hasty = async () => {
    while (!ended) {
      await client.create(coreV1.configMaps, { metadata: key });
      await client.delete(coreV1.configMaps, key);
    }
  };
  const running = hasty();
  for (let asked = 0; asked < 20; asked++)
    expect(await (await fetch(`${cluster.url}/livez`)).text()).toBe('ok');
  ended = true;
  await running;
  await cluster.stop();
});
