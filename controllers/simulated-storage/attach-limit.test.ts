import { expect, test } from 'vitest';
import { appsV1, coreV1, storageV1, type V1Pod } from '../../api/index.ts';
import type { Client } from '../../client/index.ts';
import { builtInManagers, openTestWorld } from '../../testing/index.ts';
import { diskDriver } from './driver.ts';
import { diskLimit } from './node-plugins.ts';

const namespace = 'default';

/** A pod with a disk of its own. */
async function createPod(client: Client, name: string): Promise<V1Pod> {
  const resources = { requests: { storage: '1Gi' } };
  const spec = { storageClassName: 'disk', accessModes: ['ReadWriteOnce'], resources };
  await client.create(coreV1.persistentVolumeClaims, { metadata: { namespace, name }, spec });
  const volumeMounts = [{ name: 'data', mountPath: '/data' }];
  return client.create(coreV1.pods, {
    metadata: { namespace, name },
    spec: {
      containers: [{ name: 'main', image: 'nginx', volumeMounts }],
      volumes: [{ name: 'data', persistentVolumeClaim: { claimName: name } }],
    },
  });
}

test('a node takes as many disks as its capacity says; the next pod waits until one is detached', async () => {
  const world = await openTestWorld({ managers: builtInManagers, nodes: 1 });
  const { act, run } = world;
  const [node] = (await run((user) => user.list(coreV1.nodes))).items;
  const key = { name: node?.metadata?.name ?? '' };
  const limit = { type: 'merge', body: { status: { capacity: { [diskLimit]: '1' } } } } as const;
  await act((user) => user.patch(coreV1.nodes, key, limit, { subresource: 'status' }));
  const disk = {
    metadata: { name: 'disk' },
    provisioner: diskDriver,
    volumeBindingMode: 'WaitForFirstConsumer',
  };
  await act((user) => user.create(storageV1.storageClasses, disk));
  const pod = (name: string) => run((user) => user.get(coreV1.pods, { namespace, name }));
  await act((user) => createPod(user, 'first'));
  await act((user) => createPod(user, 'second'));
  expect((await pod('first')).status?.phase).toBe('Running');
  const { status } = await pod('second');
  expect(status?.conditions?.find(({ type }) => type === 'PodScheduled')?.message).toMatch(
    /^0\/1 nodes are available: 1 node\(s\) exceed max volume count\./,
  );
  await act((user) => user.delete(coreV1.pods, { namespace, name: 'first' }));
  expect((await pod('second')).status?.phase).toBe('Running');
  await world.close();
});

test('a pod whose node cannot attach its disk is rejected, and its controller makes another', async () => {
  const world = await openTestWorld({ managers: builtInManagers, nodes: 1 });
  const { act, run } = world;
  const parameters = { attachFailure: 'no slot is left', attachFailureCode: '8' };
  const disk = { metadata: { name: 'disk' }, provisioner: diskDriver, parameters };
  await act((user) => user.create(storageV1.storageClasses, disk));
  await act(async (user) => {
    const { spec } = await createPod(user, 'web');
    await user.delete(coreV1.pods, { namespace, name: 'web' });
    const labels = { app: 'web' };
    await user.create(appsV1.replicaSets, {
      metadata: { namespace, name: 'web' },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: spec?.containers ?? [], volumes: spec?.volumes ?? [] },
        },
      },
    });
  });
  const states = async () =>
    (await run((user) => user.list(coreV1.pods))).items.map(({ status }) => status?.reason ?? status?.phase);
  expect(await states()).toEqual(['Pending']);
  await world.control.runFor(130_000);
  expect((await states()).sort()).toEqual(['Pending', 'VolumeAttachmentLimitExceeded']);
  await world.close();
});
