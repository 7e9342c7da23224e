import { expect, test } from 'vitest';
import {
  coreV1,
  storageV1,
  type V1PersistentVolume,
  type V1PersistentVolumeClaim,
  type V1StorageClass,
  type V1Volume,
} from '../../../api/index.ts';
import type { Client } from '../../../client/index.ts';
import { addVolumeBinder } from '../../../controllers/volume-binder/volume-binder.ts';
import { openTestWorld } from '../../../testing/index.ts';
import { addScheduler, type SchedulerOptions } from '../../add-scheduler.ts';
import { schedulerConfiguration } from '../../configuration/scheduler-configuration.ts';
import { node, pod } from '../../testing/objects.ts';
import { createReady } from '../../testing/scheduled-world.ts';

const late: V1StorageClass = {
  metadata: { name: 'late' },
  provisioner: 'kubernetes.io/no-provisioner',
  volumeBindingMode: 'WaitForFirstConsumer',
};
const made: V1StorageClass = { ...late, metadata: { name: 'made' }, provisioner: 'example.com/disks' };

function claim(name: string, storageClassName: string, storage = '1Gi'): V1PersistentVolumeClaim {
  const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, storageClassName };
  return { metadata: { name, namespace: 'default' }, spec };
}

/** A disk in one node. */
function disk(name: string, nodeName: string, storage = '1Gi'): V1PersistentVolume {
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: [nodeName] }];
  return {
    metadata: { name },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage },
      storageClassName: 'late',
      local: { path: `/mnt/${name}` },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchFields }] } },
    },
  };
}

const using = (name: string, ...claims: readonly string[]) =>
  pod(
    name,
    {},
    { volumes: claims.map((claimName) => ({ name: claimName, persistentVolumeClaim: { claimName } })) },
  );

async function openStorageWorld(
  before: (client: Client) => Promise<unknown>,
  options: SchedulerOptions = {},
) {
  const world = await openTestWorld({
    messages: false,
    before: async (client) => {
      for (const name of ['node-1', 'node-2']) await createReady(client, node(name));
      await client.create(storageV1.storageClasses, late);
      await client.create(storageV1.storageClasses, made);
      await before(client);
    },
    managers: {
      'controller-manager': addVolumeBinder,
      'default-scheduler': (manager) => addScheduler(manager, options),
    },
  });
  const { act, run, control } = world;
  return {
    act,
    run,
    control,
    async create(object: ReturnType<typeof pod>) {
      await act((user) => user.create(coreV1.pods, object));
    },
    pod: (name: string) => run((user) => user.get(coreV1.pods, { namespace: 'default', name })),
    claim: (name: string) =>
      run((user) => user.get(coreV1.persistentVolumeClaims, { namespace: 'default', name })),
    async why(name: string) {
      const { status } = await run((user) => user.get(coreV1.pods, { namespace: 'default', name }));
      return status?.conditions?.find(({ type }) => type === 'PodScheduled')?.message;
    },
  };
}

const resolved =
  'no new claims to deallocate, preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.';

test('a pod comes to the node that has the disk, which is bound to its claim first', async () => {
  const world = await openStorageWorld(async (client) => {
    await client.create(coreV1.persistentVolumes, disk('small', 'node-1', '500Mi'));
    await client.create(coreV1.persistentVolumes, disk('fits', 'node-2'));
    await client.create(coreV1.persistentVolumeClaims, claim('data', 'late'));
  });
  await world.create(using('db', 'data'));
  const { spec, status } = await world.claim('data');
  expect([(await world.pod('db')).spec?.nodeName, spec?.volumeName, status?.phase]).toEqual([
    'node-2',
    'fits',
    'Bound',
  ]);
});

test('one disk is not given to two pods, and two claims of a pod get one each on one node', async () => {
  const world = await openStorageWorld(async (client) => {
    for (const name of ['a', 'b']) await client.create(coreV1.persistentVolumes, disk(name, 'node-1'));
    await client.create(coreV1.persistentVolumes, disk('c', 'node-2'));
    for (const name of ['first', 'second', 'third', 'fourth'])
      await client.create(coreV1.persistentVolumeClaims, claim(name, 'late'));
  });
  await world.create(using('twice', 'first', 'second'));
  await world.create(using('once', 'third'));
  await world.create(using('none', 'fourth'));
  const places: unknown[] = [];
  for (const name of ['twice', 'once', 'none']) places.push((await world.pod(name)).spec?.nodeName);
  expect(places).toEqual(['node-1', 'node-2', undefined]);
  const bind = "2 node(s) didn't find available persistent volumes to bind";
  expect(await world.why('none')).toBe(`0/2 nodes are available: ${bind}. ${resolved}`);
});

