import { expect, test } from 'vitest';
import { coreV1, storageV1, type V1PersistentVolume, type V1Pod } from '../api/index.ts';
import { attachmentName } from '../component-helpers/index.ts';
import { nodeName, openNode, type TestNode, webPod } from './testing/open-node.ts';

const key = { namespace: 'default', name: 'data' };
const spec = {
  accessModes: ['ReadWriteOnce'],
  resources: { requests: { storage: '1Gi' } },
  storageClassName: '',
};
const [disks, shares] = ['disks.example.com', 'shares.example.com'];
const diskName = `kubernetes.io/csi/${disks}^handle`;
const notBound =
  'Warning FailedMount: Unable to attach or mount volumes: unmounted volumes=[v], unattached volumes=[], failed to process volumes=[v]: error processing PVC default/data: PVC is not bound';

const using = (mounts = true): V1Pod =>
  webPod('web', {
    containers: [
      {
        name: 'web',
        image: 'nginx:1.27',
        ...(mounts && { volumeMounts: [{ name: 'v', mountPath: '/data' }] }),
      },
    ],
    volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }],
  });

/** A node with a claim for a volume of this driver, and what the parts of a cluster do that are not there. */
async function openStorage(driver?: string) {
  const node = await openNode({ preset: 'instant' });
  const { simulation, client } = node;
  const act = <T>(work: () => Promise<T>) => simulation.complete(work);
  const claim = await act(() =>
    client.create(coreV1.persistentVolumeClaims, { metadata: key, spec: { ...spec, volumeName: 'disk' } }),
  );
  await act(() =>
    client.create(storageV1.csiDrivers, { metadata: { name: shares }, spec: { attachRequired: false } }),
  );
  const volume: V1PersistentVolume = {
    metadata: { name: 'disk' },
    spec: {
      accessModes: spec.accessModes,
      capacity: { storage: '1Gi' },
      claimRef: { ...key, uid: claim.metadata?.uid ?? '' },
      ...(driver === undefined
        ? { hostPath: { path: '/data' } }
        : { csi: { driver, volumeHandle: 'handle' } }),
    },
  };
  await act(() => client.create(coreV1.persistentVolumes, volume));
  const phase = async () => (await node.pod('web')).status?.phase;
  return {
    ...node,
    act,
    phase,
    bind: () =>
      act(() => client.updateStatus(coreV1.persistentVolumeClaims, { ...claim, status: { phase: 'Bound' } })),
    attach: (...names: string[]) =>
      act(() => {
        const body = { status: { volumesAttached: names.map((name) => ({ name, devicePath: '' })) } };
        const patch = { type: 'merge', body } as const;
        return client.patch(coreV1.nodes, { name: nodeName }, patch, { subresource: 'status' });
      }),
    inUse: async () => (await node.node()).status?.volumesInUse ?? [],
  };
}

const lookups = ({ requests }: TestNode) =>
  requests.filter((line) => /persistentvolume|csidriver/.test(line)).map((line) => line.split(' ').at(-1));

test('a pod whose claim is not bound says so, and starts with the synchronization after it is', async () => {
  const node = await openStorage();
  await node.run(using());
  await node.simulation.settle();
  expect([await node.phase(), await node.events('web')]).toEqual(['Pending', [notBound]]);
  const { state } = (await node.pod('web')).status?.containerStatuses?.[0] ?? {};
  expect(state?.waiting?.reason).toBe('ContainerCreating');
  await node.simulation.runFor(13_000);
  await node.bind();
  await node.simulation.runFor(6_000);
  expect(await node.phase()).toBe('Pending');
  await node.simulation.settle();
  expect(await node.phase()).toBe('Running');
  expect((await node.events('web')).filter((event) => event.includes('FailedMount'))).toEqual([notBound]);
});

test('a claim that is missing is told of, and waited for', async () => {
  const node = await openNode({ preset: 'instant' });
  await node.run(using());
  await node.simulation.settle();
  expect(await node.events('web')).toEqual([
    notBound.replace(
      'PVC is not bound',
      'failed to fetch PVC from API server: persistentvolumeclaims "data" not found',
    ),
  ]);
});

