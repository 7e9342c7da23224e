import { expect, test } from 'vitest';
import { coreV1, storageV1, type V1PersistentVolumeClaim, type V1StorageClass } from '../../api/index.ts';
import { openControllerWorld } from '../testing/controller-world.ts';
import { addVolumeBinder } from '../volume-binder/volume-binder.ts';
import { driver, driverParameters } from './driver.ts';
import { addSimulatedStorage } from './simulated-storage.ts';

const key = { namespace: 'default', name: 'data' };

function storageClass(name: string, parameters: Readonly<Record<string, string>> = {}): V1StorageClass {
  return { metadata: { name }, provisioner: driver, parameters, allowVolumeExpansion: true };
}

function claim(storageClassName: string): V1PersistentVolumeClaim {
  const resources = { requests: { storage: '1Gi' } };
  return { metadata: key, spec: { accessModes: ['ReadWriteOnce'], resources, storageClassName } };
}

async function openStorage(parameters?: Readonly<Record<string, string>>) {
  const world = await openControllerWorld((manager) => {
    addVolumeBinder(manager);
    addSimulatedStorage(manager);
  });
  const { run, client, simulation } = world;
  const act = async (work: () => Promise<unknown>) => {
    await run(work);
    await simulation.settle();
  };
  await act(() => client.create(storageV1.storageClasses, storageClass('simulated', parameters)));
  await act(() => client.create(coreV1.persistentVolumeClaims, claim('simulated')));
  return {
    ...world,
    act,
    claim: () => run(() => client.get(coreV1.persistentVolumeClaims, key)),
    volumes: async () => (await run(() => client.list(coreV1.persistentVolumes))).items,
    events: async () =>
      (await run(() => client.list(coreV1.events))).items
        .filter(({ source }) => source?.component?.includes(driver))
        .map(({ reason, count, message }) => `${reason} x${count}: ${message}`),
  };
}

test('a claim gets a volume after a while, and the volume goes with it', async () => {
  const world = await openStorage({ provisionDelay: '3s', topologyKey: 'zone' });
  expect((await world.claim()).status).toMatchObject({ phase: 'Bound', capacity: { storage: '1Gi' } });
  const [volume, ...others] = await world.volumes();
  expect(others).toEqual([]);
  expect(volume?.spec).toMatchObject({
    csi: { driver },
    persistentVolumeReclaimPolicy: 'Delete',
    storageClassName: 'simulated',
  });
  const name = volume?.metadata?.name;
  expect(await world.events()).toEqual([
    'Provisioning x1: External provisioner is provisioning volume for claim "default/data"',
    `ProvisioningSucceeded x1: Successfully provisioned volume ${name}`,
  ]);
  const body = { metadata: { finalizers: null } };
  await world.act(() => world.client.patch(coreV1.persistentVolumeClaims, key, { type: 'merge', body }));
  await world.act(() => world.client.delete(coreV1.persistentVolumeClaims, key));
  const rest = { metadata: { finalizers: null } };
  await world.act(() =>
    world.client.patch(coreV1.persistentVolumes, { name: name ?? '' }, { type: 'merge', body: rest }),
  );
  expect(await world.volumes()).toEqual([]);
});

test('as many tries fail as the class says, ever later', async () => {
  const world = await openStorage({ provisionDelay: '1s', provisionFailure: 'no space left', failures: '2' });
  expect((await world.claim()).status?.phase).toBe('Bound');
  expect(await world.events()).toEqual([
    'Provisioning x1: External provisioner is provisioning volume for claim "default/data"',
    'ProvisioningFailed x2: failed to provision volume with StorageClass "simulated": no space left',
    expect.stringMatching(/^ProvisioningSucceeded x1/),
  ]);
});

test('what never succeeds does not keep the world from settling', async () => {
  const world = await openStorage({ provisionFailure: 'no space left' });
  expect((await world.claim()).status?.phase).toBe('Pending');
});

test('a class that says what cannot be read is told of', async () => {
  const world = await openStorage({ provisionDelay: 'soon' });
  expect(await world.events()).toEqual([
    expect.stringMatching(
      /^ProvisioningFailed x\d+: failed to provision volume with StorageClass "simulated": parameter provisionDelay: "soon" is no duration/,
    ),
  ]);
  expect(() => driverParameters(storageClass('x', { colour: 'red' }))).toThrow('unknown parameter "colour"');
  expect(() => driverParameters(storageClass('x', { failures: '-1' }))).toThrow('no whole number');
  for (const code of ['0', '17', 'full'])
    expect(() => driverParameters(storageClass('x', { attachFailureCode: code }))).toThrow('no code of gRPC');
  expect(() => driverParameters(storageClass('x', { resizeDelay: '-1s' }))).toThrow('parameter resizeDelay');
});

test('a claim grows when it asks for more, after the tries that fail', async () => {
  const world = await openStorage({ resizeFailure: 'in use', failures: '1' });
  const body = { spec: { resources: { requests: { storage: '2Gi' } } } };
  await world.act(() => world.client.patch(coreV1.persistentVolumeClaims, key, { type: 'merge', body }));
  const { status } = await world.claim();
  expect([status?.capacity, status?.conditions ?? []]).toEqual([{ storage: '2Gi' }, []]);
  expect((await world.volumes())[0]?.spec?.capacity).toEqual({ storage: '2Gi' });
  expect((await world.events()).map((event) => event.split(' ')[0])).toEqual(
    expect.arrayContaining(['Resizing', 'VolumeResizeFailed', 'VolumeResizeSuccessful']),
  );
});

test('the class of claims that say none is there, and stays as somebody makes it', async () => {
  const world = await openStorage();
  const standard = await world.run(() => world.client.get(storageV1.storageClasses, { name: 'standard' }));
  expect(standard).toMatchObject({ provisioner: driver, volumeBindingMode: 'WaitForFirstConsumer' });
});
