import { expect, it } from 'vitest';
import { coreV1, storageV1 } from '../../api/index.ts';
import type { Manager } from '../../controller-runtime/index.ts';
import { openControllerWorld } from '../testing/controller-world.ts';
import {
  addAttributesClassProtectionController,
  addClaimProtectionController,
  addVolumeProtectionController,
} from './volume-protection.ts';

const storage = '1Gi';
const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } } };
const data = { namespace: 'default', name: 'data' };

function addAll(manager: Manager): void {
  addClaimProtectionController(manager);
  addVolumeProtectionController(manager);
  addAttributesClassProtectionController(manager);
}

it.each([
  ['web', { name: 'data', persistentVolumeClaim: { claimName: 'data' } }, 'data'],
  ['db', { name: 'data', ephemeral: { volumeClaimTemplate: { spec } } }, 'db-data'],
])('a claim stays until the pod %s that uses it is gone', async (name, volume, claim) => {
  const { run, client, simulation } = await openControllerWorld(addAll);
  await run(async () => {
    const metadata = { namespace: 'default', name: claim };
    const made = await client.create(coreV1.persistentVolumeClaims, { metadata, spec });
    expect(made.metadata?.finalizers).toEqual(['kubernetes.io/pvc-protection']);
    await client.create(coreV1.pods, {
      metadata: { namespace: 'default', name },
      spec: { nodeName: 'node-1', containers: [{ name: 'c', image: 'i' }], volumes: [volume] },
    });
    await client.delete(coreV1.persistentVolumeClaims, metadata);
  });
  await simulation.settle();
  const kept = await run(() =>
    client.get(coreV1.persistentVolumeClaims, { namespace: 'default', name: claim }),
  );
  expect(kept.metadata?.deletionTimestamp).toBeDefined();
  await run(() => client.delete(coreV1.pods, { namespace: 'default', name }, { gracePeriodSeconds: 0 }));
  await simulation.settle();
  await expect(
    run(() => client.get(coreV1.persistentVolumeClaims, { namespace: 'default', name: claim })),
  ).rejects.toThrow('not found');
});

it('a claim that no pod on a node uses goes at once, one that lost its protection is protected again', async () => {
  const { run, client, simulation } = await openControllerWorld(addAll);
  await run(async () => {
    const { metadata } = await client.create(coreV1.persistentVolumeClaims, { metadata: data, spec });
    const body = { metadata: { uid: metadata?.uid, finalizers: null } };
    await client.patch(coreV1.persistentVolumeClaims, data, { type: 'merge', body });
  });
  await simulation.settle();
  const claim = await run(() => client.get(coreV1.persistentVolumeClaims, data));
  expect(claim.metadata?.finalizers).toEqual(['kubernetes.io/pvc-protection']);
  await run(() => client.delete(coreV1.persistentVolumeClaims, data));
  await simulation.settle();
  await expect(run(() => client.get(coreV1.persistentVolumeClaims, data))).rejects.toThrow('not found');
});

it('a volume goes if it is not bound, and a class of attributes if nothing is of it', async () => {
  const { run, client, simulation } = await openControllerWorld(addAll);
  const names = async () => {
    const volumes = await run(() => client.list(coreV1.persistentVolumes));
    const classes = await run(() => client.list(storageV1.volumeAttributesClasses));
    return [...volumes.items, ...classes.items].map(({ metadata }) => metadata?.name);
  };
  await run(async () => {
    await client.create(storageV1.volumeAttributesClasses, {
      metadata: { name: 'fast' },
      driverName: 'csi.example.com',
      parameters: { iops: '1' },
    });
    const disk = await client.create(coreV1.persistentVolumes, {
      metadata: { name: 'disk' },
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage },
        csi: { driver: 'csi.example.com', volumeHandle: 'a' },
        volumeAttributesClassName: 'fast',
      },
    });
    await client.updateStatus(coreV1.persistentVolumes, { ...disk, status: { phase: 'Bound' } });
    await client.delete(storageV1.volumeAttributesClasses, { name: 'fast' });
    await client.delete(coreV1.persistentVolumes, { name: 'disk' });
  });
  await simulation.settle();
  expect(await names()).toEqual(['disk', 'fast']);
  await run(async () => {
    const disk = await client.get(coreV1.persistentVolumes, { name: 'disk' });
    await client.updateStatus(coreV1.persistentVolumes, { ...disk, status: { phase: 'Released' } });
  });
  await simulation.settle();
  expect(await names()).toEqual([]);
});
