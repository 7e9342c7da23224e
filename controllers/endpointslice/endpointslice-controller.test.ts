import { describe, expect, it } from 'vitest';
import { coreV1, discoveryV1, type V1EndpointSlice, type V1Pod } from '../../api/index.ts';
import type { Client } from '../../client/index.ts';
import {
  type ControllerWorld,
  type ControllerWorldOptions,
  openControllerWorld,
} from '../testing/controller-world.ts';
import { unseen, watchEndsMs } from '../testing/unseen.ts';
import { addEndpointSliceController } from './endpointslice-controller.ts';
import { nodeAt, podAt, serviceWith } from './testing/objects.ts';

const namespace = 'default';
const web = { namespace, name: 'web' };

async function openWorld(options: ControllerWorldOptions = {}): Promise<ControllerWorld> {
  const world = await openControllerWorld(addEndpointSliceController, options);
  await world.run(() => world.client.create(coreV1.nodes, { metadata: { name: 'node-1' } }));
  return world;
}

async function addPod(client: Client, pod: V1Pod): Promise<void> {
  const { uid: _, ...metadata } = pod.metadata ?? {};
  await client.create(coreV1.pods, { ...pod, metadata });
  await setReady(client, pod, true);
}

async function setReady(client: Client, { metadata, status }: V1Pod, ready: boolean): Promise<void> {
  const conditions = [{ type: 'Ready', status: ready ? 'True' : 'False' }];
  const body = { status: { ...status, conditions } };
  const key = { namespace, name: metadata?.name ?? '' };
  await client.patch(coreV1.pods, key, { type: 'merge', body }, { subresource: 'status' });
}

function addService({ client }: ControllerWorld): Promise<unknown> {
  const { metadata: _, ...service } = serviceWith({ clusterIP: '', ipFamilies: [] });
  return client.create(coreV1.services, { metadata: web, ...service });
}

async function slices({ run, client }: ControllerWorld): Promise<readonly V1EndpointSlice[]> {
  const labelSelector = 'kubernetes.io/service-name=web';
  return (await run(() => client.list(discoveryV1.endpointSlices, { namespace, labelSelector }))).items;
}

async function told(world: ControllerWorld): Promise<readonly string[]> {
  const endpoints = (await slices(world)).flatMap((slice) => slice.endpoints ?? []);
  return endpoints.map(({ targetRef, conditions }) => `${targetRef?.name} ${conditions?.ready}`);
}

describe('a slice', () => {
  it('follows the readiness of pods, and goes nowhere while nothing is new', async () => {
    const world = await openWorld();
    await world.run(async () => {
      await addService(world);
      for (const n of [1, 2]) await addPod(world.client, podAt(n));
    });
    await world.simulation.settle();
    expect(await told(world)).toEqual(['p1 true', 'p2 true']);
    const [before] = await slices(world);
    await world.run(async () => {
      const body = { metadata: { annotations: { a: 'b' } } };
      await world.client.patch(coreV1.pods, { namespace, name: 'p1' }, { type: 'merge', body });
    });
    await world.simulation.settle();
    expect((await slices(world))[0]?.metadata?.resourceVersion).toBe(before?.metadata?.resourceVersion);
    await world.run(() => setReady(world.client, podAt(1), false));
    await world.simulation.settle();
    expect(await told(world)).toEqual(['p1 false', 'p2 true']);
    await world.run(() => setReady(world.client, podAt(1), true));
    await world.simulation.settle();
    expect(await told(world)).toEqual(['p1 true', 'p2 true']);
  });

  it('that somebody changed or deleted is right again after a second', async () => {
    const world = await openWorld();
    await world.run(async () => {
      await addService(world);
      await addPod(world.client, podAt(1));
    });
    await world.simulation.settle();
    const [slice] = await slices(world);
    const key = { namespace, name: slice?.metadata?.name ?? '' };
    await world.run(() =>
      world.client.patch(discoveryV1.endpointSlices, key, { type: 'merge', body: { endpoints: [] } }),
    );
    await world.simulation.runFor(900);
    expect(await told(world)).toEqual([]);
    await world.simulation.settle();
    expect(await told(world)).toEqual(['p1 true']);
    await world.run(() => world.client.delete(discoveryV1.endpointSlices, key));
    await world.simulation.settle();
    expect(await told(world)).toEqual(['p1 true']);
  });

  it('is told once more about a pod whose node was missing', async () => {
    const world = await openWorld();
    await world.run(async () => {
      await addService(world);
      await addPod(world.client, podAt(1, true, 'node-a'));
    });
    await world.simulation.runFor(500);
    expect(await told(world)).toEqual([]);
    const { items } = await world.run(() => world.client.list(coreV1.events, { namespace }));
    expect(items.map(({ reason, message }) => `${reason}: ${message}`)).toEqual([
      'FailedToUpdateEndpointSlices: Error updating Endpoint Slices for Service default/web: ' +
        'skipping Pod p1 for Service default/web: Node node-a Not Found',
    ]);
    await world.run(() => world.client.create(coreV1.nodes, nodeAt('a')));
    await world.simulation.settle();
    expect(await told(world)).toEqual(['p1 true']);
  });
});

describe('a cache that is behind', () => {
  it.each([1, 2, 3, 4, 5])('makes no second slice (seed %d)', async (seed) => {
    const world = await openWorld({ seed, delayMsMax: 400 });
    await world.run(async () => {
      await addService(world);
      for (const n of [1, 2, 3, 4, 5, 6]) await addPod(world.client, podAt(n));
    });
    await world.simulation.settle();
    expect((await told(world)).length).toBe(6);
    expect((await slices(world)).length).toBe(1);
  });

  it('that has missed a deletion learns of it by the next list', async () => {
    const gone = unseen('/api/v1/pods', (client) =>
      client.delete(coreV1.pods, { namespace, name: 'p1' }, { gracePeriodSeconds: 0 }),
    );
    const world = await openWorld({ intercept: gone });
    await world.run(async () => {
      await addService(world);
      for (const n of [1, 2]) await addPod(world.client, podAt(n));
    });
    await world.simulation.settle();
    expect(await told(world)).toEqual(['p1 true', 'p2 true']);
    await world.simulation.runFor(watchEndsMs);
    await world.simulation.settle();
    expect(await told(world)).toEqual(['p2 true']);
  });
});

it('nothing is asked for where there is no service', async () => {
  const asked: string[] = [];
  const world = await openWorld({
    intercept: ({ method, path, headers }) => {
      if (method !== 'GET') asked.push(`${headers['user-agent']} ${method} ${path}`);
    },
  });
  await world.run(() => addPod(world.client, podAt(1)));
  await world.simulation.settle();
  expect(asked.filter((line) => line.startsWith('endpointslice'))).toEqual([]);
});
