import { expect, it } from 'vitest';
import { coreV1 } from '../api/index.ts';
import type { Client } from '../client/index.ts';
import { unseen, watchEndsMs } from '../controllers/testing/unseen.ts';
import { openTestWorld } from '../testing/index.ts';
import { addScheduler } from './add-scheduler.ts';

// What happens to nodes and pods while the scheduler's watch is broken: it is told by a list, without what was between.

const namespace = 'default';
const nodes = '/api/v1/nodes';
const pods = '/api/v1/pods';

const addNode = (client: Client, name: string, cpu: string) =>
  client.create(coreV1.nodes, {
    metadata: { name },
    status: {
      capacity: { cpu, memory: '8Gi', pods: '10' },
      allocatable: { cpu, memory: '8Gi', pods: '10' },
      conditions: [{ type: 'Ready', status: 'True' }],
    },
  });

const addPod = (client: Client, name: string, cpu: string) =>
  client.create(coreV1.pods, {
    metadata: { namespace, name },
    spec: {
      // Nobody is there who would take the taint of a new node away.
      tolerations: [{ operator: 'Exists' }],
      containers: [{ name, image: 'nginx', resources: { requests: { cpu } } }],
    },
  });

async function open(path: string, act: (client: Client) => Promise<unknown>) {
  const world = await openTestWorld({
    before: async (client) => {
      await addNode(client, 'node-1', '1');
      await addPod(client, 'first', '800m');
    },
    managers: { 'default-scheduler': addScheduler },
    intercept: unseen(path, act),
  });
  const placeOf = (name: string) =>
    world.run(async (client) => (await client.get(coreV1.pods, { namespace, name })).spec?.nodeName);
  await world.control.runFor(5000);
  expect(await placeOf('first')).toBe('node-1');
  await world.control.runFor(watchEndsMs + 60_000);
  return { ...world, placeOf };
}

// kubernetes#56261, #94437
it('no pod is bound to a node that went unseen', async () => {
  const { run, control, placeOf } = await open(nodes, (client) =>
    client.delete(coreV1.nodes, { name: 'node-1' }),
  );
  await run((client) => addPod(client, 'second', '100m'));
  await control.runFor(60_000);
  expect(await placeOf('second')).toBeUndefined();
});

// kubernetes#55587, #51313, #124109
it('the room of a pod that went unseen is free', async () => {
  const { run, control, placeOf } = await open(pods, (client) =>
    client.delete(coreV1.pods, { namespace, name: 'first' }, { gracePeriodSeconds: 0 }),
  );
  await run((client) => addPod(client, 'second', '800m'));
  await control.runFor(60_000);
  expect(await placeOf('second')).toBe('node-1');
});

// kubernetes#63262, #89908
it('a node that went and came again unseen is as large as it is now', async () => {
  const { run, control, placeOf } = await open(nodes, async (client) => {
    await client.delete(coreV1.nodes, { name: 'node-1' });
    await addNode(client, 'node-1', '2');
  });
  await run(async (client) => {
    await addPod(client, 'second', '1200m');
    await addPod(client, 'third', '1');
  });
  await control.runFor(60_000);
  expect([await placeOf('second'), await placeOf('third')]).toEqual(['node-1', undefined]);
});
