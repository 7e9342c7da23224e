import { describe, expect, it } from 'vitest';
import { coreV1, type V1ConfigMap } from '../../api/index.ts';
import { isNotFound, type OwnerReference } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import { type ControllerWorld, openControllerWorld } from '../testing/controller-world.ts';
import { addGarbageCollector } from './garbage-collector.ts';

function configMap(name: string, owners: readonly OwnerReference[] = [], namespace = 'default'): V1ConfigMap {
  return { metadata: { name, namespace, ownerReferences: owners } };
}

function referenceTo(owner: V1ConfigMap, changes: Partial<OwnerReference> = {}): OwnerReference {
  const { name = '', uid = '' } = owner.metadata ?? {};
  return { apiVersion: 'v1', kind: 'ConfigMap', name, uid, ...changes };
}

const create = (client: Client, ...args: Parameters<typeof configMap>) =>
  client.create(coreV1.configMaps, configMap(...args));

const names = async ({ run, client }: ControllerWorld) =>
  (await run(() => client.list(coreV1.configMaps))).items.map(({ metadata }) => metadata?.name);

describe.each(Array.from({ length: 20 }, (_, seed) => seed))('the garbage collector, seed %i', (seed) => {
  const open = (before?: (client: Client) => Promise<unknown>) =>
    openControllerWorld(addGarbageCollector, {
      seed,
      delayMsMax: 20,
      ...(before === undefined ? {} : { before }),
    });

  // kubernetes#65200: the graph goes by uid, and a reference with the right uid and a wrong kind came to be believed.
  it.each([true, false])('lets a wrong reference hurt nobody else (restarted: %s)', async (restarted) => {
    const build = async (client: Client) => {
      const owner = await create(client, 'owner');
      await create(client, 'good', [referenceTo(owner)]);
      await create(client, 'wrong-kind', [referenceTo(owner, { kind: 'Secret' })]);
      await create(client, 'wrong-name', [referenceTo(owner, { name: 'nobody' })]);
      // Of its two owners one is gone, so that the other is looked up.
      await create(client, 'also-good', [
        referenceTo(owner),
        referenceTo(owner, { name: 'gone', uid: 'gone' }),
      ]);
    };
    const world = await open(restarted ? build : undefined);
    if (!restarted) await world.run(() => build(world.client));
    await world.simulation.settle();
    expect(await names(world)).toEqual(['also-good', 'good', 'owner']);
  });

  it('deletes what refers into another namespace, and says why', async () => {
    const world = await open();
    await world.run(async () => {
      const owner = await create(world.client, 'owner', [], 'kube-public');
      await create(world.client, 'stray', [referenceTo(owner)]);
      await create(world.client, 'near', [referenceTo(owner)], 'kube-public');
    });
    await world.simulation.settle();
    expect(await names(world)).toEqual(['near', 'owner']);
    const { items } = await world.run(() => world.client.list(coreV1.events));
    expect(items).toMatchObject([
      { reason: 'OwnerRefInvalidNamespace', type: 'Warning', involvedObject: { name: 'stray' } },
    ]);
  });

  it('keeps what a cluster-scoped owner owns, and leaves wrong cluster-scoped dependents alone', async () => {
    const world = await open(async (client) => {
      const node = await client.create(coreV1.nodes, { metadata: { name: 'node-1' } });
      const { uid = '' } = node.metadata ?? {};
      const owner = await create(client, 'owned', [{ apiVersion: 'v1', kind: 'Node', name: 'node-1', uid }]);
      await client.create(coreV1.nodes, { metadata: { name: 'odd', ownerReferences: [referenceTo(owner)] } });
    });
    await world.simulation.settle();
    expect(await names(world)).toEqual(['owned']);
    const { items } = await world.run(() => world.client.list(coreV1.nodes));
    expect(items.map(({ metadata }) => metadata?.name)).toEqual(['node-1', 'odd']);
  });

  // kubernetes#114603: the graph still knew the old owner when it went.
  it('keeps what gets a new owner while the old one goes', async () => {
    const world = await open();
    const { child, after } = await world.run(async () => {
      const before = await create(world.client, 'before');
      return {
        child: await create(world.client, 'child', [referenceTo(before)]),
        after: await create(world.client, 'after'),
      };
    });
    await world.simulation.settle();
    await world.run(() => world.client.delete(coreV1.configMaps, { namespace: 'default', name: 'before' }));
    // Some time between the collector's hearing of it and its deletion of the child.
    await world.simulation.runFor(3 * seed);
    const metadata = { ...child.metadata, ownerReferences: [referenceTo(after)] };
    const adopted = await world.run(() =>
      world.client.update(coreV1.configMaps, { ...child, metadata }).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
        return undefined;
      }),
    );
    await world.simulation.settle();
    expect(await names(world)).toEqual(adopted === undefined ? ['after'] : ['after', 'child']);
  });

  it('gets through a circle of owners that wait for one another', async () => {
    const world = await open();
    await world.run(async () => {
      const a = await create(world.client, 'a');
      const b = await create(world.client, 'b', [referenceTo(a, { blockOwnerDeletion: true })]);
      const ownerReferences = [referenceTo(b, { blockOwnerDeletion: true })];
      await world.client.update(coreV1.configMaps, { ...a, metadata: { ...a.metadata, ownerReferences } });
    });
    await world.simulation.settle();
    expect(await names(world)).toEqual(['a', 'b']);
    const foreground = { propagationPolicy: 'Foreground' } as const;
    await world.run(() =>
      world.client.delete(coreV1.configMaps, { namespace: 'default', name: 'a' }, foreground),
    );
    await world.simulation.settle();
    expect(await names(world)).toEqual([]);
  });

  it('lets a kind that nobody serves be', async () => {
    const world = await open();
    const unknown = { apiVersion: 'example.com/v1', kind: 'Thing', name: 'thing', uid: 'some-uid' };
    await world.run(() => create(world.client, 'child', [unknown]));
    await world.simulation.settle();
    expect(await names(world)).toEqual(['child']);
  });
});

// kubernetes#54940: until it was shown, a cluster-scoped owner was looked for in the dependent's namespace, where none is.
it('keeps what a cluster-scoped owner owns that it has not been shown yet', async () => {
  let show = () => {};
  const shown = new Promise<void>((resolve) => {
    show = resolve;
  });
  const world = await openControllerWorld(addGarbageCollector, {
    before: async (client) => {
      const node = await client.create(coreV1.nodes, { metadata: { name: 'node-1' } });
      const { uid = '' } = node.metadata ?? {};
      await create(client, 'owned', [{ apiVersion: 'v1', kind: 'Node', name: 'node-1', uid }]);
    },
    // Nodes are not listed, so that it begins without them; each by its name can be asked for.
    intercept: ({ path }) => (path === '/api/v1/nodes' ? shown : undefined),
  });
  await world.simulation.runFor(60_000);
  expect(await names(world)).toEqual(['owned']);
  show();
  await world.simulation.settle();
  expect(await names(world)).toEqual(['owned']);
});
