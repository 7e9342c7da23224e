import { expect, it } from 'vitest';
import { coreV1, type V1ConfigMap } from '../../api/index.ts';
import {
  failure,
  type KubeObject,
  type OwnerReference,
  type ResourceType,
} from '../../apimachinery/index.ts';
import { widget, widgets } from '../../apiserver/testing/widgets.ts';
import { addNamespaceController } from '../namespace/namespace-controller.ts';
import { type ControllerWorld, openControllerWorld } from '../testing/controller-world.ts';
import { addGarbageCollector } from './garbage-collector.ts';

const type: ResourceType = widgets().resource;
/** A resync, and a little. */
const resyncMs = 31_000;

const open = () =>
  openControllerWorld((manager) => {
    addGarbageCollector(manager);
    addNamespaceController(manager);
  });

async function serve({ api, run, simulation }: ControllerWorld): Promise<void> {
  await run(() => api.resources.serve(widgets()));
  await simulation.runFor(resyncMs);
}

const create = ({ client, run }: ControllerWorld, name: string, owners: OwnerReference[] = []) =>
  run(() =>
    client.create(type, widget(name, {}, { namespace: 'default', ownerReferences: owners }) as KubeObject),
  );

const configMap = ({ client, run }: ControllerWorld, name: string, ownerReferences: OwnerReference[] = []) =>
  run(() =>
    client.create(coreV1.configMaps, {
      metadata: { name, namespace: 'default', ownerReferences },
    } as V1ConfigMap),
  );

function ownerOf({ apiVersion = '', kind = '', metadata }: KubeObject): OwnerReference {
  const { name = '', uid = '' } = metadata ?? {};
  return { apiVersion, kind, name, uid, blockOwnerDeletion: true };
}

async function names({ client, run, simulation }: ControllerWorld, of: ResourceType): Promise<unknown[]> {
  await simulation.settle();
  const { items } = await run(() => client.list<KubeObject>(of, { namespace: 'default' }));
  return items.map(({ metadata }) => metadata?.name);
}

const deleted = ({ client, run }: ControllerWorld, of: ResourceType, name: string, options = {}) =>
  run(() => client.delete(of, { namespace: 'default', name }, options));

it('what a kind that came later owns, or is owned by, goes with its owner', async () => {
  const world = await open();
  await serve(world);
  const owner = await create(world, 'owner');
  const child = await configMap(world, 'child', [ownerOf(owner)]);
  await create(world, 'grandchild', [ownerOf(child)]);
  await deleted(world, type, 'owner');
  expect([await names(world, type), await names(world, coreV1.configMaps)]).toEqual([[], []]);
});

it('is deleted in the foreground after what it owns', async () => {
  const world = await open();
  await serve(world);
  const owner = await create(world, 'owner');
  await create(world, 'child', [ownerOf(owner)]);
  const gone: string[] = [];
  const informer = world.manager.informers.informer(type);
  informer.addEventHandler({ onDelete: ({ metadata }) => gone.push(metadata?.name ?? '') });
  await deleted(world, type, 'owner', { propagationPolicy: 'Foreground' });
  await world.simulation.settle();
  expect(gone).toEqual(['child', 'owner']);
});

it('is orphaned though it takes no strategic merge patch', async () => {
  const world = await open();
  await serve(world);
  const owner = await configMap(world, 'owner');
  await create(world, 'child', [ownerOf(owner)]);
  await deleted(world, coreV1.configMaps, 'owner', { propagationPolicy: 'Orphan' });
  expect(await names(world, type)).toEqual(['child']);
  const child = await world.run(() =>
    world.client.get<KubeObject>(type, { namespace: 'default', name: 'child' }),
  );
  expect(child.metadata?.ownerReferences ?? []).toEqual([]);
});

it('an owner whose kind is not served yet is waited for', async () => {
  const world = await open();
  const uid = 'f47ac10b-58cc-4372-a567-0e02b2c3d479';
  await configMap(world, 'child', [{ apiVersion: 'example.com/v1', kind: 'Widget', name: 'never', uid }]);
  expect(await names(world, coreV1.configMaps)).toEqual(['child']);
  await serve(world);
  // It is looked at now and then, at longer and longer intervals.
  await world.simulation.runFor(300_000);
  expect(await names(world, coreV1.configMaps)).toEqual([]);
});

it('when it is served no more it is watched no more, and served again it is as before', async () => {
  const world = await open();
  await serve(world);
  await create(world, 'owner');
  const watching: string[] = [];
  world.simulation.environment.trace.subscribe(({ kind, fields }) => {
    if (kind === 'watch-error') watching.push(String(fields.resource));
  });
  world.api.resources.withdraw(type);
  await world.simulation.runFor(resyncMs);
  const { length } = watching;
  await world.simulation.runFor(600_000);
  expect(watching).toHaveLength(length);
  await serve(world);
  const child = await create(world, 'child', [ownerOf(await configMap(world, 'top'))]);
  expect(child.metadata?.name).toBe('child');
  await deleted(world, coreV1.configMaps, 'top');
  expect(await names(world, type)).toEqual(['owner']);
});

it('a namespace takes what was served at the moment it is emptied with it', async () => {
  const world = await open();
  const { client, run, simulation, api } = world;
  await run(() => client.create(coreV1.namespaces, { metadata: { name: 'team' } }));
  await run(() => api.resources.serve(widgets()));
  const one = widget('one', {}, { namespace: 'team', finalizers: ['example.com/hold'] }) as KubeObject;
  await run(() => client.create(type, one));
  await run(() => client.delete(coreV1.namespaces, { name: 'team' }));
  await simulation.settle();
  const held = await run(() => client.get(coreV1.namespaces, { name: 'team' }));
  expect(held.status?.conditions?.find((one) => one.type === 'NamespaceContentRemaining')?.message).toBe(
    'Some resources are remaining: widgets.example.com has 1 resource instances',
  );
  const body = { metadata: { finalizers: null } };
  await run(() => client.patch(type, { namespace: 'team', name: 'one' }, { type: 'merge', body }));
  await simulation.settle();
  const { items } = await run(() => client.list(coreV1.namespaces));
  expect(items.map(({ metadata }) => metadata?.name)).not.toContain('team');
});

it('what was withdrawn holds up no namespace', async () => {
  const world = await open();
  const { client, run, simulation, api } = world;
  await serve(world);
  await run(() => client.create(coreV1.namespaces, { metadata: { name: 'team' } }));
  await run(() => client.create(type, widget('one', {}, { namespace: 'team' }) as KubeObject));
  api.resources.withdraw(type);
  await run(() => client.delete(coreV1.namespaces, { name: 'team' }));
  await simulation.settle();
  await expect(run(() => client.get(coreV1.namespaces, { name: 'team' }))).rejects.toThrow('not found');
});

it('begins its work though discovery fails at first, and knows more with the next one', async () => {
  let refused = 0;
  const world = await openControllerWorld(addGarbageCollector, {
    async intercept({ path }) {
      if (path !== '/apis' || refused > 0) return;
      refused += 1;
      throw failure(503, 'ServiceUnavailable', 'not now');
    },
  });
  const owner = await configMap(world, 'owner');
  await configMap(world, 'child', [ownerOf({ ...owner, apiVersion: 'v1', kind: 'ConfigMap' })]);
  await deleted(world, coreV1.configMaps, 'owner');
  await world.simulation.runFor(resyncMs);
  expect([refused, await names(world, coreV1.configMaps)]).toEqual([1, []]);
});
