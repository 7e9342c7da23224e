import { expect, test } from 'vitest';
import {
  coreV1,
  type ResourceV1ResourceClaim,
  resourceV1,
  type V1Device,
  type V1ExactDeviceRequest,
  type V1Pod,
} from '../../../api/index.ts';
import { type Client, TransportError } from '../../../client/index.ts';
import { schedulerConfiguration } from '../../configuration/scheduler-configuration.ts';
import { container, node, pod } from '../../testing/objects.ts';
import { createReady, openWorld, type WorldOptions } from '../../testing/scheduled-world.ts';

const driver = 'gpu.example.com';

function sliceOf(nodeName: string, ...devices: readonly V1Device[]) {
  const pool = { name: nodeName, generation: 1, resourceSliceCount: 1 };
  return { metadata: { name: nodeName }, spec: { driver, nodeName, pool, devices } };
}

function claim(name: string, more: Partial<V1ExactDeviceRequest> = {}): ResourceV1ResourceClaim {
  const exactly = { deviceClassName: 'gpu', ...more };
  return {
    metadata: { namespace: 'default', name },
    spec: { devices: { requests: [{ name: 'r', exactly }] } },
  };
}

function using(name: string, ...claims: readonly string[]): V1Pod {
  const resourceClaims = claims.map((resourceClaimName) => ({ name: resourceClaimName, resourceClaimName }));
  return pod(name, {}, { resourceClaims });
}

/** Two nodes, of which the second has a device. */
async function openDevices(
  before: (client: Client) => Promise<unknown> = async () => undefined,
  options: WorldOptions = {},
) {
  const world = await openWorld({
    ...options,
    async before(client) {
      for (const name of ['node-1', 'node-2']) await createReady(client, node(name));
      await client.create(resourceV1.deviceClasses, { metadata: { name: 'gpu' }, spec: {} });
      await client.create(resourceV1.resourceSlices, sliceOf('node-2', { name: 'gpu-0' }));
      await before(client);
    },
  });
  const { client, simulation, pod: podNamed } = world;
  const key = (name: string) => ({ namespace: 'default', name });
  return {
    ...world,
    nodeOf: async (name: string) => (await podNamed(name)).spec?.nodeName,
    why: async (name: string) =>
      (await podNamed(name)).status?.conditions?.find(({ type }) => type === 'PodScheduled')?.message,
    claim: (name: string) => simulation.complete(() => client.get(resourceV1.resourceClaims, key(name))),
    act: async (task: () => Promise<unknown>) => {
      await simulation.complete(task);
      await simulation.settle();
    },
  };
}

const preempts = 'preemption: 0/2 nodes are available: 2 Preemption is not helpful for scheduling.';

test('a claim is given a device, for all pods that use it; others wait until the device is given back', async () => {
  const world = await openDevices(async (client) => {
    for (const name of ['shared', 'other']) await client.create(resourceV1.resourceClaims, claim(name));
  });
  for (const one of [using('a', 'shared'), using('b', 'shared'), using('c', 'other')])
    await world.create(one);
  expect([await world.nodeOf('a'), await world.nodeOf('b'), await world.nodeOf('c')]).toEqual([
    'node-2',
    'node-2',
    undefined,
  ]);
  const { metadata, status } = await world.claim('shared');
  expect(metadata?.finalizers).toEqual(['resource.kubernetes.io/delete-protection']);
  const matchFields = [{ key: 'metadata.name', operator: 'In', values: ['node-2'] }];
  expect(status).toEqual({
    allocation: {
      allocationTimestamp: expect.any(String),
      devices: { results: [{ request: 'r', driver, pool: 'node-2', device: 'gpu-0' }] },
      nodeSelector: { nodeSelectorTerms: [{ matchFields }] },
    },
    reservedFor: ['a', 'b'].map((name) => ({ resource: 'pods', name, uid: expect.any(String) })),
  });
  expect(await world.why('c')).toBe(
    `0/2 nodes are available: 2 cannot allocate all claims. still not schedulable, ${preempts}`,
  );
  const free = { ...(await world.claim('shared')), status: {} };
  await world.act(() => world.client.updateStatus(resourceV1.resourceClaims, free));
  expect(await world.nodeOf('c')).toBe('node-2');
});

