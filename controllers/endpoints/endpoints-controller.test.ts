import { expect, it } from 'vitest';
import { coreV1, type V1Endpoints } from '../../api/index.ts';
import type { Client } from '../../client/index.ts';
import { type ControllerWorld, openControllerWorld } from '../testing/controller-world.ts';
import { addEndpointsController } from './endpoints-controller.ts';

const namespace = 'default';
const web = { namespace, name: 'web' };

async function addService(client: Client): Promise<void> {
  const spec = { selector: { app: 'web' }, ports: [{ port: 80 }] };
  await client.create(coreV1.services, { metadata: web, spec });
}

async function addPods(client: Client, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    const metadata = { namespace, name: `p${n}`, labels: { app: 'web' } };
    await client.create(coreV1.pods, {
      metadata,
      spec: { nodeName: 'n', containers: [{ name: 'c', image: 'i' }] },
    });
    const ip = `10.1.${Math.floor(n / 250)}.${n % 250}`;
    const status = {
      phase: 'Running',
      podIP: ip,
      podIPs: [{ ip }],
      conditions: [{ type: 'Ready', status: 'True' }],
    };
    const patch = { type: 'merge', body: { status } } as const;
    await client.patch(coreV1.pods, { namespace, name: `p${n}` }, patch, { subresource: 'status' });
  }
}

function endpoints({ run, client }: ControllerWorld): Promise<V1Endpoints> {
  return run(() => client.get(coreV1.endpoints, web));
}

it('of more than 1,000 addresses 1,000 are told, and that there are more', async () => {
  const world = await openControllerWorld(addEndpointsController, {
    before: async (client) => {
      await addPods(client, 1001);
      await addService(client);
    },
  });
  await world.simulation.settle();
  const { metadata, subsets } = await endpoints(world);
  expect(subsets?.[0]?.addresses?.length).toBe(1000);
  expect(metadata?.annotations?.['endpoints.kubernetes.io/over-capacity']).toBe('truncated');
  await world.run(() =>
    world.client.delete(coreV1.pods, { namespace, name: 'p7' }, { gracePeriodSeconds: 0 }),
  );
  await world.simulation.settle();
  const after = await endpoints(world);
  expect(after.subsets?.[0]?.addresses?.length).toBe(1000);
  expect(after.metadata?.annotations).toBeUndefined();
});

it('Endpoints go with their service, also with one that went unseen, and come again when somebody deletes them', async () => {
  const world = await openControllerWorld(addEndpointsController, {
    before: async (client) => {
      const leader = { 'control-plane.alpha.kubernetes.io/leader': '{}' };
      await client.create(coreV1.endpoints, { metadata: { namespace, name: 'left' } });
      await client.create(coreV1.endpoints, { metadata: { namespace, name: 'lock', annotations: leader } });
      await addService(client);
    },
  });
  const names = async () => {
    await world.simulation.settle();
    const { items } = await world.run(() => world.client.list(coreV1.endpoints, { namespace }));
    return items.map(({ metadata }) => metadata?.name).toSorted();
  };
  expect(await names()).toEqual(['kubernetes', 'lock', 'web']);
  await world.run(() => world.client.delete(coreV1.endpoints, web));
  expect(await names()).toEqual(['kubernetes', 'lock', 'web']);
  await world.run(() => world.client.delete(coreV1.services, web));
  expect(await names()).toEqual(['kubernetes', 'lock']);
});

it.each([1, 2, 3])('a cache that is behind is waited for (seed %d)', async (seed) => {
  const world = await openControllerWorld(addEndpointsController, { seed, delayMsMax: 400 });
  await world.run(async () => {
    await addService(world.client);
    await addPods(world.client, 5);
  });
  await world.simulation.settle();
  expect((await endpoints(world)).subsets?.[0]?.addresses?.length).toBe(5);
  expect(world.errors).toEqual([]);
});
