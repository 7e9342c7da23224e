import { describe, expect, it } from 'vitest';
import { coreV1 } from '../../api/index.ts';
import { StatusError } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import { type ControllerWorld, openControllerWorld } from '../testing/controller-world.ts';
import { unseen, watchEndsMs } from '../testing/unseen.ts';
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

/** The requests that remove or mark pods, and what they say. */
function noting(meanwhile?: (client: Client) => Promise<unknown>, moment = 'DELETE') {
  const writes: unknown[] = [];
  let done = false;
  const open = () =>
    openControllerWorld(addPodGarbageCollector, {
      before: async (client) => {
        await createPod(client, 'lost', 'node-1');
      },
      intercept: async ({ method, path, body }, client) => {
        if (method === moment && !done) {
          done = true;
          await meanwhile?.(client);
        }
        if (method !== 'GET') writes.push([method, path.split('/').at(method === 'PATCH' ? -2 : -1), body]);
      },
    });
  return { writes, open };
}

const lost = { namespace: 'default', name: 'lost' };
const setPhase = (client: Client, phase: string) =>
  client.patch(coreV1.pods, lost, { type: 'merge', body: { status: { phase } } }, { subresource: 'status' });

describe('a pod that has lost its node', () => {
  it('is marked as failed, with the reason, and removed at once', async () => {
    const { writes, open } = noting();
    await (await open()).simulation.settle();
    expect(writes).toMatchObject([
      [
        'PATCH',
        'lost',
        {
          status: {
            phase: 'Failed',
            conditions: [{ type: 'DisruptionTarget', status: 'True', reason: 'DeletionByPodGC' }],
          },
        },
      ],
      ['DELETE', 'lost', { gracePeriodSeconds: 0 }],
    ]);
  });

  it.each(['Succeeded', 'Failed'])('is only removed when it has %s', async (phase) => {
    const { writes, open } = noting();
    const world = await open();
    await world.run(() => setPhase(world.client, phase));
    await world.simulation.settle();
    expect(writes).toMatchObject([['DELETE', 'lost', { gracePeriodSeconds: 0 }]]);
    expect(await podNames(world)).toEqual([]);
  });

  it.each(['PATCH', 'DELETE'])(
    'is not taken for another that gets its name just before the %s',
    async (moment) => {
      const { open } = noting(async (client) => {
        await client.delete(coreV1.pods, lost, { gracePeriodSeconds: 0 });
        await createPod(client, 'lost');
      }, moment);
      const world = await open();
      await world.simulation.settle();
      const pod = await world.run(() => world.client.get(coreV1.pods, lost));
      expect([pod.spec?.nodeName, pod.status?.phase]).toEqual([undefined, 'Pending']);
      expect(world.errors).toEqual([]);
    },
  );

  it('may be gone already', async () => {
    for (const moment of ['PATCH', 'DELETE']) {
      const goes = (client: Client) => client.delete(coreV1.pods, lost, { gracePeriodSeconds: 0 });
      const world = await noting(goes, moment).open();
      await world.simulation.settle();
      expect([await podNames(world), world.errors]).toEqual([[], []]);
    }
  });

  it('stays when its node is there after all', async () => {
    let asked = 0;
    const world: ControllerWorld = await openControllerWorld(addPodGarbageCollector, {
      before: (client) => createPod(client, 'lost', 'node-1'),
      intercept: ({ method, path }, client) =>
        method === 'GET' && path.endsWith('/node-1') && asked++ === 0
          ? createNode(client, 'node-1')
          : undefined,
    });
    await world.simulation.runFor(200 * second);
    expect(asked).toBe(1);
    expect(await podNames(world)).toEqual(['lost']);
  });

  it('goes in the end though the node cannot be asked for at first', async () => {
    let failures = 3;
    const failure = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 500 } as const;
    const world = await openControllerWorld(addPodGarbageCollector, {
      before: (client) => createPod(client, 'lost', 'node-1'),
      intercept: async ({ method, path }) => {
        if (method === 'GET' && path.endsWith('/node-1') && failures-- > 0) throw new StatusError(failure);
      },
    });
    await world.simulation.settle();
    expect(failures).toBeLessThan(0);
    expect(await podNames(world)).toEqual([]);
  });

  it('is not taken for another that got its name unseen', async () => {
    const failure = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 500 } as const;
    const relist = unseen('/api/v1/pods', async (client) => {
      await client.delete(coreV1.pods, lost, { gracePeriodSeconds: 0 });
      await createPod(client, 'lost');
    });
    let isDown = true;
    const world = await openControllerWorld(addPodGarbageCollector, {
      before: (client) => createPod(client, 'lost', 'node-1'),
      intercept: async (request, client) => {
        if (isDown && request.path.startsWith('/api/v1/nodes/')) throw new StatusError(failure);
        await relist(request, client);
      },
    });
    await world.simulation.runFor(watchEndsMs);
    isDown = false;
    await world.simulation.runFor(2 * watchEndsMs);
    expect(await podNames(world)).toEqual(['lost']);
  });
});

