import { expect, test } from 'vitest';
import { coreV1, type V1Pod } from '../../api/index.ts';
import { isNotFound } from '../../apimachinery/index.ts';
import { openNode, type TestNode, webPod } from '../testing/open-node.ts';
import { parseStaticPods } from './mirror-pod.ts';
import { StaticPods } from './static-pods.ts';

const pod: V1Pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'etcd', labels: { tier: 'control-plane' } },
  spec: { containers: [{ name: 'etcd', image: 'etcd:3.6' }] },
};
const key = { namespace: 'default', name: 'etcd-node-1' };
const mirrorOf = (node: TestNode) => node.pod('etcd-node-1');
const startedAt = ({ status }: V1Pod) => status?.containerStatuses?.[0]?.state?.running?.startedAt;

async function open(staticPods = [{ pod }]): Promise<TestNode> {
  const node = await openNode({ preset: 'instant', staticPods });
  await node.simulation.settle();
  return node;
}

test('a pod of a manifest runs, and an object stands for it', async () => {
  const node = await open();
  const { metadata, spec, status } = await mirrorOf(node);
  const hash = metadata?.annotations?.['kubernetes.io/config.hash'];
  expect(hash).toMatch(/^[0-9a-f]{32}$/);
  expect(metadata?.annotations).toEqual({
    'kubernetes.io/config.hash': hash,
    'kubernetes.io/config.mirror': hash,
    'kubernetes.io/config.seen': '2026-01-01T00:00:00Z',
    'kubernetes.io/config.source': 'file',
  });
  const { uid } = (await node.node()).metadata ?? {};
  expect(metadata?.ownerReferences).toEqual([
    { apiVersion: 'v1', kind: 'Node', name: 'node-1', uid, controller: true },
  ]);
  expect([metadata?.labels, spec?.nodeName]).toEqual([{ tier: 'control-plane' }, 'node-1']);
  expect(spec?.tolerations).toContainEqual({ operator: 'Exists', effect: 'NoExecute' });
  expect([status?.phase, status?.containerStatuses?.[0]?.ready]).toEqual(['Running', true]);
});

test('that object is made again when it is deleted, and the pod runs on', async () => {
  const node = await open();
  const before = await mirrorOf(node);
  await node.simulation.runFor(60_000);
  await node.simulation.complete(() => node.client.delete(coreV1.pods, key));
  await node.simulation.settle();
  const after = await mirrorOf(node);
  expect(after.metadata?.uid).not.toBe(before.metadata?.uid);
  expect(after.metadata?.deletionTimestamp).toBeUndefined();
  expect([after.status?.phase, startedAt(after), after.status?.podIP]).toEqual([
    'Running',
    startedAt(before),
    before.status?.podIP,
  ]);
  await node.simulation.complete(() => node.client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 }));
  await node.simulation.settle();
  expect(startedAt(await mirrorOf(node))).toBe(startedAt(before));
  expect(node.known()).toHaveLength(1);
});

test('a kubelet that comes again keeps it, one with another manifest makes another, one without ends it', async () => {
  const node = await open();
  const before = await mirrorOf(node);
  node.kill();
  await node.restart({ resumes: true });
  await node.simulation.settle();
  expect((await mirrorOf(node)).metadata?.uid).toBe(before.metadata?.uid);
  node.kill();
  const spec = { containers: [{ name: 'etcd', image: 'etcd:3.7' }] };
  await node.restart({ staticPods: [{ pod: { ...pod, spec } }] });
  await node.simulation.settle();
  const changed = await mirrorOf(node);
  expect([changed.spec?.containers[0]?.image, changed.status?.phase]).toEqual(['etcd:3.7', 'Running']);
  node.kill();
  await node.restart({ staticPods: [] });
  await node.simulation.settle();
  await expect(mirrorOf(node)).rejects.toSatisfy(isNotFound);
});

test('what is gone is not deleted again and again, and what is there is not made again', async () => {
  const node = await open();
  const { environment } = node.simulation;
  const mirror = await mirrorOf(node);
  node.kill();
  const retries: string[] = [];
  environment.trace.subscribe(({ kind, fields }) => {
    if (kind === 'kubelet-retry') retries.push(String(fields.message));
  });
  const staticPods = new StaticPods(environment, node.client, await node.node(), [pod]);
  staticPods.create('default/etcd-node-1');
  await node.simulation.runFor(15_000);
  expect(retries).toEqual(Array(2).fill('pods "etcd-node-1" already exists'));
  // The answer to the first may have been lost.
  expect(staticPods.keeps(mirror)).toBe(true);
  const deleted = { ...mirror, metadata: { ...mirror.metadata, deletionTimestamp: '2026-01-01T00:00:00Z' } };
  staticPods.keeps(deleted);
  staticPods.keeps(deleted);
  await node.simulation.runFor(60_000);
  await expect(mirrorOf(node)).rejects.toSatisfy(isNotFound);
  expect(retries).toHaveLength(2);
});

test('it is on the nodes that it is for', async () => {
  const node = await open([{ pod, node: 'node-2' } as { pod: V1Pod }]);
  await expect(mirrorOf(node)).rejects.toSatisfy(isNotFound);
});

test('one that the API server refuses is tried again, and another pod of its name is left alone', async () => {
  const node = await openNode({
    preset: 'instant',
    staticPods: [{ pod: { ...pod, metadata: { name: 'e tcd' } } }, { pod }],
  });
  await node.simulation.settle();
  expect((await mirrorOf(node)).status?.phase).toBe('Running');
  const tries = node.requests.filter((request) => request === 'POST /api/v1/namespaces/default/pods').length;
  await node.simulation.runFor(25_000);
  expect(node.requests.filter((request) => request === 'POST /api/v1/namespaces/default/pods').length).toBe(
    tries + 2,
  );
});

test('a pod of a user with its name comes first, and then it has its turn', async () => {
  const node = await openNode({ preset: 'instant' });
  await node.run(webPod('etcd-node-1'));
  node.kill();
  await node.restart({ staticPods: [{ pod }] });
  await node.simulation.settle();
  expect((await mirrorOf(node)).spec?.containers[0]?.name).toBe('web');
  await node.simulation.complete(() => node.client.delete(coreV1.pods, key));
  await node.simulation.settle();
  const mirror = await mirrorOf(node);
  expect([mirror.spec?.containers[0]?.name, mirror.status?.phase]).toEqual(['etcd', 'Running']);
});

test.each([
  [{}, 'x: must be a list'],
  [[{ pods: pod }], 'x[0].pods: unknown field; there are node, pod'],
  [[{ pod: { ...pod, kind: 'Deployment' } }], 'x[0].pod: must be a Pod of v1'],
  [[{ pod: { ...pod, metadata: {} } }], 'x[0].pod.metadata.name: is required'],
  [[{ pod: { ...pod, spec: {} } }], 'x[0].pod.spec.containers: is required'],
])('refused is %j', (data, problem) => {
  expect(() => parseStaticPods(data, 'x')).toThrow(problem);
});
