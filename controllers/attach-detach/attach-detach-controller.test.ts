import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { coreV1, storageV1 } from '../../api/index.ts';
import { openDisks } from './testing/disks.ts';

const attached = 'SuccessfulAttachVolume x1: AttachVolume.Attach succeeded for volume "VOLUME" ';
const exclusive =
  'FailedAttachVolume x1: Multi-Attach error for volume "VOLUME" Volume is already exclusively attached to one node and can\'t be attached to another';

test("a pod's disk is attached to its node, and detached when the pod is gone and the node has let go", async () => {
  const world = await openDisks();
  await world.createClaim('data');
  await world.createPod('web', 'data', 'node-1');
  const [volume] = await world.attachedTo('node-1');
  const [pv] = (await world.run(() => world.client.list(coreV1.persistentVolumes))).items;
  const { driver, volumeHandle } = pv?.spec?.csi ?? {};
  expect(volume).toBe(`kubernetes.io/csi/${driver}^${volumeHandle}`);
  const [attachment] = (await world.run(() => world.client.list(storageV1.volumeAttachments))).items;
  const hash = createHash('sha256').update(`${volumeHandle}${driver}node-1`).digest('hex');
  expect(attachment?.metadata?.name).toBe(`csi-${hash}`);
  expect(attachment).toMatchObject({
    metadata: { finalizers: ['external-attacher/disk-csi-homeostat-dev'] },
    spec: { attacher: driver, nodeName: 'node-1', source: { persistentVolumeName: pv?.metadata?.name } },
    status: { attached: true },
  });
  expect(await world.events()).toEqual([`web ${attached}`]);
  await world.use('node-1', volume ?? '');
  await world.deletePod('web');
  expect(await world.attachments()).toEqual(['node-1 attached']);
  await world.use('node-1');
  expect([await world.attachments(), await world.attachedTo('node-1')]).toEqual([[], []]);
});

test('a disk that one node has is not attached to another, and its pod is told once by whom it is used', async () => {
  const world = await openDisks();
  await world.createClaim('data');
  await world.createPod('first', 'data', 'node-1');
  await world.createPod('second', 'data', 'node-2');
  const used =
    'FailedAttachVolume x1: Multi-Attach error for volume "VOLUME" Volume is already used by pod(s) first';
  await world.use('node-1', ...(await world.attachedTo('node-1')));
  await world.use('node-1');
  expect(await world.events()).toEqual([`first ${attached}`, `second ${used}`]);
  expect(await world.attachments()).toEqual(['node-1 attached']);
  await world.deletePod('first');
  expect(await world.attachments()).toEqual(['node-2 attached']);
  expect((await world.events()).at(-1)).toBe(`second ${attached}`);
});

test('a pod that comes to another node while the first still uses the disk is told so', async () => {
  const world = await openDisks();
  await world.createClaim('data');
  await world.createPod('web', 'data', 'node-1');
  await world.use('node-1', ...(await world.attachedTo('node-1')));
  await world.deletePod('web');
  await world.createPod('web', 'data', 'node-2');
  expect((await world.events()).at(-1)).toBe(`web ${exclusive}`);
  await world.use('node-1');
  expect(await world.attachments()).toEqual(['node-2 attached']);
});

test('a volume of many nodes is attached to each', async () => {
  const world = await openDisks();
  await world.createClaim('data', 'ReadWriteMany');
  await world.createPod('first', 'data', 'node-1');
  await world.createPod('second', 'data', 'node-2');
  expect(await world.attachments()).toEqual(['node-1 attached', 'node-2 attached']);
});

test('an attempt that fails is told, and tried again ever later', async () => {
  const world = await openDisks({ attachFailure: 'the disk is broken', failures: '2' });
  await world.createClaim('data');
  await world.createPod('web', 'data', 'node-1');
  await world.run(() => world.simulation.environment.clock.sleep(60_000));
  const failed = expect.stringMatching(
    /^web FailedAttachVolume x[2-9]: AttachVolume\.Attach failed for volume "VOLUME" : the disk is broken$/,
  );
  expect(await world.events()).toEqual([failed, `web ${attached}`]);
  expect(await world.attachedTo('node-1')).toHaveLength(1);
});

test('a volume that the driver could not keep at first is kept before it is attached', async () => {
  let failures = 1;
  const world = await openDisks(
    {},
    {
      intercept: ({ path, body }) => {
        const keeps = path.includes('/persistentvolumes/') && JSON.stringify(body)?.includes('attacher/');
        if (keeps && failures-- > 0) throw new Error('the server is busy');
        return undefined;
      },
    },
  );
  await world.createClaim('data');
  await world.createPod('web', 'data', 'node-1');
  expect(await world.attachments()).toEqual(['node-1 attached']);
  const [volume] = (await world.run(() => world.client.list(coreV1.persistentVolumes))).items;
  const [attachment] = (await world.run(() => world.client.list(storageV1.volumeAttachments))).items;
  const kept = expect.arrayContaining(['external-attacher/disk-csi-homeostat-dev']);
  expect([volume?.metadata?.finalizers, attachment?.metadata?.finalizers]).toEqual([kept, kept]);
});

test('what never succeeds does not keep the world from settling', async () => {
  const world = await openDisks({ attachFailure: 'the disk is broken' });
  await world.createClaim('data');
  await world.createPod('web', 'data', 'node-1');
  expect(await world.attachments()).toEqual(['node-1 not attached']);
});

