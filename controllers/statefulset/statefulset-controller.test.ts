import { describe, expect, it } from 'vitest';
import { appsV1, coreV1 } from '../../api/index.ts';
import { namespace, startSetCluster, webSet, withClaims, withImage } from './testing/set-cluster.ts';

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

describe('a rollout', () => {
  it('replaces pods from the last on, and ends with the new revision as the current one', async () => {
    const cluster = await startSetCluster();
    await cluster.create();
    await cluster.settle();
    await cluster.patch(withImage('nginx:2'));
    expect(await cluster.images()).toEqual(['-web-2 nginx:1', 'web-0 nginx:1', 'web-1 nginx:1']);
    await cluster.world.runFor(1_520);
    expect(await cluster.images()).toEqual(['-web-1 nginx:1', 'web-0 nginx:1', 'web-2 nginx:2']);
    const [old, next] = await cluster.revisions();
    expect((await cluster.set()).status).toMatchObject({
      currentRevision: old?.metadata?.name,
      updateRevision: next?.metadata?.name,
      updatedReplicas: 1,
      currentReplicas: 1,
    });
    await cluster.settle();
    expect(await cluster.images()).toEqual(all('nginx:2'));
    expect((await cluster.set()).status).toEqual({
      observedGeneration: 2,
      replicas: 3,
      readyReplicas: 3,
      availableReplicas: 3,
      currentReplicas: 3,
      updatedReplicas: 3,
      currentRevision: next?.metadata?.name,
      updateRevision: next?.metadata?.name,
      collisionCount: 0,
    });
  });

  it('back to an earlier template makes its revision the newest', async () => {
    const cluster = await startSetCluster();
    await cluster.create();
    await cluster.settle();
    await cluster.patch(withImage('nginx:2'));
    await cluster.settle();
    const [first, second] = await cluster.revisions();
    await cluster.patch(withImage('nginx:1'));
    await cluster.settle();
    const after = await cluster.revisions();
    expect(after.map(({ metadata, revision }) => [metadata?.name, revision])).toEqual([
      [second?.metadata?.name, 2],
      [first?.metadata?.name, 3],
    ]);
    expect(await cluster.images()).toEqual(all('nginx:1'));
  });

  it('keeps as many earlier revisions as the set asks for', async () => {
    const cluster = await startSetCluster();
    await cluster.create({ revisionHistoryLimit: 1 });
    for (const image of ['nginx:2', 'nginx:3', 'nginx:4']) {
      await cluster.settle();
      await cluster.patch(withImage(image));
    }
    await cluster.settle();
    expect((await cluster.revisions()).map(({ revision }) => revision)).toEqual([3, 4]);
  });

  it('stops at the partition, below which pods are made as they were', async () => {
    const cluster = await startSetCluster();
    await cluster.create({ updateStrategy: { type: 'RollingUpdate', rollingUpdate: { partition: 2 } } });
    await cluster.settle();
    await cluster.patch(withImage('nginx:2'));
    await cluster.settle();
    const halfway = ['web-0 nginx:1', 'web-1 nginx:1', 'web-2 nginx:2'];
    expect(await cluster.images()).toEqual(halfway);
    await cluster.deletePod('web-0');
    await cluster.settle();
    expect(await cluster.images()).toEqual(halfway);
    await cluster.patch({ updateStrategy: { rollingUpdate: { partition: 0 } } });
    await cluster.settle();
    expect(await cluster.images()).toEqual(all('nginx:2'));
  });

  it('of OnDelete replaces what is deleted', async () => {
    const cluster = await startSetCluster();
    await cluster.create({ updateStrategy: { type: 'OnDelete' } });
    await cluster.settle();
    await cluster.patch(withImage('nginx:2'));
    await cluster.settle();
    expect(await cluster.images()).toEqual(all('nginx:1'));
    await cluster.deletePod('web-1');
    await cluster.settle();
    expect(await cluster.images()).toEqual(['web-0 nginx:1', 'web-1 nginx:2', 'web-2 nginx:1']);
  });

  // kubernetes/kubernetes#67250: documented as a known issue, mended by hand.
  it('of a broken template stays stuck when it is taken back, until the broken pod is deleted', async () => {
    const cluster = await startSetCluster({ brokenImages: ['broken'] });
    await cluster.create();
    await cluster.settle();
    await cluster.patch(withImage('broken'));
    await cluster.settle();
    const stuck = ['web-0 nginx:1', 'web-1 nginx:1', 'web-2 broken'];
    expect(await cluster.images()).toEqual(stuck);
    await cluster.patch(withImage('nginx:1'));
    await cluster.settle();
    expect(await cluster.images()).toEqual(stuck);
    await cluster.deletePod('web-2');
    await cluster.settle();
    expect(await cluster.images()).toEqual(all('nginx:1'));
    expect((await cluster.set()).status).toMatchObject({ readyReplicas: 3, updatedReplicas: 3 });
  });

  // kubernetes/kubernetes#70442: a pod below those that are replaced comes back as it was, and is replaced in its turn.
  it('replaces also a pod that was made as it was meanwhile', async () => {
    const cluster = await startSetCluster();
    await cluster.create();
    await cluster.settle();
    await cluster.patch(withImage('nginx:2'));
    await cluster.world.runFor(100);
    await cluster.deletePod('web-0');
    await cluster.settle();
    expect(await cluster.images()).toEqual(all('nginx:2'));
    const { status } = await cluster.set();
    expect(status?.currentRevision).toBe(status?.updateRevision);
  });
});

