import { expect, test } from 'vitest';
import { coreV1, storageV1 } from '../../api/index.ts';
import { openControllerWorld } from '../testing/controller-world.ts';
import { addVolumeBinder } from '../volume-binder/volume-binder.ts';
import { driver } from './driver.ts';
import { addSimulatedStorage } from './simulated-storage.ts';

const key = { namespace: 'default', name: 'data' };

/** A claim that is bound, without a class of attributes. */
async function openClaim() {
  const world = await openControllerWorld((manager) => {
    addVolumeBinder(manager);
    addSimulatedStorage(manager);
  });
  const { run, client, simulation } = world;
  const act = async (work: () => Promise<unknown>) => {
    await run(work);
    await simulation.settle();
  };
  const now = { metadata: { name: 'now' }, provisioner: driver };
  await act(() => client.create(storageV1.storageClasses, now));
  const resources = { requests: { storage: '1Gi' } };
  const spec = { accessModes: ['ReadWriteOnce'], resources, storageClassName: 'now' };
  await act(() => client.create(coreV1.persistentVolumeClaims, { metadata: key, spec }));
  const status = async () => (await run(() => client.get(coreV1.persistentVolumeClaims, key))).status;
  return {
    createClass: (name: string, parameters: Readonly<Record<string, string>>) =>
      act(() =>
        client.create(storageV1.volumeAttributesClasses, {
          metadata: { name },
          driverName: driver,
          parameters: { iops: '3000', ...parameters },
        }),
      ),
    ask: (volumeAttributesClassName: string) => {
      const body = { spec: { volumeAttributesClassName } };
      return act(() => client.patch(coreV1.persistentVolumeClaims, key, { type: 'merge', body }));
    },
    /** What the claim says of it: its class now, what it is to be, and its conditions. */
    told: async () => {
      const { currentVolumeAttributesClassName, modifyVolumeStatus, conditions } = (await status()) ?? {};
      return {
        current: currentVolumeAttributesClassName,
        next: modifyVolumeStatus,
        conditions: conditions?.map(({ type, message }) => `${type}: ${message}`) ?? [],
      };
    },
    volumeClass: async () =>
      (await run(() => client.list(coreV1.persistentVolumes))).items[0]?.spec?.volumeAttributesClassName,
    events: async () =>
      (await run(() => client.list(coreV1.events))).items
        .filter(({ source }) => source?.component === `external-resizer ${driver}`)
        .map(({ type, reason, count, message }) => `${type} ${reason} x${count}: ${message}`),
  };
}

const begun = 'Normal VolumeModify x1: external resizer is modifying volume data with vac fast';
const done =
  'Normal VolumeModifySuccessful x1: external resizer modified volume data with vac fast successfully ';

test('a claim that asks for another class of attributes gets it, and so does its volume', async () => {
  const world = await openClaim();
  await world.createClass('fast', {});
  await world.ask('fast');
  expect(await world.told()).toEqual({ current: 'fast', next: undefined, conditions: [] });
  expect([await world.volumeClass(), await world.events()]).toEqual(['fast', [begun, done]]);
});

test('while it goes on, and after it has failed, the claim says so', async () => {
  const world = await openClaim();
  await world.createClass('fast', { modifyFailure: 'no such disk' });
  await world.ask('fast');
  expect(await world.told()).toEqual({
    current: undefined,
    next: { targetVolumeAttributesClassName: 'fast', status: 'InProgress' },
    conditions: ['ModifyVolumeError: ModifyVolume failed with error: no such disk. Waiting for retry.'],
  });
  expect((await world.events()).at(-1)).toBe('Warning VolumeModifyFailed x1: no such disk');
  await world.createClass('good', {});
  await world.ask('good');
  expect(await world.told()).toEqual({ current: 'good', next: undefined, conditions: [] });
  expect(await world.events()).toContain(begun.replace('fast', 'good'));
});

test('as many tries fail as the class says', async () => {
  const world = await openClaim();
  await world.createClass('fast', { modifyFailure: 'busy', failures: '2' });
  await world.ask('fast');
  const failed = 'Warning VolumeModifyFailed x2: busy';
  expect([(await world.told()).current, await world.events()]).toEqual(['fast', [begun, failed, done]]);
});

test('a class that is not there is waited for', async () => {
  const world = await openClaim();
  await world.ask('fast');
  expect((await world.told()).next).toEqual({ status: 'Pending' });
  await world.createClass('fast', {});
  expect((await world.told()).current).toBe('fast');
});

test('a class that the driver cannot read is told to be infeasible', async () => {
  const world = await openClaim();
  await world.createClass('fast', { modifyDelay: 'soon' });
  await world.ask('fast');
  const { next, current } = await world.told();
  expect([next?.status, current]).toEqual(['Infeasible', undefined]);
  expect(await world.events()).toEqual([
    expect.stringMatching(/^Warning VolumeModifyFailed x1: parameter modifyDelay: "soon" is no duration/),
  ]);
});

test('so is another that cannot be read, and then the first again', async () => {
  const world = await openClaim();
  await world.createClass('fast', { modifyDelay: 'soon' });
  await world.createClass('faster', { modifyDelay: 'now' });
  for (const name of ['fast', 'faster', 'fast']) {
    await world.ask(name);
    expect((await world.told()).next).toEqual({
      targetVolumeAttributesClassName: name,
      status: 'Infeasible',
    });
  }
  expect(await world.events()).toEqual([
    expect.stringMatching(/VolumeModifyFailed x2: parameter modifyDelay: "soon"/),
    expect.stringMatching(/VolumeModifyFailed x1: parameter modifyDelay: "now"/),
  ]);
});
