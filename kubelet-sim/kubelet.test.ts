import { expect, test } from 'vitest';
import { coordinationV1, coreV1 } from '../api/index.ts';
import { nodeName, openNode, webPod } from './testing/open-node.ts';

test('a kubelet registers its node, ready, with its lease', async () => {
  const { simulation, node, client } = await openNode();
  const { metadata, spec, status } = await node();
  expect(metadata?.labels?.['kubernetes.io/hostname']).toBe(nodeName);
  expect(spec?.podCIDR).toBe('10.244.0.0/24');
  expect(spec?.taints).toEqual([{ key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' }]);
  expect(status?.conditions?.map(({ type, status }) => `${type}=${status}`)).toEqual([
    'MemoryPressure=False',
    'DiskPressure=False',
    'PIDPressure=False',
    'Ready=True',
  ]);
  const lease = await simulation.complete(() =>
    client.get(coordinationV1.leases, { namespace: 'kube-node-lease', name: nodeName }),
  );
  expect(lease.metadata?.ownerReferences?.[0]?.uid).toBe(metadata?.uid);
});

test('a pod runs: two writes of its status, and the events of a container', async () => {
  const { simulation, run, pod } = await openNode();
  await run(webPod('web'));
  await simulation.settle();
  const { status } = await pod('web');
  expect(status?.phase).toBe('Running');
});

test('a deleted pod is stopped and goes', async () => {
  const { simulation, run, client } = await openNode();
  await run(webPod('web'));
  await simulation.settle();
  await simulation.complete(() => client.delete(coreV1.pods, { namespace: 'default', name: 'web' }));
  await simulation.settle();
  const list = await simulation.complete(() => client.list(coreV1.pods));
  expect(list.items).toEqual([]);
});
