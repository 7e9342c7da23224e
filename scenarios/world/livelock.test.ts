import { expect, test } from 'vitest';
import { coreV1, type V1ConfigMap } from '../../api/index.ts';
import { createInformerFactory } from '../../client/index.ts';
import { controllerManagedBy, createManager } from '../../controller-runtime/index.ts';
import { openVirtualWorld, type VirtualWorld } from './virtual-world.ts';

const key = { namespace: 'default', name: 'colours' };

/** A controller that wants `data` of the ConfigMap to be what it says; undefined: it is content. */
async function addPainter(
  world: VirtualWorld,
  name: string,
  wanted: (data: Readonly<Record<string, string>>) => Record<string, string> | undefined,
): Promise<void> {
  const environment = world.control.environment.fork(name);
  const client = world.client(name);
  const informers = createInformerFactory(environment, client);
  const manager = createManager(environment, { client, informers });
  const configMaps = informers.informer(coreV1.configMaps);
  controllerManagedBy(manager)
    .named(name)
    .for(coreV1.configMaps)
    .complete({
      async reconcile({ namespace, name }, { client }) {
        const found: V1ConfigMap | undefined = configMaps.indexer.get(`${namespace}/${name}`);
        const data = found?.metadata?.name === key.name ? wanted(found.data ?? {}) : undefined;
        if (data !== undefined) await client.patch(coreV1.configMaps, key, { type: 'merge', body: { data } });
        return undefined;
      },
    });
  await world.control.complete(() => manager.start());
}

async function open(): Promise<VirtualWorld> {
  const world = await openVirtualWorld(3, { nodes: 0 });
  await world.control.settle();
  return world;
}

const makeConfigMap = ({ control, client }: VirtualWorld) =>
  control.complete(() => client('user').create(coreV1.configMaps, { metadata: key }));

/** What the world says of itself when it is let run. */
async function complaint({ control }: VirtualWorld): Promise<string> {
  const error: unknown = await control.runFor(600_000).catch((thrown: unknown) => thrown);
  return String((error as { readonly cause?: unknown } | undefined)?.cause);
}

test('two controllers that undo each other are told by what each writes', async () => {
  const world = await open();
  await addPainter(world, 'painter', ({ wall }) => (wall === 'red' ? undefined : { wall: 'red' }));
  await addPainter(world, 'decorator', ({ wall }) => (wall === 'blue' ? undefined : { wall: 'blue' }));
  await makeConfigMap(world);
  const told = await complaint(world);
  expect(told).toMatch(/^WaitError: \d+ writes within \d+ ms, each in answer to the one before; the last of/);
  expect(told).toContain('painter-controller patched ConfigMap colours: data.wall blue -> red');
  expect(told).toContain('decorator-controller patched ConfigMap colours: data.wall red -> blue');
});

test('a controller that answers itself is told', async () => {
  const world = await open();
  await addPainter(world, 'counter', ({ count = '0' }) => ({ count: String(Number(count) + 1) }));
  await makeConfigMap(world);
  expect(await complaint(world)).toMatch(
    /counter-controller patched ConfigMap colours: data.count 1998 -> 1999\n/,
  );
});

test('a long chain of writes that comes to an end is none', async () => {
  const world = await open();
  await addPainter(world, 'counter', ({ count = '0' }) =>
    Number(count) < 1_000 ? { count: String(Number(count) + 1) } : undefined,
  );
  await makeConfigMap(world);
  expect(await complaint(world)).toBe('undefined');
  const { data } = await world.control.complete(() => world.client('user').get(coreV1.configMaps, key));
  expect(data).toEqual({ count: '1000' });
});
