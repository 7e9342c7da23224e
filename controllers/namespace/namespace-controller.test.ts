import { describe, expect, it } from 'vitest';
import { coreV1 } from '../../api/index.ts';
import { failure, isNotFound, StatusError } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import { type ControllerWorld, openControllerWorld } from '../testing/controller-world.ts';
import { unseen, watchEndsMs } from '../testing/unseen.ts';
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

  // kubernetes#36891, #60807: what came after the namespace had been emptied stayed, in a namespace that was gone.
  it('leaves nothing of what is created while it goes', async () => {
    const world = await open(seed);
    await world.run(() => world.client.create(coreV1.namespaces, { metadata: key }));
    const reasons = new Set<string>();
    const { clock, random } = world.simulation.environment;
    await world.run(async () => {
      for (let at = 0; at < 150; at++) {
        const metadata = { name: `late-${at}`, namespace: 'shop' };
        await world.client.create(coreV1.configMaps, { metadata }).catch((error: unknown) => {
          if (!(error instanceof StatusError)) throw error;
          reasons.add(error.status.reason ?? '');
        });
        if (at === 5) await world.client.delete(coreV1.namespaces, key);
        await clock.sleep(random.integer(120));
      }
    });
    await world.simulation.settle();
    expect(await namespaceOf(world)).toBeUndefined();
    expect([...reasons]).toEqual(['Forbidden', 'NotFound']);
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
    'NamespaceContentRemaining=False ContentRemoved: All content successfully removed',
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

describe('the controller and others', () => {
  /** A shop that is deleted; `meanwhile` is done once, just before the first request `METHOD end-of-path`. */
  async function openDeleted(
    moment: string,
    meanwhile: (client: Client) => Promise<unknown>,
    prepare: (client: Client) => Promise<unknown> = async () => {},
  ) {
    let done = false;
    const world = await openControllerWorld(addNamespaceController, {
      before: async (client) => {
        await client.create(coreV1.namespaces, { metadata: key });
        await prepare(client);
        await client.delete(coreV1.namespaces, key);
      },
      intercept: async ({ method, path }, client) => {
        if (
          done ||
          !`${method} ${path}`.endsWith(moment) ||
          !`${method} ${path}`.startsWith(moment.split(' ')[0] ?? '')
        )
          return;
        done = true;
        await meanwhile(client);
      },
    });
    return { ...world, isDone: () => done };
  }
  const label = (client: Client) =>
    client.patch(coreV1.namespaces, key, { type: 'merge', body: { metadata: { labels: { new: 'yes' } } } });
  const stock = { metadata: { name: 'stock', namespace: 'shop' } };

  it('a namespace whose deletion began before is emptied, five seconds after the start', async () => {
    const world = await openDeleted('nothing', label, (client) => client.create(coreV1.configMaps, stock));
    await world.simulation.runFor(4_900);
    expect(await namespaceOf(world)).toBeDefined();
    const { items } = await world.run(() => world.client.list(coreV1.configMaps, { namespace: 'shop' }));
    expect(items).toHaveLength(1);
    await world.simulation.settle();
    expect(await namespaceOf(world)).toBeUndefined();
  });

  it('a namespace that is not being deleted is not touched', async () => {
    const requests: string[] = [];
    const world = await openControllerWorld(addNamespaceController, {
      before: (client) => client.create(coreV1.namespaces, { metadata: key }),
      intercept: async ({ method, path }) => void requests.push(`${method} ${path}`),
    });
    await world.run(() => label(world.client));
    await world.simulation.runFor(60_000);
    expect(requests.filter((line) => line.includes('shop'))).toEqual([]);
  });

  it.each(['PUT /api/v1/namespaces/shop/finalize', 'PUT /api/v1/namespaces/shop/status'])(
    'somebody else writes the namespace just before the %s',
    async (moment) => {
      const world = await openDeleted(moment, label, (client) =>
        client.create(coreV1.configMaps, {
          metadata: { ...stock.metadata, finalizers: ['example.com/audit'] },
        }),
      );
      await world.simulation.runFor(20_000);
      const release = { type: 'merge', body: { metadata: { finalizers: null } } } as const;
      await world.run(() =>
        world.client.patch(coreV1.configMaps, { namespace: 'shop', name: 'stock' }, release),
      );
      await world.simulation.settle();
      expect(world.isDone()).toBe(true);
      expect(await namespaceOf(world)).toBeUndefined();
      if (moment.endsWith('finalize')) expect(world.errors).toEqual([]);
    },
  );

  it('a namespace that is written all the time is finalized in five tries, or later', async () => {
    let puts = 0;
    const world = await openControllerWorld(addNamespaceController, {
      before: async (client) => {
        await client.create(coreV1.namespaces, { metadata: key });
        await client.delete(coreV1.namespaces, key);
      },
      intercept: async ({ method, path }, client) => {
        if (method !== 'PUT' || !path.endsWith('/finalize') || puts >= 7) return;
        const labels = { puts: `${++puts}` };
        await client.patch(coreV1.namespaces, key, { type: 'merge', body: { metadata: { labels } } });
      },
    });
    await world.simulation.settle();
    expect(await namespaceOf(world)).toBeUndefined();
    expect([puts, world.errors.length]).toEqual([7, 1]);
  });

  it('finalizers of others stay, and the namespace with them', async () => {
    const world = await openDeleted('nothing', label, async (client) => {
      const namespace = await client.get(coreV1.namespaces, key);
      const body = {
        ...namespace,
        apiVersion: 'v1',
        kind: 'Namespace',
        spec: { finalizers: ['kubernetes', 'example.com/own'] },
      };
      await client.raw({ method: 'PUT', path: '/api/v1/namespaces/shop/finalize', body });
    });
    await world.simulation.settle();
    expect((await namespaceOf(world))?.spec?.finalizers).toEqual(['example.com/own']);
  });

  it('another namespace that gets the name is not finalized in place of the one that is gone', async () => {
    const world = await openDeleted('GET /api/v1/namespaces/shop/configmaps', async (client) => {
      const namespace = await client.get(coreV1.namespaces, key);
      const body = { ...namespace, apiVersion: 'v1', kind: 'Namespace', spec: { finalizers: [] } };
      await client.raw({ method: 'PUT', path: '/api/v1/namespaces/shop/finalize', body });
      await client.create(coreV1.namespaces, { metadata: key });
    });
    await world.simulation.settle();
    expect(world.isDone()).toBe(true);
    const found = await namespaceOf(world);
    expect([found?.metadata?.deletionTimestamp, found?.spec?.finalizers]).toEqual([
      undefined,
      ['kubernetes'],
    ]);
  });

  it('another namespace that got the name unseen, and is being deleted as well, is emptied', async () => {
    const world = await openControllerWorld(addNamespaceController, {
      before: async (client) => {
        await client.create(coreV1.namespaces, { metadata: key });
        await client.create(coreV1.configMaps, {
          metadata: { ...stock.metadata, finalizers: ['example.com/audit'] },
        });
        await client.delete(coreV1.namespaces, key);
      },
      intercept: unseen('/api/v1/namespaces', async (client) => {
        const release = { type: 'merge', body: { metadata: { finalizers: null } } } as const;
        await client.patch(coreV1.configMaps, { namespace: 'shop', name: 'stock' }, release);
        const namespace = await client.get(coreV1.namespaces, key);
        const body = { ...namespace, apiVersion: 'v1', kind: 'Namespace', spec: { finalizers: [] } };
        await client.raw({ method: 'PUT', path: '/api/v1/namespaces/shop/finalize', body });
        await client.create(coreV1.namespaces, { metadata: key });
        await client.create(coreV1.configMaps, stock);
        await client.delete(coreV1.namespaces, key);
      }),
    });
    await world.simulation.runFor(watchEndsMs + 60_000);
    expect(await namespaceOf(world)).toBeUndefined();
  });

  it('what cannot be deleted is told of and tried again', async () => {
    let refusals = 2;
    const refused = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      code: 500,
      message: 'no disk',
    } as const;
    const told: unknown[] = [];
    const world = await openControllerWorld(addNamespaceController, {
      before: async (client) => {
        await client.create(coreV1.namespaces, { metadata: key });
        await client.create(coreV1.configMaps, stock);
        await client.delete(coreV1.namespaces, key);
      },
      intercept: async ({ method, path, body }) => {
        if (path.endsWith('/shop/status')) told.push(body);
        if (method === 'DELETE' && path.endsWith('/configmaps') && refusals-- > 0)
          throw new StatusError(refused);
      },
    });
    await world.simulation.settle();
    expect(await namespaceOf(world)).toBeUndefined();
    expect(world.errors).toEqual(['shop: no disk', 'shop: no disk']);
    expect(JSON.stringify(told[0])).toContain('Failed to delete all resource types, 1 remaining: no disk');
  });

  it('that conditions cannot be written does not hold up the deletion', async () => {
    const refused = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      code: 500,
      message: 'no disk',
    } as const;
    const world = await openControllerWorld(addNamespaceController, {
      before: async (client) => {
        await client.create(coreV1.namespaces, { metadata: key });
        await client.create(coreV1.configMaps, stock);
        await client.delete(coreV1.namespaces, key);
      },
      intercept: async ({ path }) => {
        if (path.endsWith('/shop/status')) throw new StatusError(refused);
      },
    });
    await world.simulation.settle();
    expect(await namespaceOf(world)).toBeUndefined();
    expect(new Set(world.errors)).toEqual(new Set(['shop: no disk']));
  });
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

it('says that it cannot find out what there is to delete, and goes on when it can', async () => {
  let refuses = true;
  const world = await openControllerWorld(addNamespaceController, {
    async intercept({ path }) {
      if (refuses && path === '/apis') throw failure(503, 'ServiceUnavailable', 'not now');
    },
  });
  await world.run(() => createShop(world));
  await world.run(() => world.client.delete(coreV1.namespaces, key));
  await world.simulation.runFor(10_000);
  expect(await conditionTexts(world)).toContain(
    'NamespaceDeletionDiscoveryFailure=True DiscoveryFailed: not now',
  );
  refuses = false;
  await world.simulation.settle();
  expect(await namespaceOf(world)).toBeUndefined();
});