test('a bound claim costs three questions, and one that nobody mounts none', async () => {
  const node = await openStorage(shares);
  await node.bind();
  await node.run(using());
  await node.simulation.settle();
  expect([await node.phase(), lookups(node)]).toEqual([
    'Running',
    [
      '/api/v1/namespaces/default/persistentvolumeclaims/data',
      '/api/v1/persistentvolumes/disk',
      `/apis/storage.k8s.io/v1/csidrivers/${shares}`,
    ],
  ]);
  const other = await openStorage(shares);
  await other.run(using(false));
  await other.simulation.settle();
  expect([await other.phase(), lookups(other)]).toEqual(['Running', []]);
});

test('a pod waits until its disk is attached, and the node tells that it uses it until it is over', async () => {
  const node = await openStorage(disks);
  await node.bind();
  await node.run(using());
  await node.simulation.settle();
  expect([await node.phase(), await node.inUse(), await node.events('web')]).toEqual([
    'Pending',
    [diskName],
    [],
  ]);
  await node.attach('kubernetes.io/csi/other^handle');
  await node.simulation.settle();
  expect(await node.phase()).toBe('Pending');
  await node.attach(diskName);
  await node.simulation.settle();
  expect(await node.phase()).toBe('Running');
  await node.act(() => node.client.delete(coreV1.pods, { namespace: 'default', name: 'web' }));
  await node.simulation.settle();
  expect(await node.inUse()).toEqual([]);
});

test('an attached disk is not mounted before the node has told that it uses it', async () => {
  const node = await openStorage(disks);
  await node.bind();
  await node.attach(diskName);
  await node.run(using());
  await node.simulation.runFor(1_000);
  expect([await node.phase(), await node.inUse()]).toEqual(['Pending', []]);
  await node.simulation.settle();
  expect([await node.phase(), await node.inUse()]).toEqual(['Running', [diskName]]);
});

test('a kubelet that starts again does not say that nothing is used before it knows', async () => {
  const node = await openStorage(disks);
  await node.bind();
  await node.attach(diskName);
  await node.run(using());
  await node.simulation.settle();
  node.kill();
  await node.restart({ resumes: true });
  const told = new Set<string>();
  for (let times = 0; times < 30; times++) {
    await node.simulation.runFor(500);
    told.add((await node.inUse()).join());
  }
  expect([await node.phase(), [...told]]).toEqual(['Running', [diskName]]);
});

test.each([
  { says: 'its driver says that the node takes no more', code: 8, period: 60, phase: 'Failed' },
  { says: 'attaching fails for another reason', code: 13, period: 60, phase: 'Pending' },
  { says: 'the limits of its driver never change', code: 8, period: undefined, phase: 'Pending' },
])('a pod whose disk is not attached in time is $phase where $says', async ({ code, period, phase }) => {
  const node = await openStorage(disks);
  const { act, client, simulation } = node;
  const spec = period === undefined ? {} : { nodeAllocatableUpdatePeriodSeconds: period };
  await act(() => client.create(storageV1.csiDrivers, { metadata: { name: disks }, spec }));
  const csi = { driver: disks, volumeHandle: 'handle' };
  const attachment = await act(() =>
    client.create(storageV1.volumeAttachments, {
      metadata: { name: attachmentName({ spec: { csi } }, nodeName) },
      spec: { attacher: disks, nodeName, source: { persistentVolumeName: 'disk' } },
    }),
  );
  const status = { attached: false, attachError: { message: 'no slot is left', errorCode: code } };
  await act(() => client.updateStatus(storageV1.volumeAttachments, { ...attachment, status }));
  await node.bind();
  await node.run(using());
  await simulation.runFor(120_000);
  expect(await node.phase()).toBe('Pending');
  await simulation.runFor(300_000);
  const { status: told } = await node.pod('web');
  expect(told?.phase).toBe(phase);
  const message =
    'Node has reached its volume attachment limit, rejecting pod. unmounted volumes=[v], unattached volumes=[v], failed to process volumes=[]: context deadline exceeded';
  const isFailed = phase === 'Failed';
  expect(await node.events('web')).toEqual(
    isFailed ? [`Warning VolumeAttachmentLimitExceeded: ${message}`] : [],
  );
  expect(await node.inUse()).toEqual(isFailed ? [] : [diskName]);
  if (!isFailed) return;
  expect(told).toMatchObject({
    reason: 'VolumeAttachmentLimitExceeded',
    message: `Pod was rejected: ${message}`,
    containerStatuses: [{ state: { terminated: { reason: 'ContainerStatusUnknown', exitCode: 137 } } }],
  });
  expect(told?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({
    status: 'False',
    reason: 'PodFailed',
  });
});
