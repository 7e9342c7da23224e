import { describe, expect, it } from 'vitest';
import { appsV1, coreV1, type V1Pod, type V1ReplicaSet } from '../../api/index.ts';
import { type KubeObject, type ResourceType, StatusError } from '../../apimachinery/index.ts';
import { startTestCluster, type TestCluster, template } from '../pods/testing/test-cluster.ts';

const namespace = 'default';
const key = { namespace, name: 'web' };

describe('the number of pods', () => {
  it.each([0, 1, 7, 600])('becomes %d', async (replicas) => {
    const cluster = await startTestCluster();
    await create(cluster, appsV1.replicaSets, web(replicas));
    await cluster.settle();
    expect((await cluster.pods()).length).toBe(replicas);
    const { status } = await get(cluster);
    expect(status?.replicas).toBe(replicas);
    expect(status?.availableReplicas ?? 0).toBe(replicas);
  });

  it('is made up when a pod is deleted or finishes, at once', async () => {
    const cluster = await startTestCluster();
    await create(cluster, appsV1.replicaSets, web(3));
    await cluster.settle();
    const [first, second] = await cluster.pods();
    await cluster.ask((client) => client.delete(coreV1.pods, { namespace, name: nameOf(first) }));
    await cluster.world.runFor(10);
    expect((await get(cluster)).status).toMatchObject({
      replicas: 3,
      readyReplicas: 2,
      terminatingReplicas: 1,
    });
    const failed = { ...second, status: { ...second?.status, phase: 'Failed' } };
    await cluster.ask((client) => client.updateStatus(coreV1.pods, failed));
    await cluster.settle();
    expect((await get(cluster)).status).toMatchObject({ readyReplicas: 3, terminatingReplicas: 0 });
    expect((await cluster.pods()).length).toBe(4);
  });

  it('shrinks by the pods that are missed least', async () => {
    const cluster = await startTestCluster();
    await create(cluster, appsV1.replicaSets, web(4));
    await cluster.settle();
    const [dear, notReady] = await cluster.pods();
    const annotations = { 'controller.kubernetes.io/pod-deletion-cost': '5' };
    await patch(cluster, coreV1.pods, nameOf(dear), { metadata: { annotations } });
    const conditions = [{ type: 'Ready', status: 'False' }];
    const broken = { ...notReady, status: { ...notReady?.status, conditions } };
    await cluster.ask((client) => client.updateStatus(coreV1.pods, broken));
    await patch(cluster, appsV1.replicaSets, 'web', { spec: { replicas: 3 } });
    await cluster.settle();
    expect((await cluster.pods()).map(nameOf)).not.toContain(nameOf(notReady));
    await patch(cluster, appsV1.replicaSets, 'web', { spec: { replicas: 1 } });
    await cluster.settle();
    expect((await cluster.pods()).map(nameOf)).toEqual([nameOf(dear)]);
    const deleted = (await cluster.events('ReplicaSet')).filter((event) =>
      event.startsWith('SuccessfulDelete'),
    );
    expect(deleted[0]).toBe(`SuccessfulDelete: Deleted pod: ${nameOf(notReady)}`);
    expect(deleted).toHaveLength(3);
  });

  it('is never overshot by a cache that is behind', async () => {
    const cluster = await startTestCluster({
      watchDelayMs: (path) => (path.endsWith('/pods') ? 300 : 0),
    });
    await create(cluster, appsV1.replicaSets, web(20));
    // Changes of the ReplicaSet itself wake the controller while its pods are still unseen.
    for (let change = 0; change < 10; change++) {
      await patch(cluster, appsV1.replicaSets, 'web', {
        metadata: { annotations: { change: String(change) } },
      });
      await cluster.world.runFor(50);
      expect((await cluster.pods()).length).toBe(20);
    }
    await patch(cluster, appsV1.replicaSets, 'web', { spec: { replicas: 5 } });
    await cluster.world.runFor(50);
    await patch(cluster, appsV1.replicaSets, 'web', { metadata: { annotations: { change: 'last' } } });
    await cluster.settle();
    expect((await cluster.pods()).length).toBe(5);
  });

  it('is told without conflicts by a cache that is behind', async () => {
    const cluster = await startTestCluster({
      watchDelayMs: (path) => (path.endsWith('/replicasets') ? 300 : 0),
    });
    await create(cluster, appsV1.replicaSets, web(20));
    await cluster.settle();
    expect((await get(cluster)).status).toMatchObject({ availableReplicas: 20 });
    expect(cluster.refused).toEqual([]);
  });
});

describe('pods that cannot be made', () => {
  it('are tried slowly, reported, and made later', async () => {
    let room = 3;
    const cluster = await startTestCluster({
      intercept: ({ method, path }) =>
        method === 'POST' && path.endsWith('/pods') && room-- <= 0 ? forbidden() : undefined,
    });
    await create(cluster, appsV1.replicaSets, web(10));
    await cluster.world.runFor(4);
    const { status } = await get(cluster);
    expect(status?.conditions).toMatchObject([
      { type: 'ReplicaFailure', status: 'True', reason: 'FailedCreate', message: 'exceeded quota' },
    ]);
    const events = await cluster.events('ReplicaSet');
    expect(events).toContain('FailedCreate: Error creating: exceeded quota');
    // Batches of 1, 2 and 4, of which the last failed.
    const firstSync = cluster.writes.slice(
      0,
      cluster.writes.findIndex((write) => write.endsWith('/web/status')),
    );
    expect(firstSync.filter((write) => write.endsWith('POST /api/v1/namespaces/default/pods'))).toHaveLength(
      7,
    );
    room = 100;
    await cluster.settle();
    const after = (await get(cluster)).status;
    expect(after).toMatchObject({ replicas: 10, availableReplicas: 10 });
    expect(after?.conditions ?? []).toEqual([]);
  });
});