test('a disk that is kept for a claim is its own, and of no other', async () => {
  const world = await openStorageWorld(async (client) => {
    const kept = disk('kept', 'node-2');
    const claimRef = { namespace: 'default', name: 'data' };
    await client.create(coreV1.persistentVolumes, { ...kept, spec: { ...kept.spec, claimRef } });
    await client.create(coreV1.persistentVolumes, disk('smaller', 'node-1', '1Gi'));
    await client.create(coreV1.persistentVolumeClaims, claim('data', 'late'));
    await client.create(coreV1.persistentVolumeClaims, claim('other', 'late'));
  });
  await world.create(using('db', 'data'));
  await world.create(using('web', 'other'));
  const bound = [(await world.claim('data')).spec?.volumeName, (await world.claim('other')).spec?.volumeName];
  expect(bound).toEqual(['kept', 'smaller']);
});

test('a pod that waits for a disk is tried again when there is one', async () => {
  const world = await openStorageWorld((client) =>
    client.create(coreV1.persistentVolumeClaims, claim('data', 'late')),
  );
  await world.create(using('db', 'data'));
  expect((await world.pod('db')).spec?.nodeName).toBeUndefined();
  await world.act((user) => user.create(coreV1.persistentVolumes, disk('new', 'node-2')));
  expect((await world.pod('db')).spec?.nodeName).toBe('node-2');
});

test('where a volume is to be made the claim is told the node, and the pod waits until it is bound', async () => {
  const world = await openStorageWorld((client) =>
    client.create(coreV1.persistentVolumeClaims, claim('data', 'made')),
  );
  await world.act(async (user) => {
    await user.create(coreV1.pods, using('db', 'data'));
    await world.control.environment.clock.sleep(5_000);
    const { metadata } = await user.get(coreV1.persistentVolumeClaims, {
      namespace: 'default',
      name: 'data',
    });
    const { name, namespace = 'default', uid = '' } = metadata ?? {};
    expect(metadata?.annotations?.['volume.kubernetes.io/selected-node']).toMatch(/^node-[12]$/);
    const { local, nodeAffinity, ...rest } = disk('made', 'node-1').spec ?? {};
    const spec = { ...rest, storageClassName: 'made', csi: { driver: 'example.com', volumeHandle: 'x' } };
    const claimRef = { kind: 'PersistentVolumeClaim', apiVersion: 'v1', name: name ?? '', namespace, uid };
    await user.create(coreV1.persistentVolumes, { metadata: { name: 'made' }, spec: { ...spec, claimRef } });
  });
  const place = (await world.claim('data')).metadata?.annotations?.['volume.kubernetes.io/selected-node'];
  expect((await world.pod('db')).spec?.nodeName).toBe(place);
});

test('volumes that take longer than the profile gives them are an error of the attempt', async () => {
  const pluginConfig = [{ name: 'VolumeBinding', args: { bindTimeoutSeconds: 5 } }];
  const configuration = schedulerConfiguration({ profiles: [{ pluginConfig }] });
  const world = await openStorageWorld(
    async (client) => void (await client.create(coreV1.persistentVolumeClaims, claim('data', 'made'))),
    { configuration },
  );
  await world.run((user) => user.create(coreV1.pods, using('db', 'data')));
  await world.control.runFor(8_000);
  expect(await world.why('db')).toContain(
    'running PreBind plugin "VolumeBinding": binding volumes: context deadline exceeded',
  );
});

test('why a pod is not tried on any node', async () => {
  const world = await openStorageWorld(async (client) => {
    await client.create(coreV1.persistentVolumeClaims, claim('now', ''));
    const lost = claim('lost', '');
    const annotations = { 'pv.kubernetes.io/bind-completed': 'yes' };
    await client.create(coreV1.persistentVolumeClaims, {
      ...lost,
      metadata: { ...lost.metadata, annotations },
      spec: { ...lost.spec, volumeName: 'gone' },
    });
  });
  const volumeClaimTemplate = { spec: claim('x', 'late').spec ?? {} };
  const own: V1Volume = { name: 'own', ephemeral: { volumeClaimTemplate } };
  await world.create(using('missing', 'nothing'));
  await world.create(using('unbound', 'now'));
  await world.create(using('lost', 'lost'));
  await world.create(pod('ephemeral', {}, { volumes: [own] }));
  const none = `0/2 nodes are available: `;
  const reasons: unknown[] = [];
  for (const name of ['missing', 'unbound', 'lost', 'ephemeral']) reasons.push(await world.why(name));
  // As Kubernetes says it: what DynamicResources was not asked before is not there when room is to be made.
  expect(reasons).toEqual([
    `${none}persistentvolumeclaim "nothing" not found. not found`,
    `${none}pod has unbound immediate PersistentVolumeClaims. not found`,
    `${none}persistentvolumeclaim "lost" bound to non-existent persistentvolume "gone". not found`,
    `${none}waiting for ephemeral volume controller to create the persistentvolumeclaim "ephemeral-own". not found`,
  ]);
});
