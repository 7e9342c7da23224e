import { expect, test } from 'vitest';
import { coreV1, storageV1 } from '../../api/index.ts';
import { openControllerWorld } from '../testing/controller-world.ts';
import { diskDriver } from './driver.ts';
import { addNodePlugins, diskLimit } from './node-plugins.ts';

const name = 'node-1';

async function openNodes() {
  const world = await openControllerWorld(addNodePlugins);
  const { run, client, simulation } = world;
  const act = async (work: () => Promise<unknown>) => {
    await run(work);
    await simulation.settle();
  };
  await act(() => client.create(coreV1.nodes, { metadata: { name } }));
  return {
    csiNodes: async () => (await run(() => client.list(storageV1.csiNodes))).items,
    csiDrivers: async () => (await run(() => client.list(storageV1.csiDrivers))).items,
    createClass: (provisioner: string) =>
      act(() => client.create(storageV1.storageClasses, { metadata: { name: 'disk' }, provisioner })),
    limit: (count: string) => {
      const body = { status: { allocatable: { [diskLimit]: count } } };
      const patch = { type: 'merge', body } as const;
      return act(() => client.patch(coreV1.nodes, { name }, patch, { subresource: 'status' }));
    },
  };
}

test('nothing is installed before a class is of the driver', async () => {
  const world = await openNodes();
  await world.createClass('example.com/other');
  expect([await world.csiDrivers(), await world.csiNodes()]).toEqual([[], []]);
});

test('then it is there, on each node with its limit, which may change', async () => {
  const world = await openNodes();
  await world.createClass(diskDriver);
  const drivers = await world.csiDrivers();
  expect(drivers).toMatchObject([{ metadata: { name: diskDriver }, spec: { attachRequired: true } }]);
  const owner = { apiVersion: 'v1', kind: 'Node', name };
  expect(await world.csiNodes()).toMatchObject([
    { metadata: { name, ownerReferences: [owner] }, spec: { drivers: [{ name: diskDriver, nodeID: name }] } },
  ]);
  for (const limit of [2, 3]) {
    await world.limit(`${limit}`);
    const [csiNode] = await world.csiNodes();
    expect(csiNode?.spec.drivers?.map(({ allocatable }) => allocatable?.count)).toEqual([limit]);
  }
});
