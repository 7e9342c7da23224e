import { expect, it } from 'vitest';
import { coreV1, resourceV1, type V1ResourceQuotaSpec } from '../../api/index.ts';
import type { ObjectMeta } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import { extendedClaimAnnotation } from '../../component-helpers/index.ts';
import { type ControllerWorld, openControllerWorld } from '../testing/controller-world.ts';
import { addResourceQuotaController } from './resource-quota-controller.ts';

const namespace = 'default';
const key = { namespace, name: 'small' };

const quota = (client: Client, spec: V1ResourceQuotaSpec) =>
  client.create(coreV1.resourceQuotas, { metadata: key, spec });

const pod = (client: Client, name: string, cpu = '100m') =>
  client.create(coreV1.pods, {
    metadata: { name, namespace, finalizers: ['example.com/kept'] },
    spec: { containers: [{ name: 'c', image: 'i', resources: { requests: { cpu } } }] },
  });

const end = async (client: Client, name: string) => {
  const current = await client.get(coreV1.pods, { namespace, name });
  await client.updateStatus(coreV1.pods, { ...current, status: { ...current.status, phase: 'Succeeded' } });
};

const statusOf = async ({ run, client }: ControllerWorld) =>
  (await run(() => client.get(coreV1.resourceQuotas, key))).status;

const open = async (before: (client: Client) => Promise<unknown> = async () => {}) => {
  const world = await openControllerWorld(addResourceQuotaController, { before });
  await world.simulation.settle();
  return world;
};

const act = async (
  { run, client, simulation }: ControllerWorld,
  what: (client: Client) => Promise<unknown>,
) => {
  await run(() => what(client));
  await simulation.settle();
};

it('counts what is there, of many kinds, and of its own namespace only', async () => {
  const world = await open(async (client) => {
    await pod(client, 'a');
    await pod(client, 'b', '1500m');
    await pod(client, 'over');
    await end(client, 'over');
    await client.create(coreV1.pods, {
      metadata: { name: 'c', namespace: 'kube-public' },
      spec: { containers: [{ name: 'c', image: 'i' }] },
    });
    await client.create(coreV1.configMaps, { metadata: { name: 'a', namespace } });
  });
  const hard = {
    pods: '10',
    'count/pods': '10',
    'requests.cpu': '2',
    'count/deployments.apps': '1',
    configmaps: '5',
    services: '0',
    'limits.memory': '1Gi',
  };
  await act(world, (client) => quota(client, { hard }));
  expect(await statusOf(world)).toEqual({
    hard,
    used: {
      pods: '2',
      'count/pods': '3',
      'requests.cpu': '1600m',
      'count/deployments.apps': '0',
      configmaps: '1',
      services: '1',
      'limits.memory': '0',
    },
  });
});

it('counts only what is in its scopes', async () => {
  const world = await open(async (client) => {
    await pod(client, 'a');
    const spec = { containers: [{ name: 'c', image: 'i' }] };
    await client.create(coreV1.pods, { metadata: { name: 'b', namespace }, spec });
  });
  await act(world, (client) => quota(client, { hard: { pods: '9' }, scopes: ['BestEffort'] }));
  expect((await statusOf(world))?.used).toEqual({ pods: '1' });
});

it('gives back what is deleted, and what is over, as soon as it is', async () => {
  const world = await open();
  await act(world, (client) => quota(client, { hard: { pods: '3', 'requests.cpu': '1', configmaps: '1' } }));
  await act(world, async (client) => {
    for (const name of ['a', 'b', 'c']) await pod(client, name);
    await client.create(coreV1.configMaps, { metadata: { name: 'a', namespace } });
  });
  expect((await statusOf(world))?.used).toEqual({ pods: '3', 'requests.cpu': '300m', configmaps: '1' });
  await act(world, (client) => end(client, 'a'));
  expect((await statusOf(world))?.used).toEqual({ pods: '2', 'requests.cpu': '200m', configmaps: '1' });
  await act(world, (client) => client.delete(coreV1.configMaps, { namespace, name: 'a' }));
  expect((await statusOf(world))?.used).toMatchObject({ configmaps: '0' });
});

it('says what is limited now when the limits change, and forgets what is not any more', async () => {
  const world = await open();
  await act(world, (client) => quota(client, { hard: { pods: '3', configmaps: '1' } }));
  const change = { spec: { hard: { pods: '5', configmaps: null } } };
  await act(world, (client) => client.patch(coreV1.resourceQuotas, key, { type: 'merge', body: change }));
  expect(await statusOf(world)).toEqual({ hard: { pods: '5' }, used: { pods: '0' } });
});

it('counts custom objects when there are some, and finds what was charged in vain within five minutes', async () => {
  const world = await open();
  await act(world, (client) => quota(client, { hard: { pods: '3', 'count/farms.example.com': '1' } }));
  expect((await statusOf(world))?.used).toEqual({ pods: '0' });
  await act(world, async (client) => {
    await pod(client, 'a');
    // Charged, though there is such a pod already.
    await pod(client, 'a').catch(() => {});
    await client.raw({
      method: 'POST',
      path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      body: farms,
    });
  });
  expect((await statusOf(world))?.used).toEqual({ pods: '2' });
  await world.simulation.runFor(31_000);
  expect((await statusOf(world))?.used).toEqual({ pods: '1', 'count/farms.example.com': '0' });
  await act(world, (client) => pod(client, 'a').catch(() => {}));
  expect((await statusOf(world))?.used).toMatchObject({ pods: '2' });
  await world.simulation.runFor(300_000);
  expect((await statusOf(world))?.used).toMatchObject({ pods: '1' });
});