describe('owners and pods', () => {
  it('an orphan that matches is adopted, and counted', async () => {
    const cluster = await startTestCluster();
    await create(cluster, coreV1.pods, orphan('lonely', { app: 'web' }));
    await create(cluster, coreV1.pods, orphan('stranger', { app: 'other' }));
    await cluster.settle();
    await create(cluster, appsV1.replicaSets, web(2));
    await cluster.settle();
    const pods = await cluster.pods();
    expect(pods).toHaveLength(3);
    const owners = pods.map((pod) => pod.metadata?.ownerReferences?.[0]?.name);
    expect(owners.filter((owner) => owner === 'web')).toHaveLength(2);
    expect(pods.find((pod) => nameOf(pod) === 'stranger')?.metadata?.ownerReferences ?? []).toEqual([]);
  });

  it('a pod whose labels change is let go and replaced; changed back it is one too many', async () => {
    const cluster = await startTestCluster();
    await create(cluster, appsV1.replicaSets, web(2));
    await cluster.settle();
    const name = nameOf((await cluster.pods())[0]);
    await patch(cluster, coreV1.pods, name, { metadata: { labels: { app: 'debug' } } });
    await cluster.settle();
    const released = (await cluster.pods()).find((pod) => nameOf(pod) === name);
    expect(released?.metadata?.ownerReferences ?? []).toEqual([]);
    expect((await cluster.pods()).length).toBe(3);
    await patch(cluster, coreV1.pods, name, { metadata: { labels: { app: 'web' } } });
    await cluster.settle();
    expect((await cluster.pods()).length).toBe(2);
  });

  it('pods of another controller are left alone', async () => {
    const cluster = await startTestCluster();
    const reference = { apiVersion: 'batch/v1', kind: 'Job', name: 'job', uid: 'u', controller: true };
    const taken = orphan('taken', { app: 'web' });
    await create(cluster, coreV1.pods, {
      ...taken,
      metadata: { ...taken.metadata, ownerReferences: [reference] },
    });
    await create(cluster, appsV1.replicaSets, web(1));
    await cluster.settle();
    const owners = (await cluster.pods()).map((pod) => pod.metadata?.ownerReferences?.[0]?.kind);
    expect(owners.toSorted()).toEqual(['Job', 'ReplicaSet']);
    expect((await get(cluster)).status?.replicas).toBe(1);
  });
});

it('creations that are never seen are awaited no longer than five minutes', async () => {
  const cluster = await startTestCluster({ readyAfterMs: undefined });
  let lost = true;
  const lossy = await startTestCluster({
    readyAfterMs: undefined,
    intercept: ({ method, path }) => {
      if (!lost || method !== 'POST' || !path.endsWith('/pods')) return undefined;
      lost = false;
      return terminating();
    },
  });
  for (const one of [cluster, lossy]) await create(one, appsV1.replicaSets, web(2));
  await cluster.settle();
  await lossy.world.runFor(60_000);
  expect((await lossy.pods()).length).toBe(1);
  await lossy.settle();
  expect((await lossy.pods()).length).toBe(2);
  const startedMs = cluster.world.environment.clock.now();
  expect(lossy.world.environment.clock.now() - startedMs).toBeGreaterThanOrEqual(300_000);
});

function web(replicas: number): V1ReplicaSet {
  const selector = { matchLabels: { app: 'web' } };
  const spec = { replicas, selector, template: template('nginx:1') };
  return { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata: { name: 'web', namespace }, spec };
}

function orphan(name: string, labels: Readonly<Record<string, string>>): V1Pod {
  const { spec } = template('nginx:1');
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace, labels }, spec };
}

function create<T extends KubeObject>(cluster: TestCluster, type: ResourceType<T>, object: T): Promise<T> {
  return cluster.ask((client) => client.create(type, object));
}

function patch<T extends KubeObject>(
  cluster: TestCluster,
  type: ResourceType<T>,
  name: string,
  body: object,
) {
  return cluster.ask((client) => client.patch(type, { namespace, name }, { type: 'merge', body }));
}

function get(cluster: TestCluster): Promise<V1ReplicaSet> {
  return cluster.ask((client) => client.get(appsV1.replicaSets, key));
}

function nameOf(pod: V1Pod | undefined): string {
  return pod?.metadata?.name ?? '';
}

function forbidden(): StatusError {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' } as const;
  return new StatusError({ ...status, reason: 'Forbidden', message: 'exceeded quota', code: 403 });
}

function terminating(): StatusError {
  const details = { causes: [{ reason: 'NamespaceTerminating' }] };
  return new StatusError({ ...forbidden().status, details });
}
