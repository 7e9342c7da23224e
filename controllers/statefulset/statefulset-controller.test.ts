import { describe, expect, it } from 'vitest';
import { appsV1, coreV1 } from '../../api/index.ts';
import { namespace, startSetCluster, webSet, withImage } from './testing/set-cluster.ts';

const all = (image: string) => [`web-0 ${image}`, `web-1 ${image}`, `web-2 ${image}`];

describe('pods', () => {
  it('are made in order, each when the one before is ready, and go in the opposite order', async () => {
    const cluster = await startSetCluster();
    await cluster.create();
    for (const count of [1, 2, 3, 3]) {
      expect((await cluster.pods()).length).toBe(count);
      await cluster.world.runFor(1_010);
    }
    await cluster.patch({ replicas: 1 });
    expect(await cluster.images()).toEqual(['-web-2 nginx:1', 'web-0 nginx:1', 'web-1 nginx:1']);
    await cluster.world.runFor(510);
    expect(await cluster.images()).toEqual(['-web-1 nginx:1', 'web-0 nginx:1']);
    await cluster.settle();
    expect(await cluster.images()).toEqual(['web-0 nginx:1']);
    expect(await cluster.events('StatefulSet')).toEqual([
      'SuccessfulCreate: Create Pod web-0 in StatefulSet web successful',
      'SuccessfulCreate: Create Pod web-1 in StatefulSet web successful',
      'SuccessfulCreate: Create Pod web-2 in StatefulSet web successful',
      'SuccessfulDelete: Delete Pod web-2 in StatefulSet web successful',
      'SuccessfulDelete: Delete Pod web-1 in StatefulSet web successful',
    ]);
    expect([cluster.refused, cluster.errors]).toEqual([[], []]);
  });

  it('have a name, an index, a host name and a revision', async () => {
    const cluster = await startSetCluster();
    await cluster.create({ ordinals: { start: 5 }, replicas: 1 });
    await cluster.settle();
    const { metadata, spec } = await cluster.pod('web-5');
    const { status } = await cluster.set();
    expect(metadata?.labels).toEqual({
      app: 'web',
      'apps.kubernetes.io/pod-index': '5',
      'controller-revision-hash': status?.updateRevision,
      'statefulset.kubernetes.io/pod-name': 'web-5',
    });
    expect([spec?.hostname, spec?.subdomain]).toEqual(['web-5', 'web']);
    expect(metadata?.ownerReferences).toMatchObject([{ kind: 'StatefulSet', name: 'web', controller: true }]);
  });

  it('of a parallel set do not wait for one another', async () => {
    const cluster = await startSetCluster({ readyAfterMs: undefined });
    await cluster.create({ podManagementPolicy: 'Parallel' });
    await cluster.world.runFor(10);
    expect(await cluster.images()).toEqual(all('nginx:1'));
    await cluster.patch({ replicas: 0 });
    await cluster.settle();
    expect(await cluster.images()).toEqual([]);
  });

  it('that fail are made again under their names', async () => {
    const cluster = await startSetCluster();
    await cluster.create();
    await cluster.settle();
    const before = await cluster.pod('web-1');
    await cluster.patchPod('web-1', { status: { phase: 'Failed' } }, 'status');
    await cluster.settle();
    const after = await cluster.pod('web-1');
    expect([after.status?.phase, after.metadata?.uid === before.metadata?.uid]).toEqual(['Running', false]);
    expect((await cluster.set()).status).toMatchObject({
      replicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
    });
  });

  it('wait until those before have been ready for long enough', async () => {
    const cluster = await startSetCluster();
    await cluster.create({ minReadySeconds: 30 });
    await cluster.world.runFor(29_000);
    expect(await cluster.images()).toEqual(['web-0 nginx:1']);
    expect((await cluster.set()).status).toMatchObject({ readyReplicas: 1, availableReplicas: 0 });
    await cluster.world.runFor(3_000);
    expect(await cluster.images()).toEqual(['web-0 nginx:1', 'web-1 nginx:1']);
    await cluster.settle();
    expect((await cluster.set()).status).toMatchObject({ readyReplicas: 3, availableReplicas: 3 });
  });

  it('get back the labels that make them what they are', async () => {
    const cluster = await startSetCluster();
    await cluster.create();
    await cluster.settle();
    const labels = { 'statefulset.kubernetes.io/pod-name': null, 'apps.kubernetes.io/pod-index': null };
    await cluster.patchPod('web-1', { metadata: { labels } });
    await cluster.settle();
    const repaired = await cluster.pod('web-1');
    expect(repaired.metadata?.labels).toMatchObject({
      'statefulset.kubernetes.io/pod-name': 'web-1',
      'apps.kubernetes.io/pod-index': '1',
    });
    const events = await cluster.events('StatefulSet');
    expect(events.at(-1)).toBe('SuccessfulUpdate: Update Pod web-1 in StatefulSet web successful');
  });
});