const farms = {
  metadata: { name: 'farms.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'farms', kind: 'Farm' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
};

it('does not write over what was charged while it counted', async () => {
  let raced = false;
  const world = await openControllerWorld(addResourceQuotaController, {
    // A pod is created between the count and the status that is written.
    async intercept(request, client) {
      if (raced || request.method !== 'PUT' || !request.path.endsWith('/resourcequotas/small/status')) return;
      raced = (await client.get(coreV1.resourceQuotas, key)).status?.used !== undefined;
      if (raced) await pod(client, 'late');
    },
  });
  await act(world, (client) => quota(client, { hard: { pods: '3' } }));
  await act(world, async (client) => {
    await pod(client, 'a');
    await end(client, 'a');
  });
  expect(raced).toBe(true);
  expect((await statusOf(world))?.used).toEqual({ pods: '1' });
});

it('watches nothing for quotas as long as there are none', async () => {
  const asked: string[] = [];
  const world = await openControllerWorld(addResourceQuotaController, {
    async intercept({ path }) {
      asked.push(path);
    },
  });
  await act(world, (client) => client.create(coreV1.configMaps, { metadata: { name: 'a', namespace } }));
  expect(new Set(asked)).toEqual(new Set(['/api/v1/resourcequotas']));
  await act(world, (client) => quota(client, { hard: { 'count/deployments.apps': '1' } }));
  expect(asked).toContain('/apis/apps/v1/deployments');
  expect(asked).not.toContain('/api/v1/pods');
});

it('a claim for more devices of a class than are left is refused', async () => {
  const world = await open();
  await act(world, (client) => quota(client, { hard: { 'gpu.deviceclass.resource.k8s.io/devices': '3' } }));
  const claim = (name: string, count: number) => ({
    metadata: { namespace, name },
    spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'gpu', count } }] } },
  });
  await act(world, (client) => client.create(resourceV1.resourceClaims, claim('a', 2)));
  const says =
    'exceeded quota: small, requested: gpu.deviceclass.resource.k8s.io/devices=2, used: gpu.deviceclass.resource.k8s.io/devices=2, limited: gpu.deviceclass.resource.k8s.io/devices=3';
  await expect(
    act(world, (client) => client.create(resourceV1.resourceClaims, claim('b', 2))),
  ).rejects.toThrow(says);
  expect((await statusOf(world))?.used).toEqual({ 'gpu.deviceclass.resource.k8s.io/devices': '2' });
});

it('what the class of a claim gives is counted by its name, but not what the pod is counted with that it is for', async () => {
  const world = await open((client) =>
    client.create(resourceV1.deviceClasses, {
      metadata: { name: 'gpu' },
      spec: { extendedResourceName: 'example.com/gpu' },
    }),
  );
  await act(world, (client) => quota(client, { hard: { 'requests.example.com/gpu': '3' } }));
  const claim = (name: string, metadata: ObjectMeta = {}) => ({
    metadata: { namespace, name, ...metadata },
    spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'gpu', count: 2 } }] } },
  });
  const used = async () => (await statusOf(world))?.used?.['requests.example.com/gpu'];
  const resources = { requests: { 'example.com/gpu': '2' }, limits: { 'example.com/gpu': '2' } };
  await act(world, async (client) => {
    const { metadata } = await client.create(coreV1.pods, {
      metadata: { name: 'a', namespace },
      spec: { containers: [{ name: 'c', image: 'i', resources }] },
    });
    const owner = { apiVersion: 'v1', kind: 'Pod', name: 'a', uid: metadata?.uid ?? '', controller: true };
    const made = { annotations: { [extendedClaimAnnotation]: 'true' }, ownerReferences: [owner] };
    await client.create(resourceV1.resourceClaims, claim('made', made));
  });
  expect(await used()).toBe('2');
  await expect(
    act(world, (client) => client.create(resourceV1.resourceClaims, claim('other'))),
  ).rejects.toThrow('requested: requests.example.com/gpu=2, used: requests.example.com/gpu=2');
  // All is counted again, and again when the pod is over, so that the claim counts by itself.
  await world.simulation.runFor(300_000);
  await act(world, (client) => end(client, 'a'));
  expect(await used()).toBe('2');
  await act(world, (client) => client.delete(resourceV1.resourceClaims, { namespace, name: 'made' }));
  expect(await used()).toBe('0');
});

it('what a class gives by another name than before is counted by that, within five minutes', async () => {
  const named = (extendedResourceName: string) => ({ spec: { extendedResourceName } });
  const world = await open((client) =>
    client.create(resourceV1.deviceClasses, { metadata: { name: 'gpu' }, ...named('example.com/gpu') }),
  );
  const hard = { 'requests.example.com/gpu': '3', 'requests.example.com/new': '3' };
  await act(world, (client) => quota(client, { hard }));
  await act(world, (client) =>
    client.create(resourceV1.resourceClaims, {
      metadata: { namespace, name: 'a' },
      spec: { devices: { requests: [{ name: 'r', exactly: { deviceClassName: 'gpu', count: 2 } }] } },
    }),
  );
  expect((await statusOf(world))?.used).toEqual({
    'requests.example.com/gpu': '2',
    'requests.example.com/new': '0',
  });
  // So that it has been counted, and not only charged.
  await world.simulation.runFor(300_000);
  const body = named('example.com/new');
  await act(world, (client) =>
    client.patch(resourceV1.deviceClasses, { name: 'gpu' }, { type: 'merge', body }),
  );
  await world.simulation.runFor(300_000);
  expect((await statusOf(world))?.used).toEqual({
    'requests.example.com/gpu': '0',
    'requests.example.com/new': '2',
  });
});