test('a pod whose claims or classes are missing is told so, and tried when they are there', async () => {
  const world = await openDevices(async (client) => {
    await client.create(resourceV1.resourceClaims, claim('odd', { deviceClassName: 'none' }));
  });
  await world.create(using('early', 'late'));
  await world.create(using('odd', 'odd'));
  expect(await world.why('early')).toBeUndefined();
  const says = 'request r: device class none does not exist';
  expect(await world.why('odd')).toBe(
    `0/2 nodes are available: ${says}. no new claims to deallocate, ${preempts}`,
  );
  await world.act(() => world.client.create(resourceV1.resourceClaims, claim('late')));
  expect(await world.nodeOf('early')).toBe('node-2');
});

test('a selector that fails is an error of the scheduler, on whatever node', async () => {
  const selectors = [{ cel: { expression: 'device.attributes["gpu.example.com"].missing' } }];
  const world = await openDevices(async (client) => {
    await client.create(resourceV1.resourceClaims, claim('broken', { selectors }));
  });
  await world.simulation.complete(() => world.client.create(coreV1.pods, using('broken', 'broken')));
  await world.simulation.runFor(500);
  const why = 'claim default/broken: selector #0: CEL runtime error: no such key: missing';
  expect(await world.why('broken')).toBe(`running "DynamicResources" filter plugin: ${why}`);
});

test('what one profile has given away before it is written, no other gives to somebody else', async () => {
  const profiles = ['default-scheduler', 'other'].map((schedulerName) => ({ schedulerName }));
  const world = await openDevices(
    async (client) => {
      for (const name of ['a', 'b']) await client.create(resourceV1.resourceClaims, claim(name));
    },
    { configuration: schedulerConfiguration({ profiles }) },
  );
  const pods = ['a', 'b'].map((name, at) => {
    const one = using(name, name);
    return { ...one, spec: { containers: [], ...one.spec, ...profiles[at] } };
  });
  await world.act(() => Promise.all(pods.map((one) => world.client.create(coreV1.pods, one))));
  const nodes = [await world.nodeOf('a'), await world.nodeOf('b')];
  expect(nodes.filter((one) => one !== undefined)).toEqual(['node-2']);
});

const elsewhere = [{ matchFields: [{ key: 'metadata.name', operator: 'In', values: ['node-9'] }] }];

test('devices that are elsewhere are given back for the only pod that uses them', async () => {
  const world = await openDevices(async (client) => {
    const made = await client.create(resourceV1.resourceClaims, claim('far'));
    const results = [{ request: 'r', driver, pool: 'node-9', device: 'gpu-0' }];
    const allocation = { devices: { results }, nodeSelector: { nodeSelectorTerms: elsewhere } };
    await client.updateStatus(resourceV1.resourceClaims, { ...made, status: { allocation } });
  });
  await world.create(using('a', 'far'));
  expect(await world.events()).toContain(
    'FailedScheduling a: 0/2 nodes are available: 2 resourceclaim not available on the node. deallocation of ResourceClaim completed, ' +
      preempts,
  );
  expect(await world.nodeOf('a')).toBe('node-2');
});

test('a claim that changes while it is written is read again', async () => {
  let hits = 0;
  const world = await openWorld({
    async before(client) {
      await createReady(client, node('node-1'));
      await client.create(resourceV1.deviceClasses, { metadata: { name: 'gpu' }, spec: {} });
      await client.create(resourceV1.resourceSlices, sliceOf('node-1', { name: 'gpu-0' }));
      await client.create(resourceV1.resourceClaims, claim('busy'));
    },
    connect: (direct) => ({
      request: async (request) => {
        const writes = request.method === 'PUT' && request.path.endsWith('/resourceclaims/busy');
        if (writes && hits++ === 0) await touch();
        return direct.request(request);
      },
    }),
  });
  const touch = () =>
    world.client.patch(
      resourceV1.resourceClaims,
      { namespace: 'default', name: 'busy' },
      {
        type: 'merge',
        body: { metadata: { labels: { a: 'b' } } },
      },
    );
  await world.create(using('a', 'busy'));
  expect((await world.pod('a')).spec?.nodeName).toBe('node-1');
  expect(hits).toBeGreaterThan(1);
  expect(await world.events()).toEqual(['Scheduled a: Successfully assigned default/a to node-1']);
});

const gpuResource = 'example.com/gpu';
const asking = (name: string, requests: Readonly<Record<string, string>> = { [gpuResource]: '1' }) =>
  pod(name, {}, { containers: [container('main', requests, { resources: { requests, limits: requests } })] });

