import { expect, it } from 'vitest';
import { coreV1 } from '../../api/index.ts';
import { type ControllerWorldOptions, openControllerWorld } from '../testing/controller-world.ts';
import { unseen, watchEndsMs } from '../testing/unseen.ts';
import { ContentWatch } from './content-watch.ts';

const key = { namespace: 'shop', name: 'stock' };

/** A namespace with one ConfigMap, as it was listed, and an informer that tells of what becomes of it. */
async function open(options: ControllerWorldOptions = {}) {
  const world = await openControllerWorld(
    (manager) => manager.informers.informer(coreV1.configMaps),
    options,
  );
  const { client, manager, run } = world;
  const create = (name: string) =>
    client.create(coreV1.configMaps, { metadata: { name, namespace: 'shop' } });
  await run(() => client.create(coreV1.namespaces, { metadata: { name: 'shop' } }));
  await run(() => create('stock'));
  const { items } = await run(() => client.list(coreV1.configMaps, { namespace: 'shop' }));
  const empty: (string | undefined)[] = [];
  const watch = new ContentWatch(manager.informers, (namespace, cause) =>
    empty.push(`${namespace} ${cause === undefined ? 'long ago' : 'now'}`),
  );
  const listed = [{ type: coreV1.configMaps, objects: items }];
  return { ...world, create, empty, watch, listed };
}

it('notices what went between the list and the watch', async () => {
  const { run, client, simulation, watch, listed, empty } = await open();
  await run(() => client.delete(coreV1.configMaps, key));
  await simulation.settle();
  watch.await('shop', listed);
  await simulation.settle();
  expect(empty).toEqual(['shop long ago']);
});

it('notices what went between the list and the watch though another has its name', async () => {
  const { run, client, simulation, watch, listed, empty, create } = await open();
  await run(() => client.delete(coreV1.configMaps, key));
  await run(() => create('stock'));
  await simulation.settle();
  watch.await('shop', listed);
  await simulation.settle();
  expect(empty).toEqual(['shop long ago']);
});

it('tells once, when the last of what is awaited has gone, and not of others', async () => {
  const { run, client, simulation, watch, empty, create } = await open();
  await run(() => create('other'));
  const { items } = await run(() => client.list(coreV1.configMaps, { namespace: 'shop' }));
  await simulation.settle();
  watch.await('shop', [{ type: coreV1.configMaps, objects: items }]);
  await run(() => create('late'));
  await run(() => client.delete(coreV1.configMaps, { ...key, name: 'late' }));
  await run(() => client.delete(coreV1.configMaps, { ...key, name: 'other' }));
  await simulation.settle();
  expect(empty).toEqual([]);
  await run(() => client.delete(coreV1.configMaps, key));
  await simulation.settle();
  expect(empty).toEqual(['shop now']);
});

it('tells nothing once it was stopped, or waits for something else', async () => {
  const { run, client, simulation, watch, listed, empty, create } = await open();
  await simulation.settle();
  watch.await('shop', listed);
  const next = await run(() => create('next'));
  watch.await('shop', [{ type: coreV1.configMaps, objects: [next] }]);
  await run(() => client.delete(coreV1.configMaps, key));
  watch.stop('shop');
  await run(() => client.delete(coreV1.configMaps, { ...key, name: 'next' }));
  await simulation.settle();
  expect(empty).toEqual([]);
});

it('notices what another took the place of unseen', async () => {
  const { run, simulation, watch, listed, empty } = await open({
    intercept: unseen('/api/v1/configmaps', async (client) => {
      await client.delete(coreV1.configMaps, key);
      await client.create(coreV1.configMaps, { metadata: key });
    }),
  });
  await simulation.settle();
  watch.await('shop', listed);
  await run(async () => {});
  await simulation.runFor(watchEndsMs + 60_000);
  expect(empty).toEqual(['shop now']);
});
