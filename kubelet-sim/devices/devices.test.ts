import { expect, test } from 'vitest';
import { coreV1, resourceV1 } from '../../api/index.ts';
import { openTestWorld } from '../../testing/index.ts';
import { parseDevices } from './parse-devices.ts';

const driver = 'gpu.example.com';

test('a driver offers its devices on the nodes it is declared for, and again only when they are others', async () => {
  const devices = [{ driver, node: 'node-2', devices: [{ name: 'gpu-0' }] }];
  const world = await openTestWorld({ nodes: 2, devices });
  await world.control.settle();
  const slices = async () => (await world.act((user) => user.list(resourceV1.resourceSlices))).items;
  const [slice, ...others] = await slices();
  expect(others).toEqual([]);
  const name = expect.stringMatching(/^node-2-gpu\.example\.com-.{5}$/);
  const owner = { apiVersion: 'v1', kind: 'Node', name: 'node-2', uid: expect.any(String), controller: true };
  expect(slice).toMatchObject({
    metadata: { name, ownerReferences: [owner] },
    spec: {
      driver,
      nodeName: 'node-2',
      pool: { name: 'node-2', generation: 1, resourceSliceCount: 1 },
      devices: [{ name: 'gpu-0' }],
    },
  });
  await world.act(async () => {
    world.cluster.killNode('node-2');
    await world.cluster.startNode('node-2');
  });
  expect(await slices()).toEqual([slice]);
});

test('many devices are told in several slices of one pool', async () => {
  const many = Array.from({ length: 130 }, (_, at) => ({ name: `gpu-${at}` }));
  const world = await openTestWorld({ nodes: 1, devices: [{ driver, devices: many }] });
  await world.control.settle();
  const { items } = await world.act((user) => user.list(resourceV1.resourceSlices));
  const counts = items.map(({ spec }) => [spec.pool.resourceSliceCount, spec.devices?.length ?? 0]);
  expect(counts.toSorted(([, a = 0], [, b = 0]) => Number(b) - Number(a))).toEqual([
    [2, 128],
    [2, 2],
  ]);
});

test.each([
  [{}, 'devices: must be a list'],
  [[{ devices: [] }], 'devices[0].driver: must be the name of a driver'],
  [[{ driver, devices: [{}] }], 'devices[0].devices[0]: must have a name'],
  [
    [{ driver, devices: [], prepare: { delayMs: -1 } }],
    'devices[0].prepare.delayMs: must be milliseconds, or a range of them',
  ],
  [
    [{ driver, devices: [], nodes: 'a' }],
    'devices[0].nodes: unknown field; there are driver, node, devices, prepare',
  ],
])('%j is told: %s', (data, message) => {
  expect(() => parseDevices(data)).toThrow(message);
});

test('a pod whose devices cannot be prepared waits without a sandbox', async () => {
  const devices = [{ driver, devices: [{ name: 'gpu-0' }], prepare: { delayMs: 100, fail: 'on fire' } }];
  const world = await openTestWorld({ nodes: 1, devices });
  const key = { namespace: 'default', name: 'web' };
  const resourceClaims = [{ name: 'gpu', resourceClaimName: 'web' }];
  await world.run(async (user) => {
    const requests = [{ name: 'r', exactly: { deviceClassName: 'gpu' } }];
    const claim = await user.create(resourceV1.resourceClaims, {
      metadata: key,
      spec: { devices: { requests } },
    });
    const containers = [{ name: 'c', image: 'i' }];
    const spec = { nodeName: 'node-1', containers, resourceClaims };
    const { metadata } = await user.create(coreV1.pods, { metadata: key, spec });
    const results = [{ request: 'r', driver, pool: 'node-1', device: 'gpu-0' }];
    const reservedFor = [{ resource: 'pods', name: 'web', uid: metadata?.uid ?? '' }];
    const status = { allocation: { devices: { results } }, reservedFor };
    await user.updateStatus(resourceV1.resourceClaims, { ...claim, status });
  });
  await world.control.runFor(30_000);
  const { status } = await world.run((user) => user.get(coreV1.pods, key));
  expect(status?.containerStatuses?.[0]?.state).toEqual({ waiting: { reason: 'ContainerCreating' } });
  expect(status?.podIP).toBeUndefined();
  const { items } = await world.run((user) => user.list(coreV1.events, { namespace: 'default' }));
  const problem = 'NodePrepareResources failed for ResourceClaim web: on fire';
  expect(items.map(({ reason, message }) => `${reason}: ${message}`)).toContain(
    `FailedPrepareDynamicResources: Failed to prepare dynamic resources: prepare dynamic resources: ${problem}`,
  );
});
