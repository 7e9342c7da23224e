import { describe, expect, it } from 'vitest';
import { appsV1, coreV1, type V1ConfigMap } from '../../api/index.ts';
import type { KubeObject, OwnerReference, ResourceType } from '../../apimachinery/index.ts';
import { type ControllerWorld, openControllerWorld } from '../testing/controller-world.ts';
import { addGarbageCollector } from './garbage-collector.ts';

const template = {
  metadata: { labels: { app: 'web' } },
  spec: { containers: [{ name: 'web', image: 'nginx:1.27' }] },
};
const selector = { matchLabels: { app: 'web' } };

function referenceTo(
  type: ResourceType,
  owner: KubeObject,
  changes: Partial<OwnerReference> = {},
): OwnerReference {
  const apiVersion = type.group === '' ? type.version : `${type.group}/${type.version}`;
  const { name = '', uid = '' } = owner.metadata ?? {};
  return { apiVersion, kind: type.kind, name, uid, controller: true, blockOwnerDeletion: true, ...changes };
}

function metadata(name: string, ...ownerReferences: OwnerReference[]) {
  return { name, namespace: 'default', labels: { app: 'web' }, ownerReferences };
}

/** A Deployment that owns a ReplicaSet that owns two pods. */
async function createTree({ client }: Pick<ControllerWorld, 'client'>): Promise<void> {
  const deployment = await client.create(appsV1.deployments, {
    metadata: metadata('web'),
    spec: { replicas: 2, selector, template },
  });
  const replicaSet = await client.create(appsV1.replicaSets, {
    metadata: metadata('web-1', referenceTo(appsV1.deployments, deployment)),
    spec: { replicas: 2, selector, template },
  });
  for (const name of ['web-1-a', 'web-1-b']) {
    await client.create(coreV1.pods, {
      metadata: metadata(name, referenceTo(appsV1.replicaSets, replicaSet)),
      spec: { ...template.spec, terminationGracePeriodSeconds: 0 },
    });
  }
}

function configMap(name: string, ...owners: OwnerReference[]): V1ConfigMap {
  return { metadata: { name, namespace: 'default', ownerReferences: owners } };
}

/** `Kind/name` of everything of these types in the namespace `default`. */
async function whatIsThere({ client }: ControllerWorld): Promise<readonly string[]> {
  const types: ResourceType[] = [appsV1.deployments, appsV1.replicaSets, coreV1.pods, coreV1.configMaps];
  const lists = await Promise.all(types.map((type) => client.list(type, { namespace: 'default' })));
  return lists.flatMap(({ items }, at) =>
    items.map(({ metadata }) => `${types[at]?.kind}/${metadata?.name}`),
  );
}

const seeds = Array.from({ length: 20 }, (_, seed) => seed);
const open = (seed: number, before?: (client: ControllerWorld['client']) => Promise<unknown>) =>
  openControllerWorld(addGarbageCollector, {
    seed,
    delayMsMax: 20,
    ...(before === undefined ? {} : { before }),
  });

describe.each(seeds)('the garbage collector, seed %i', (seed) => {
  it('deletes everything below a Deployment that was deleted in the background', async () => {
    const world = await open(seed);
    await world.run(() => createTree(world));
    await world.run(() => world.client.delete(appsV1.deployments, { namespace: 'default', name: 'web' }));
    await world.simulation.settle();
    expect(await world.run(() => whatIsThere(world))).toEqual([]);
  });

  it('deletes a Deployment in the foreground last of all', async () => {
    const world = await open(seed);
    await world.run(() => createTree(world));
    await world.simulation.settle();
    const gone: string[] = [];
    for (const type of [appsV1.deployments, appsV1.replicaSets, coreV1.pods] as ResourceType[]) {
      world.manager.informers.informer(type).addEventHandler({ onDelete: () => gone.push(type.kind) });
    }
    const key = { namespace: 'default', name: 'web' };
    await world.run(() => world.client.delete(appsV1.deployments, key, { propagationPolicy: 'Foreground' }));
    await world.simulation.settle();
    expect(gone).toEqual(['Pod', 'Pod', 'ReplicaSet', 'Deployment']);
  });

  it('leaves what an orphaning deletion leaves, without references to what is gone', async () => {
    const world = await open(seed);
    await world.run(() => createTree(world));
    const key = { namespace: 'default', name: 'web' };
    await world.simulation.settle();
    await world.run(() => world.client.delete(appsV1.deployments, key, { propagationPolicy: 'Orphan' }));
    await world.simulation.settle();
    expect(await world.run(() => whatIsThere(world))).toEqual([
      'ReplicaSet/web-1',
      'Pod/web-1-a',
      'Pod/web-1-b',
    ]);
    const replicaSet = await world.run(() =>
      world.client.get(appsV1.replicaSets, { namespace: 'default', name: 'web-1' }),
    );
    expect(replicaSet.metadata?.ownerReferences ?? []).toEqual([]);
  });

  it('lets an owner go that waits for what another owner keeps', async () => {
    const world = await open(seed);
    await world.run(async () => {
      const owners = [];
      for (const name of ['stays', 'goes'])
        owners.push(await world.client.create(coreV1.configMaps, configMap(name)));
      const references = owners.map((owner, at) =>
        referenceTo(coreV1.configMaps, owner, { controller: at === 0 }),
      );
      await world.client.create(coreV1.configMaps, configMap('both', ...references));
    });
    await world.simulation.settle();
    const key = { namespace: 'default', name: 'goes' };
    await world.run(() => world.client.delete(coreV1.configMaps, key, { propagationPolicy: 'Foreground' }));
    await world.simulation.settle();
    expect(await world.run(() => whatIsThere(world))).toEqual(['ConfigMap/both', 'ConfigMap/stays']);
    const both = await world.run(() => world.client.get(coreV1.configMaps, { ...key, name: 'both' }));
    expect(both.metadata?.ownerReferences?.map(({ name }) => name)).toEqual(['stays']);
  });

  // kubernetes#109748: what had lost its owner while no collector was at work was never looked at.
  it('deletes after a restart what lost its owner, and nothing else', async () => {
    const world = await open(seed, async (client) => {
      await createTree({ client });
      const owner = await client.create(coreV1.configMaps, configMap('owner'));
      await client.create(coreV1.configMaps, configMap('kept', referenceTo(coreV1.configMaps, owner)));
      const lost = referenceTo(coreV1.configMaps, owner, { uid: 'gone-for-long' });
      await client.create(coreV1.configMaps, configMap('lost', lost));
      await client.create(
        coreV1.configMaps,
        configMap('half', lost, referenceTo(coreV1.configMaps, owner, { controller: false })),
      );
    });
    await world.simulation.settle();
    expect((await world.run(() => whatIsThere(world))).slice(-3)).toEqual([
      'ConfigMap/half',
      'ConfigMap/kept',
      'ConfigMap/owner',
    ]);
    const half = await world.run(() =>
      world.client.get(coreV1.configMaps, { namespace: 'default', name: 'half' }),
    );
    expect(half.metadata?.ownerReferences?.map(({ uid }) => uid)).not.toContain('gone-for-long');
  });
});