/** A class that gives an extended resource, beside what `openDevices` has. */
const openExtended = (options: WorldOptions = {}) =>
  openDevices(
    (client) =>
      client.create(resourceV1.deviceClasses, {
        metadata: { name: 'extended' },
        spec: { extendedResourceName: gpuResource },
      }),
    options,
  );

test('an extended resource that a class gives becomes a claim of its own, and the pod says who uses what of it', async () => {
  const world = await openExtended();
  await world.create(asking('a'));
  expect(await world.nodeOf('a')).toBe('node-2');
  const { metadata, status } = await world.pod('a');
  const claimName = status?.extendedResourceClaimStatus?.resourceClaimName ?? '';
  expect(claimName).toMatch(/^a-extended-resources-.{5}$/);
  const request = 'container-0-request-0';
  expect(status?.extendedResourceClaimStatus?.requestMappings).toEqual([
    { containerName: 'main', resourceName: gpuResource, requestName: request },
  ]);
  const made = await world.claim(claimName);
  expect(made.metadata).toMatchObject({
    annotations: { 'resource.kubernetes.io/extended-resource-claim': 'true' },
    finalizers: ['resource.kubernetes.io/delete-protection'],
    ownerReferences: [{ apiVersion: 'v1', kind: 'Pod', name: 'a', uid: metadata?.uid, controller: true }],
  });
  const exactly = { deviceClassName: 'extended', allocationMode: 'ExactCount', count: 1 };
  expect(made.spec).toEqual({ devices: { requests: [{ name: request, exactly }] } });
  expect(made.status).toMatchObject({
    allocation: { devices: { results: [{ request, driver, pool: 'node-2', device: 'gpu-0' }] } },
    reservedFor: [{ resource: 'pods', name: 'a', uid: metadata?.uid }],
  });
  await world.create(asking('b'));
  expect(await world.why('b')).toBe(
    `0/2 nodes are available: 2 cannot allocate all claims. still not schedulable, ${preempts}`,
  );
});

test('the resources that a kubelet tells of come first, and need no claim', async () => {
  const world = await openExtended();
  await world.create(node('node-3', { cpu: '4', memory: '8Gi', [gpuResource]: '1' }));
  await world.patchNode('node-2', { spec: { unschedulable: true } });
  await world.create(asking('a'));
  expect(await world.nodeOf('a')).toBe('node-3');
  expect((await world.pod('a')).status?.extendedResourceClaimStatus).toBeUndefined();
  const { items } = await world.simulation.complete(() => world.client.list(resourceV1.resourceClaims));
  expect(items).toEqual([]);
});

test('a pod waits for a class that gives what it asks for, by the name of the resource or of the class', async () => {
  const world = await openDevices();
  await world.create(asking('a'));
  expect(await world.why('a')).toMatch(/^0\/2 nodes are available: 2 Insufficient example.com\/gpu\. /);
  await world.create(asking('b', { 'deviceclass.resource.kubernetes.io/gpu': '1' }));
  expect(await world.nodeOf('b')).toBe('node-2');
  await world.deletePod('b');
  const { items } = await world.simulation.complete(() => world.client.list(resourceV1.resourceClaims));
  for (const one of items)
    await world.act(() => world.client.updateStatus(resourceV1.resourceClaims, { ...one, status: {} }));
  const late = { metadata: { name: 'late' }, spec: { extendedResourceName: gpuResource } };
  await world.act(() => world.client.create(resourceV1.deviceClasses, late));
  expect(await world.nodeOf('a')).toBe('node-2');
});

test('the claim for extended resources goes when the pod cannot be bound', async () => {
  let refused = 0;
  const world = await openExtended({
    connect: (direct) => ({
      request: async (request) => {
        if (!request.path.endsWith('/binding') || refused++ > 0) return direct.request(request);
        throw new TransportError('no', { definite: true });
      },
    }),
  });
  await world.create(asking('a'));
  expect(refused).toBe(2);
  const { items } = await world.simulation.complete(() => world.client.list(resourceV1.resourceClaims));
  const claimName = (await world.pod('a')).status?.extendedResourceClaimStatus?.resourceClaimName;
  expect(items.map(({ metadata }) => metadata?.name)).toEqual([claimName]);
});
