import { describe, expect, it } from 'vitest';
import { coreV1 } from '../../api/index.ts';
import { isNotFound } from '../../apimachinery/index.ts';
import { type ControllerWorld, openControllerWorld } from '../testing/controller-world.ts';
import { addNamespaceController } from './namespace-controller.ts';

const key = { name: 'shop' };
const open = (seed = 1) => openControllerWorld(addNamespaceController, { seed, delayMsMax: 20 });

async function createShop({ client }: ControllerWorld, finalizers: readonly string[] = []): Promise<void> {
  await client.create(coreV1.namespaces, { metadata: key });
  await client.create(coreV1.configMaps, { metadata: { name: 'stock', namespace: 'shop', finalizers } });
  await client.create(coreV1.secrets, { metadata: { name: 'till', namespace: 'shop' } });
  await client.create(coreV1.pods, {
    metadata: { name: 'clerk', namespace: 'shop' },
    spec: { containers: [{ name: 'clerk', image: 'nginx' }], terminationGracePeriodSeconds: 30 },
  });
}

/** Undefined once the namespace has gone. */
const namespaceOf = ({ run, client }: ControllerWorld) =>
  run(() =>
    client.get(coreV1.namespaces, key).catch((error: unknown) => {
      if (isNotFound(error)) return undefined;
      throw error;
    }),
  );

const conditionTexts = async (world: ControllerWorld) =>
  (await namespaceOf(world))?.status?.conditions?.map(
    ({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`,
  );

describe.each(Array.from({ length: 20 }, (_, seed) => seed))('the namespace controller, seed %i', (seed) => {
  it('deletes a namespace with all that is in it', async () => {
    const world = await open(seed);
    await world.run(() => createShop(world));
    await world.run(() => world.client.delete(coreV1.namespaces, key));
    await world.simulation.settle();
    expect(await namespaceOf(world)).toBeUndefined();
    const { items } = await world.run(() => world.client.list(coreV1.configMaps, { namespace: 'shop' }));
    expect(items).toEqual([]);
  });
});

/** Binds the pod, so that its deletion waits for a kubelet. */
const bind = ({ run, client }: ControllerWorld) =>
  run(() =>
    client.createSubresource(coreV1.pods, { namespace: 'shop', name: 'clerk' }, 'binding', {
      apiVersion: 'v1',
      kind: 'Binding',
      metadata: { name: 'clerk', namespace: 'shop' },
      target: { kind: 'Node', name: 'node-1' },
    } as object),
  );

it('deletes nothing else before the pods have gone, and then goes on at once', async () => {
  const world = await open();
  await world.run(() => createShop(world));
  await bind(world);
  await world.run(() => world.client.delete(coreV1.namespaces, key));
  await world.simulation.settle();
  expect(await conditionTexts(world)).toContain(
    'NamespaceContentRemaining=True SomeResourcesRemain: Some resources are remaining: pods. has 1 resource instances',
  );
  const { items } = await world.run(() => world.client.list(coreV1.secrets, { namespace: 'shop' }));
  expect(items).toHaveLength(1);
  await world.run(() =>
    world.client.delete(coreV1.pods, { namespace: 'shop', name: 'clerk' }, { gracePeriodSeconds: 0 }),
  );
  await world.simulation.settle();
  expect(await namespaceOf(world)).toBeUndefined();
});

it('waits for finalizers, says so, and goes on when they are done', async () => {
  const world = await open();
  await world.run(() => createShop(world, ['example.com/audit']));
  await world.run(() => world.client.delete(coreV1.namespaces, key));
  await world.simulation.settle();
  expect(await conditionTexts(world)).toEqual([
    'NamespaceDeletionDiscoveryFailure=False ResourcesDiscovered: All resources successfully discovered',
    'NamespaceDeletionGroupVersionParsingFailure=False ParsedGroupVersions: All legacy kube types successfully parsed',
    'NamespaceDeletionContentFailure=False ContentDeleted: All content successfully deleted, may be waiting on finalization',
    'NamespaceContentRemaining=True SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource instances',
    'NamespaceFinalizersRemaining=True SomeFinalizersRemain: Some content in the namespace has finalizers remaining: example.com/audit in 1 resource instances',
  ]);
  const body = { metadata: { finalizers: null } };
  await world.run(() =>
    world.client.patch(coreV1.configMaps, { namespace: 'shop', name: 'stock' }, { type: 'merge', body }),
  );
  await world.simulation.settle();
  expect(await namespaceOf(world)).toBeUndefined();
});

it('says that it did not expect what remains when its time is over', async () => {
  const world = await open();
  await world.run(() => createShop(world));
  await bind(world);
  await world.run(() => world.client.delete(coreV1.namespaces, key));
  await world.simulation.runFor(60_000);
  expect(await conditionTexts(world)).toContain(
    'NamespaceDeletionContentFailure=True ContentDeletionFailed: Failed to delete all resource types, 1 remaining: unexpected items still remain in namespace: shop for gvr: /v1, Resource=pods',
  );
});
