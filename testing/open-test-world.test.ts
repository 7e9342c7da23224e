import { expect, test } from 'vitest';
import { coreV1, type V1ConfigMap } from '../api/index.ts';
import type { ResourceType } from '../apimachinery/index.ts';
import type { Client } from '../client/index.ts';
import { controllerManagedBy, type Manager } from '../controller-runtime/index.ts';
import { builtInManagers, faultRule, openTestWorld, uniformLatency } from './index.ts';

const key = { namespace: 'default', name: 'colours' };
const widgets: ResourceType = {
  group: 'example.com',
  version: 'v1',
  resource: 'widgets',
  kind: 'Widget',
  namespaced: true,
};

/** Wants `data` of the ConfigMap to be what it says; undefined: it is content. */
function painter(wanted: (data: Readonly<Record<string, string>>) => Record<string, string> | undefined) {
  return (manager: Manager) => {
    const configMaps = manager.informers.informer(coreV1.configMaps);
    controllerManagedBy(manager)
      .named('painter')
      .for(coreV1.configMaps)
      .complete({
        async reconcile({ namespace, name }, { client }) {
          const found: V1ConfigMap | undefined = configMaps.indexer.get(`${namespace}/${name}`);
          const data = found?.metadata?.name === key.name ? wanted(found.data ?? {}) : undefined;
          if (data !== undefined)
            await client.patch(coreV1.configMaps, key, { type: 'merge', body: { data } });
          return undefined;
        },
      });
  };
}

const red = painter(({ wall }) => (wall === 'red' ? undefined : { wall: 'red' }));

test('a world has the parts that are asked for, and what was there before them', async () => {
  const world = await openTestWorld({
    managers: { painter: red },
    before: (user) => user.create(coreV1.configMaps, { metadata: key }),
  });
  await world.control.settle();
  const { data } = await world.run((user) => user.get(coreV1.configMaps, key));
  expect(data).toEqual({ wall: 'red' });
  expect(world.cluster.nodes()).toEqual([]);
  expect(world.errors).toEqual([]);
});

test('a whole cluster can be one of them', async () => {
  const { act } = await openTestWorld({ managers: builtInManagers, nodes: 2 });
  const name = { ...key, name: 'web' };
  const spec = { containers: [{ name: 'web', image: 'nginx' }] };
  await act((user) => user.create(coreV1.pods, { metadata: name, spec }));
  const pod = await act((user) => user.get(coreV1.pods, name));
  expect(pod.status?.phase).toBe('Running');
});

test('a world that cannot begin is closed', async () => {
  let environment: Manager['environment'] | undefined;
  const broken = (manager: Manager) => {
    environment = manager.environment;
    throw new Error('no');
  };
  await expect(openTestWorld({ managers: { broken } })).rejects.toThrow('no');
  expect(environment?.isRevoked).toBe(true);
});

test('one seed is one run, also of how long messages take', async () => {
  const digestOf = async (seed: number) => {
    const world = await openTestWorld({ seed, latency: uniformLatency(0, 20), managers: { painter: red } });
    await world.act((user) => user.create(coreV1.configMaps, { metadata: key }));
    return world.digest();
  };
  expect(await digestOf(7)).toBe(await digestOf(7));
  expect(await digestOf(7)).not.toBe(await digestOf(8));
});

test('a network can be broken, and heals', async () => {
  const world = await openTestWorld({ managers: { painter: red } });
  const heal = world.network.addRule(
    faultRule('cut off', { from: 'painter', kind: 'request' }, { fail: 'cut off' }),
  );
  await world.run((user) => user.create(coreV1.configMaps, { metadata: key }));
  await world.control.runFor(1_000);
  expect(world.errors[0]).toBe('default/colours: cut off');
  heal();
  await world.control.settle();
  const { data } = await world.run((user) => user.get(coreV1.configMaps, key));
  expect(data).toEqual({ wall: 'red' });
});

test('what is asked for while nobody lets time pass says so, and does not hang', async () => {
  const { user, client, control } = await openTestWorld();
  const create = (asked: Client, name: string) =>
    asked.create(coreV1.configMaps, { metadata: { ...key, name } });
  await expect(create(client('somebody'), 'hung')).rejects.toThrow(
    'POST /api/v1/namespaces/default/configmaps: nobody lets time pass, so that no answer can come. ' +
      'Call it in the world: await control.complete(() => ...)',
  );
  // A plain call needs no time.
  expect((await create(user, 'plain')).metadata?.name).toBe('plain');
  const begun = create(client('somebody'), 'begun');
  await control.settle();
  expect((await begun).metadata?.name).toBe('begun');
});

test('a wait in vain names the error of a reconcile, and the key', async () => {
  const world = await openTestWorld({
    managers: {
      painter: painter(() => {
        throw new Error('there is no paint');
      }),
    },
  });
  await world.run((user) => user.create(coreV1.configMaps, { metadata: key }));
  const waiting = world.control.runUntil(() => false, { withinMs: 5_000 });
  await expect(waiting).rejects.toThrow('painter: default/colours fails: there is no paint');
});

test('what went well since is not named', async () => {
  let paint = false;
  const world = await openTestWorld({
    managers: {
      painter: painter(() => {
        if (!paint) throw new Error('there is no paint');
        return undefined;
      }),
    },
  });
  await world.run((user) => user.create(coreV1.configMaps, { metadata: key }));
  await world.control.runFor(1_000);
  paint = true;
  await world.control.settle();
  const waiting: Promise<unknown> = world.control.runUntil(() => false, { withinMs: 5_000 });
  expect(String(await waiting.catch((error: unknown) => error))).not.toContain('paint');
});

test('a wait for a controller of a kind that is not served names the kind', async () => {
  const add = (manager: Manager) =>
    controllerManagedBy(manager)
      .for(widgets)
      .complete({ reconcile: async () => undefined });
  const opening = openTestWorld({ managers: { widgeteer: add } });
  await expect(opening).rejects.toThrow(/404 the server could not find.* \(watching widgets\.example\.com\)/);
});

test('a controller that answers its own writes for ever is told as a livelock, with the last of them', async () => {
  const world = await openTestWorld({
    managers: { painter: painter(({ count = '0' }) => ({ count: String(Number(count) + 1) })) },
  });
  const acting = world.act((user) => user.create(coreV1.configMaps, { metadata: key }));
  await expect(acting).rejects.toThrow(
    /2001 writes within \d+ ms, each in answer to the one before; the last of them:\n.*painter-controller .* ConfigMap colours: data.count 1\d{3} -> /,
  );
});
