import { expect, it } from 'vitest';
import { coreV1 } from '../../api/index.ts';
import { startTestCluster, template } from '../kit/testing/test-cluster.ts';
import { addReplicationController } from './replicaset-controller.ts';

const namespace = 'default';

it('a ReplicationController keeps as many pods as it wants, and tells of them only what changes', async () => {
  const cluster = await startTestCluster({ add: addReplicationController });
  const patch = (spec: object) =>
    cluster.ask((client) =>
      client.patch(
        coreV1.replicationControllers,
        { namespace, name: 'web' },
        { type: 'merge', body: { spec } },
      ),
    );
  const web = { metadata: { name: 'web', namespace }, spec: { replicas: 2, template: template('nginx:1') } };
  await cluster.ask((client) => client.create(coreV1.replicationControllers, web));
  await cluster.settle();
  const [pod] = await cluster.pods();
  expect(pod?.metadata?.ownerReferences).toMatchObject([{ apiVersion: 'v1', kind: 'ReplicationController' }]);
  await cluster.ask((client) => client.delete(coreV1.pods, { namespace, name: pod?.metadata?.name ?? '' }));
  await cluster.settle();
  await patch({ replicas: 1 });
  await cluster.settle();
  const { status } = await cluster.ask((client) =>
    client.get(coreV1.replicationControllers, { namespace, name: 'web' }),
  );
  const counts = { replicas: 1, fullyLabeledReplicas: 1, readyReplicas: 1, availableReplicas: 1 };
  expect(status).toEqual({ ...counts, observedGeneration: 2 });
  expect((await cluster.events('ReplicationController')).map((event) => event.split(':')[0])).toEqual([
    'SuccessfulCreate',
    'SuccessfulCreate',
    'SuccessfulCreate',
    'SuccessfulDelete',
  ]);
  const before = cluster.writes.length;
  const labels = { any: 'news' };
  const [left] = await cluster.pods();
  const name = left?.metadata?.name ?? '';
  await cluster.ask((client) =>
    client.patch(coreV1.pods, { namespace, name }, { type: 'merge', body: { metadata: { labels } } }),
  );
  await cluster.settle();
  expect(cluster.writes.slice(before).filter((write) => write.startsWith('replicationcontroller'))).toEqual(
    [],
  );
  expect([cluster.refused, cluster.errors]).toEqual([[], []]);
});