describe('owners', () => {
  it('pods and revisions that were orphaned are taken again, and nothing is made anew', async () => {
    const cluster = await startSetCluster();
    await cluster.create();
    await cluster.settle();
    const uids = async () => (await cluster.pods()).map(({ metadata }) => metadata?.uid).toSorted();
    const before = [await uids(), (await cluster.revisions()).map(({ metadata }) => metadata?.uid)];
    await cluster.ask(async (client) => {
      await client.delete(appsV1.statefulSets, { namespace, name: 'web' }, { propagationPolicy: 'Orphan' });
      for (const { metadata } of await client.list(coreV1.pods, { namespace }).then(({ items }) => items)) {
        const body = { metadata: { ownerReferences: null } };
        const name = metadata?.name ?? '';
        await client.patch(coreV1.pods, { namespace, name }, { type: 'merge', body });
      }
      const { items } = await client.list(appsV1.controllerRevisions, { namespace });
      for (const { metadata } of items) {
        const body = { metadata: { ownerReferences: null } };
        const name = metadata?.name ?? '';
        await client.patch(appsV1.controllerRevisions, { namespace, name }, { type: 'merge', body });
      }
      const body = { metadata: { finalizers: null } };
      await client.patch(appsV1.statefulSets, { namespace, name: 'web' }, { type: 'merge', body });
    });
    await cluster.create();
    await cluster.settle();
    expect([await uids(), (await cluster.revisions()).map(({ metadata }) => metadata?.uid)]).toEqual(before);
    const { metadata } = await cluster.set();
    for (const object of [...(await cluster.pods()), ...(await cluster.revisions())])
      expect(object.metadata?.ownerReferences).toMatchObject([{ uid: metadata?.uid }]);
  });

  it('a pod that is let go keeps its name from the next one', async () => {
    const cluster = await startSetCluster();
    await cluster.create();
    await cluster.settle();
    await cluster.patchPod('web-1', { metadata: { labels: { app: 'debug' } } });
    await cluster.world.runFor(2_000);
    expect((await cluster.pod('web-1')).metadata?.ownerReferences ?? []).toEqual([]);
    expect((await cluster.set()).status).toMatchObject({ replicas: 2 });
    await cluster.deletePod('web-1');
    await cluster.settle();
    expect((await cluster.set()).status).toMatchObject({ replicas: 3, readyReplicas: 3 });
    // Nothing is wrong, and nobody is told.
    expect((await cluster.events('StatefulSet')).filter((event) => event.startsWith('Failed'))).toEqual([]);
  });

  it('a pod of another name is left alone, whatever its labels say', async () => {
    const cluster = await startSetCluster();
    const { template } = withImage('nginx:1');
    const stranger = {
      metadata: { ...template.metadata, name: 'other-0', namespace },
      spec: template.spec ?? { containers: [] },
    };
    await cluster.ask((client) => client.create(coreV1.pods, stranger));
    await cluster.create({ replicas: 1 });
    await cluster.settle();
    expect((await cluster.pod('other-0')).metadata?.ownerReferences ?? []).toEqual([]);
    expect((await cluster.set()).status?.replicas).toBe(1);
  });
});

it('a set that is being deleted makes and deletes no pods, and tells of those there are', async () => {
  const cluster = await startSetCluster();
  const set = webSet({ replicas: 2 });
  const metadata = { ...set.metadata, finalizers: ['example.com/audit'] };
  await cluster.ask((client) => client.create(appsV1.statefulSets, { ...set, metadata }));
  await cluster.settle();
  await cluster.ask((client) => client.delete(appsV1.statefulSets, { namespace, name: 'web' }));
  await cluster.patch({ replicas: 5 });
  await cluster.settle();
  expect((await cluster.pods()).length).toBe(2);
  const { metadata: after, status } = await cluster.set();
  expect([status?.observedGeneration, status?.replicas]).toEqual([after?.generation, 2]);
});