describe('claims', () => {
  it('are made before their pod, stay when it goes, and are there for the next one', async () => {
    const cluster = await startSetCluster();
    await cluster.create(withClaims);
    await cluster.settle();
    expect(await cluster.claims()).toEqual(['data-web-0', 'data-web-1', 'data-web-2']);
    expect((await cluster.events('StatefulSet')).slice(0, 2)).toEqual([
      'SuccessfulCreate: Create Claim data-web-0 Pod web-0 in StatefulSet web success',
      'SuccessfulCreate: Create Pod web-0 in StatefulSet web successful',
    ]);
    const { spec } = await cluster.pod('web-1');
    expect(spec?.volumes).toEqual([{ name: 'data', persistentVolumeClaim: { claimName: 'data-web-1' } }]);
    await cluster.patch({ replicas: 1 });
    await cluster.settle();
    await cluster.patch({ replicas: 2 });
    await cluster.settle();
    expect(await cluster.claims()).toEqual(['data-web-0', 'data-web-1', 'data-web-2']);
    expect(cluster.errors).toEqual([]);
  });

  it('belong to the set or to the pod that goes, as its policy says', async () => {
    const cluster = await startSetCluster();
    const persistentVolumeClaimRetentionPolicy = { whenDeleted: 'Delete', whenScaled: 'Delete' };
    await cluster.create({ ...withClaims, persistentVolumeClaimRetentionPolicy });
    await cluster.settle();
    const owners = async (name: string) => {
      const claim = await cluster.ask((client) =>
        client.get(coreV1.persistentVolumeClaims, { namespace, name }),
      );
      return claim.metadata?.ownerReferences?.map((reference) => `${reference.kind} ${reference.name}`);
    };
    expect(await owners('data-web-2')).toEqual(['StatefulSet web']);
    await cluster.patch({ replicas: 2 });
    expect(await owners('data-web-2')).toEqual(['Pod web-2']);
    await cluster.patch({
      persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Retain', whenScaled: 'Retain' },
    });
    await cluster.settle();
    expect(await owners('data-web-0')).toBeUndefined();
  });

  it('that are there already belong to the set from the first pod on', async () => {
    const cluster = await startSetCluster({ readyAfterMs: undefined });
    const claim = { metadata: { name: 'data-web-0', namespace } };
    await cluster.ask((client) =>
      client.create(coreV1.persistentVolumeClaims, { ...withClaims.volumeClaimTemplates?.[0], ...claim }),
    );
    await cluster.create({ ...withClaims, persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete' } });
    await cluster.settle();
    const found = await cluster.ask((client) =>
      client.get(coreV1.persistentVolumeClaims, { namespace, name: 'data-web-0' }),
    );
    expect(found.metadata?.ownerReferences).toMatchObject([{ kind: 'StatefulSet', name: 'web' }]);
    expect(cluster.writes.filter((write) => /PUT .*pods/.test(write))).toEqual([]);
  });

  it('a pod that was adopted without them cannot be repaired, and that is told', async () => {
    const cluster = await startSetCluster();
    const { template } = withImage('nginx:1');
    const pod = {
      metadata: { ...template.metadata, name: 'web-0', namespace },
      spec: template.spec ?? { containers: [] },
    };
    await cluster.ask((client) => client.create(coreV1.pods, pod));
    await cluster.world.runFor(2_000);
    await cluster.create({ ...withClaims, replicas: 1 });
    await cluster.world.runFor(2_000);
    expect(await cluster.claims()).toEqual(['data-web-0']);
    const failed = (await cluster.events('StatefulSet')).filter((event) => event.startsWith('FailedUpdate'));
    expect(failed[0]).toContain('Update Pod web-0 in StatefulSet web failed error: Pod "web-0" is invalid');
  });

  it('of an earlier pod have to go before the next one comes, which is then made at once', async () => {
    const cluster = await startSetCluster();
    const persistentVolumeClaimRetentionPolicy = { whenScaled: 'Delete' };
    await cluster.create({ ...withClaims, persistentVolumeClaimRetentionPolicy });
    await cluster.settle();
    await cluster.patch({ replicas: 2 });
    await cluster.settle();
    // No garbage collector is there to delete the claim.
    await cluster.patch({ replicas: 3 });
    await cluster.settle();
    expect(await cluster.images()).toEqual(['web-0 nginx:1', 'web-1 nginx:1']);
    await cluster.removeClaim('data-web-2');
    await cluster.settle();
    expect(await cluster.images()).toEqual(all('nginx:1'));
  });

  // kubernetes/kubernetes#74374: the pod would wait for it for ever.
  it('that went while their pod was pending are made again', async () => {
    const cluster = await startSetCluster({ readyAfterMs: undefined });
    await cluster.create({ ...withClaims, replicas: 1 });
    await cluster.settle();
    await cluster.removeClaim('data-web-0');
    await cluster.settle();
    expect(await cluster.claims()).toEqual(['data-web-0']);
  });

  it('that went with their pod are made again with the next, though the controller hears of it late', async () => {
    const cluster = await startSetCluster({
      watchDelayMs: (path) => (path.endsWith('/persistentvolumeclaims') ? 300 : 0),
    });
    await cluster.create({ ...withClaims, replicas: 1 });
    await cluster.settle();
    await cluster.removeClaim('data-web-0');
    await cluster.ask((client) =>
      client.delete(coreV1.pods, { namespace, name: 'web-0' }, { gracePeriodSeconds: 0 }),
    );
    await cluster.settle();
    expect([await cluster.claims(), await cluster.images()]).toEqual([['data-web-0'], ['web-0 nginx:1']]);
  });

  it('that are being deleted keep their pod from being made, until they are gone', async () => {
    const cluster = await startSetCluster();
    const claim = { metadata: { name: 'data-web-0', namespace, finalizers: ['example.com/hold'] } };
    await cluster.ask(async (client) => {
      await client.create(coreV1.persistentVolumeClaims, {
        ...withClaims.volumeClaimTemplates?.[0],
        ...claim,
      });
      await client.delete(coreV1.persistentVolumeClaims, { namespace, name: 'data-web-0' });
    });
    await cluster.create({ ...withClaims, replicas: 1 });
    await cluster.world.runFor(1_000);
    expect(await cluster.images()).toEqual([]);
    const events = await cluster.events('StatefulSet');
    expect(events).toEqual([
      'FailedCreate: Create Pod web-0 in StatefulSet web failed error: pvc data-web-0 is being deleted',
    ]);
    const body = { metadata: { finalizers: null } };
    await cluster.ask((client) =>
      client.patch(coreV1.persistentVolumeClaims, { namespace, name: 'data-web-0' }, { type: 'merge', body }),
    );
    await cluster.settle();
    expect(await cluster.images()).toEqual(['web-0 nginx:1']);
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
