import { describe, expect, it } from 'vitest';
import { coreV1 } from '../../api/index.ts';
import type { Client } from '../../client/index.ts';
import { type ControllerWorld, openControllerWorld } from '../testing/controller-world.ts';
import { addPodGarbageCollector } from './pod-garbage-collector.ts';

const second = 1000;

async function createPod(client: Client, name: string, nodeName?: string): Promise<void> {
  const spec = { containers: [{ name, image: 'nginx' }], ...(nodeName === undefined ? {} : { nodeName }) };
  await client.create(coreV1.pods, { metadata: { name, namespace: 'default' }, spec });
}

const createNode = (client: Client, name: string) =>
  client.create(coreV1.nodes, {
    metadata: { name },
    status: { conditions: [{ type: 'Ready', status: 'False' }] },
  });

const podNames = async ({ run, client }: ControllerWorld) =>
  (await run(() => client.list(coreV1.pods))).items.map(({ metadata }) => metadata?.name);

describe.each(Array.from({ length: 20 }, (_, seed) => seed))('the pod garbage collector, seed %i', (seed) => {
  it('removes the pods of a node that is gone, after forty seconds', async () => {
    const world = await openControllerWorld(addPodGarbageCollector, { seed, delayMsMax: 20 });
    await world.run(async () => {
      await createNode(world.client, 'node-1');
      await createNode(world.client, 'node-2');
      await createPod(world.client, 'lost', 'node-1');
      await createPod(world.client, 'kept', 'node-2');
      await world.client.delete(coreV1.nodes, { name: 'node-1' });
    });
    await world.simulation.runFor(39 * second);
    expect(await podNames(world)).toEqual(['kept', 'lost']);
    await world.simulation.settle();
    expect(await podNames(world)).toEqual(['kept']);
  });

  it('leaves them where the node comes back in time', async () => {
    const world = await openControllerWorld(addPodGarbageCollector, { seed, delayMsMax: 20 });
    await world.run(async () => {
      await createNode(world.client, 'node-1');
      await createPod(world.client, 'web', 'node-1');
      await world.client.delete(coreV1.nodes, { name: 'node-1' });
    });
    await world.simulation.runFor(30 * second);
    await world.run(() => createNode(world.client, 'node-1'));
    await world.simulation.runFor(300 * second);
    expect(await podNames(world)).toEqual(['web']);
  });

  it('finds after a restart what had lost its node', async () => {
    const world = await openControllerWorld(addPodGarbageCollector, {
      seed,
      delayMsMax: 20,
      before: async (client) => {
        await createNode(client, 'node-2');
        await createPod(client, 'kept', 'node-2');
        await createPod(client, 'lost', 'node-1');
      },
    });
    await world.simulation.settle();
    expect(await podNames(world)).toEqual(['kept']);
  });
});

it('finishes deletions on a node that is out of service', async () => {
  const world = await openControllerWorld(addPodGarbageCollector);
  await world.run(async () => {
    await createNode(world.client, 'node-1');
    await createPod(world.client, 'web', 'node-1');
    await world.client.delete(coreV1.pods, { namespace: 'default', name: 'web' });
  });
  await world.simulation.runFor(300 * second);
  expect(await podNames(world)).toEqual(['web']);
  await world.run(async () => {
    const node = await world.client.get(coreV1.nodes, { name: 'node-1' });
    const taints = [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }];
    await world.client.update(coreV1.nodes, { ...node, spec: { ...node.spec, taints } });
  });
  await world.simulation.settle();
  expect(await podNames(world)).toEqual([]);
});

it('keeps no more pods that have ended than it may', async () => {
  const world = await openControllerWorld((manager) =>
    addPodGarbageCollector(manager, { terminatedPodThreshold: 2 }),
  );
  for (const name of ['a', 'b', 'c', 'd']) {
    await world.run(async () => {
      await createPod(world.client, name);
      const pod = await world.client.get(coreV1.pods, { namespace: 'default', name });
      await world.client.updateStatus(coreV1.pods, { ...pod, status: { phase: 'Succeeded' } });
    });
    await world.simulation.runFor(second);
  }
  expect(await podNames(world)).toEqual(['c', 'd']);
});