test('a driver that never answers is given up after two minutes', async () => {
  const world = await openDisks({ attachDelay: '1h' });
  await world.createClaim('data');
  await world.run(() =>
    world.client.create(coreV1.pods, {
      metadata: { name: 'web', namespace: 'default' },
      spec: {
        nodeName: 'node-1',
        containers: [{ name: 'main', image: 'nginx' }],
        volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'data' } }],
      },
    }),
  );
  const after = async (ms: number) => {
    await world.run(() => world.simulation.environment.clock.sleep(ms));
    return world.events();
  };
  expect(await after(119_000)).toEqual([]);
  const timedOut =
    'timed out waiting for external-attacher of disk.csi.homeostat.dev CSI driver to attach volume VOLUME';
  expect(await after(2_000)).toEqual([
    `web FailedAttachVolume x1: AttachVolume.Attach failed for volume "VOLUME" : ${timedOut}`,
  ]);
});

test('from a node that is not well a disk is taken after six minutes', async () => {
  const world = await openDisks();
  await world.createClaim('data');
  await world.createPod('web', 'data', 'node-1');
  await world.use('node-1', ...(await world.attachedTo('node-1')));
  await world.patchNode('node-1', { conditions: [{ type: 'Ready', status: 'Unknown' }] });
  await world.run(() =>
    world.client.delete(coreV1.pods, { namespace: 'default', name: 'web' }, { gracePeriodSeconds: 0 }),
  );
  await world.run(() => world.simulation.environment.clock.sleep(359_000));
  expect(await world.attachments()).toEqual(['node-1 attached']);
  await world.simulation.settle();
  expect(await world.attachments()).toEqual([]);
});

test('from a node that is out of service a disk is taken at once', async () => {
  const world = await openDisks();
  await world.createClaim('data');
  await world.createPod('web', 'data', 'node-1');
  await world.use('node-1', ...(await world.attachedTo('node-1')));
  const body = { spec: { taints: [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }] } };
  await world.act(() => world.client.patch(coreV1.nodes, { name: 'node-1' }, { type: 'merge', body }));
  expect(await world.attachments()).toEqual(['node-1 attached']);
  await world.deletePod('web');
  expect(await world.attachments()).toEqual([]);
});

test('and at once when it comes to be out of service', async () => {
  const world = await openDisks();
  await world.createClaim('data');
  await world.createPod('web', 'data', 'node-1');
  await world.use('node-1', ...(await world.attachedTo('node-1')));
  await world.deletePod('web');
  expect(await world.attachments()).toEqual(['node-1 attached']);
  const body = { spec: { taints: [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }] } };
  await world.act(() => world.client.patch(coreV1.nodes, { name: 'node-1' }, { type: 'merge', body }));
  expect(await world.attachments()).toEqual([]);
});

test('a node is told that it has a disk after it is attached, and that it has it no more before it is detached', async () => {
  const writes: string[] = [];
  const world = await openDisks(
    {},
    {
      intercept: ({ method, path, body }) => {
        if (path === '/api/v1/nodes/node-1/status')
          writes.push(JSON.stringify(body)?.includes('null') ? 'told of none' : 'told');
        if (method === 'DELETE' && path.includes('/volumeattachments/')) writes.push('detach');
        if (method === 'POST' && path.endsWith('/volumeattachments')) writes.push('attach');
        return undefined;
      },
    },
  );
  await world.createClaim('data');
  await world.createPod('web', 'data', 'node-1');
  await world.use('node-1');
  await world.deletePod('web');
  expect(writes).toEqual(['attach', 'told', 'told of none', 'detach']);
});

test('what somebody else detaches is attached again', async () => {
  const world = await openDisks();
  await world.createClaim('data');
  await world.createPod('web', 'data', 'node-1');
  await world.act(() => world.client.deleteCollection(storageV1.volumeAttachments));
  expect(await world.attachments()).toEqual(['node-1 attached']);
  expect(await world.attachedTo('node-1')).toHaveLength(1);
});

test('a claim that is bound after its pod was placed is attached then', async () => {
  const world = await openDisks();
  await world.createPod('web', 'data', 'node-1');
  expect(await world.attachments()).toEqual([]);
  await world.createClaim('data');
  expect(await world.attachments()).toEqual(['node-1 attached']);
});

test('a volume that nobody wants any more goes when it is detached, and not before', async () => {
  const world = await openDisks();
  await world.createClaim('data');
  await world.createPod('web', 'data', 'node-1');
  await world.use('node-1', ...(await world.attachedTo('node-1')));
  await world.deletePod('web');
  const letGo = { type: 'merge', body: { metadata: { finalizers: null } } } as const;
  const key = { namespace: 'default', name: 'data' };
  await world.act(() => world.client.patch(coreV1.persistentVolumeClaims, key, letGo));
  await world.act(() => world.client.delete(coreV1.persistentVolumeClaims, key));
  const [kept] = (await world.run(() => world.client.list(coreV1.persistentVolumes))).items;
  expect([kept?.status?.phase, kept?.metadata?.deletionTimestamp]).toEqual(['Released', undefined]);
  await world.use('node-1');
  const [volume] = (await world.run(() => world.client.list(coreV1.persistentVolumes))).items;
  // Kubernetes' own protection is all that is left of it.
  expect(volume?.metadata?.finalizers).toEqual(['kubernetes.io/pv-protection']);
});
