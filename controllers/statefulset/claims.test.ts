import { describe, expect, it } from 'vitest';
import { coreV1 } from '../../api/index.ts';
import { namespace, startSetCluster, withClaims, withImage } from './testing/set-cluster.ts';

const all = (image: string) => [`web-0 ${image}`, `web-1 ${image}`, `web-2 ${image}`];

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