it('a pod that is bound to a node that does not exist is removed, too', async () => {
  const world = await openControllerWorld(addPodGarbageCollector);
  await world.run(() => createPod(world.client, 'lost'));
  await world.simulation.runFor(100 * second);
  expect(await podNames(world)).toEqual(['lost']);
  const target = { kind: 'Node', name: 'nowhere' };
  const binding = { apiVersion: 'v1', kind: 'Binding', metadata: lost, target };
  await world.run(() => world.client.createSubresource(coreV1.pods, lost, 'binding', binding));
  await world.simulation.runFor(39 * second);
  expect(await podNames(world)).toEqual(['lost']);
  await world.simulation.settle();
  expect(await podNames(world)).toEqual([]);
});

it('a pod that is made for a node that does not exist is removed, and one without a node when it is deleted', async () => {
  const world = await openControllerWorld(addPodGarbageCollector);
  await world.run(async () => {
    await createPod(world.client, 'a', 'nowhere');
    await createPod(world.client, 'b');
    const patch = { type: 'merge', body: { metadata: { finalizers: ['example.com/audit'] } } } as const;
    await world.client.patch(coreV1.pods, { ...lost, name: 'b' }, patch);
    await world.client.delete(coreV1.pods, { ...lost, name: 'b' });
  });
  await world.simulation.settle();
  const { items } = await world.run(() => world.client.list(coreV1.pods));
  expect(items.map(({ metadata, status }) => [metadata?.name, status?.phase])).toEqual([['b', 'Failed']]);
});

it('looks at no pod where nothing is to be done, and waits for no node that no pod is bound to', async () => {
  const world = await openControllerWorld((manager) =>
    addPodGarbageCollector(manager, { terminatedPodThreshold: 2 }),
  );
  const looks: unknown[] = [];
  world.simulation.environment.trace.subscribe(({ kind, fields }) => {
    if (kind === 'reconcile') looks.push(fields.key);
  });
  const outOfService = { taints: [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }] };
  await world.run(async () => {
    await createNode(world.client, 'node-1');
    await createNode(world.client, 'node-2');
    for (const name of ['a', 'b', 'lost']) await createPod(world.client, name, 'node-1');
    await setPhase(world.client, 'Running');
    await setPhase(world.client, 'Failed');
    await world.client.patch(
      coreV1.nodes,
      { name: 'node-1' },
      { type: 'merge', body: { spec: outOfService } },
    );
    await world.client.delete(coreV1.nodes, { name: 'node-2' });
  });
  await world.simulation.runFor(second);
  expect(looks).toEqual([]);
  expect(
    world.simulation.pending().filter((text) => /^\d+ x timer of controller-manager/.test(text)),
  ).toEqual([]);
});

it('finishes deletions on a node that is out of service when it is first seen', async () => {
  const world = await openControllerWorld(addPodGarbageCollector);
  await world.run(async () => {
    await createPod(world.client, 'lost', 'node-1');
    await world.client.delete(coreV1.pods, lost);
    const taints = [{ key: 'node.kubernetes.io/out-of-service', effect: 'NoExecute' }];
    await world.client.create(coreV1.nodes, { metadata: { name: 'node-1' }, spec: { taints } });
  });
  await world.simulation.runFor(second);
  expect(await podNames(world)).toEqual([]);
});

it('when it stops it waits for no node any more', async () => {
  const world = await openControllerWorld(addPodGarbageCollector, {
    before: (client) => createPod(client, 'lost', 'node-1'),
  });
  await world.simulation.runFor(second);
  expect(world.simulation.pending().join()).toContain('controller-manager');
  await world.run(() => world.manager.stop());
  expect(
    world.simulation
      .pending()
      .filter((text) => !text.includes('background'))
      .join(),
  ).not.toContain('controller-manager');
  await world.simulation.runFor(100 * second);
  expect(await podNames(world)).toEqual(['lost']);
});

it('keeps all pods that have ended when it is told to, and counts no others', async () => {
  const world = await openControllerWorld((manager) =>
    addPodGarbageCollector(manager, { terminatedPodThreshold: 0 }),
  );
  await world.run(async () => {
    await createPod(world.client, 'lost');
    await setPhase(world.client, 'Failed');
  });
  await world.simulation.settle();
  expect(await podNames(world)).toEqual(['lost']);
  const other = await openControllerWorld((manager) =>
    addPodGarbageCollector(manager, { terminatedPodThreshold: 1 }),
  );
  for (const name of ['a', 'b', 'c']) await other.run(() => createPod(other.client, name));
  await other.run(async () => {
    await createPod(other.client, 'lost');
    await setPhase(other.client, 'Failed');
  });
  await other.simulation.settle();
  expect(await podNames(other)).toEqual(['a', 'b', 'c', 'lost']);
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
