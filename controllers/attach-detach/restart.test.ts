import { expect, test } from 'vitest';
import { coreV1, storageV1 } from '../../api/index.ts';
import type { Client } from '../../client/index.ts';
import { attachmentName, managedAttachAnnotation } from '../../component-helpers/index.ts';
import { diskDriver } from '../simulated-storage/driver.ts';
import { addSimulatedStorage } from '../simulated-storage/simulated-storage.ts';
import { openControllerWorld } from '../testing/controller-world.ts';
import { addAttachDetachController } from './attach-detach-controller.ts';

const csi = { driver: diskDriver, volumeHandle: 'handle' };
const volumeName = `kubernetes.io/csi/${diskDriver}^handle`;
const volume = { metadata: { name: 'disk' }, spec: { csi } };

interface Before {
  /** A pod uses the volume. */
  readonly used: boolean;
  /** Somebody has asked the driver, and it has done so. */
  readonly asked: boolean;
  /** The node has been told. */
  readonly told: boolean;
}

/** What a controller leaves that ends in the middle of its work. */
async function leave(client: Client, { used, asked, told }: Before): Promise<void> {
  const claimKey = { namespace: 'default', name: 'data' };
  const modes = { accessModes: ['ReadWriteOnce'] };
  const claim = await client.create(coreV1.persistentVolumeClaims, {
    metadata: claimKey,
    spec: { ...modes, resources: { requests: { storage: '1Gi' } }, storageClassName: '', volumeName: 'disk' },
  });
  await client.updateStatus(coreV1.persistentVolumeClaims, { ...claim, status: { phase: 'Bound' } });
  const claimRef = { ...claimKey, uid: claim.metadata?.uid ?? '' };
  await client.create(coreV1.persistentVolumes, {
    ...volume,
    spec: { ...volume.spec, ...modes, capacity: { storage: '1Gi' }, claimRef },
  });
  const node = await client.create(coreV1.nodes, {
    metadata: { name: 'node', annotations: { [managedAttachAnnotation]: 'true' } },
  });
  const conditions = [{ type: 'Ready', status: 'True' }];
  const volumesAttached = told ? [{ name: volumeName, devicePath: '' }] : [];
  await client.updateStatus(coreV1.nodes, { ...node, status: { conditions, volumesAttached } });
  if (used)
    await client.create(coreV1.pods, {
      metadata: { namespace: 'default', name: 'web' },
      spec: {
        nodeName: 'node',
        containers: [{ name: 'main', image: 'nginx' }],
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
      },
    });
  if (!asked) return;
  const attachment = await client.create(storageV1.volumeAttachments, {
    metadata: { name: attachmentName(volume, 'node') },
    spec: { attacher: diskDriver, nodeName: 'node', source: { persistentVolumeName: 'disk' } },
  });
  await client.updateStatus(storageV1.volumeAttachments, { ...attachment, status: { attached: true } });
}

test.each<[Before, boolean]>([
  [{ used: true, asked: false, told: false }, true],
  [{ used: true, asked: true, told: false }, true],
  [{ used: true, asked: true, told: true }, true],
  [{ used: true, asked: false, told: true }, true],
  [{ used: false, asked: true, told: false }, false],
  [{ used: false, asked: true, told: true }, false],
  [{ used: false, asked: false, told: true }, false],
])('a controller that starts with %j makes it right', async (before, attached) => {
  for (const seed of [1, 2, 3]) {
    const world = await openControllerWorld(
      (manager) => {
        addSimulatedStorage(manager);
        addAttachDetachController(manager);
      },
      { seed, delayMsMax: 20, before: (client) => leave(client, before) },
    );
    await world.simulation.settle();
    const { items } = await world.run(() => world.client.list(storageV1.volumeAttachments));
    const { status } = await world.run(() => world.client.get(coreV1.nodes, { name: 'node' }));
    expect(items.map((one) => one.status?.attached)).toEqual(attached ? [true] : []);
    expect(status?.volumesAttached?.map(({ name }) => name) ?? []).toEqual(attached ? [volumeName] : []);
  }
});
