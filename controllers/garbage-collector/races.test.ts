import { describe, expect, it } from 'vitest';
import { coreV1, type V1ConfigMap } from '../../api/index.ts';
import { type OwnerReference, StatusError } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import {
  type ControllerWorld,
  type ControllerWorldOptions,
  openControllerWorld,
} from '../testing/controller-world.ts';
import { unseen, watchEndsMs } from '../testing/unseen.ts';
import { addGarbageCollector } from './garbage-collector.ts';

const namespace = 'default';
const key = (name: string) => ({ namespace, name });
const gone: OwnerReference = { apiVersion: 'v1', kind: 'ConfigMap', name: 'gone', uid: 'gone-for-long' };

function configMap(
  name: string,
  ownerReferences: readonly OwnerReference[] = [],
  finalizers: string[] = [],
): V1ConfigMap {
  return { metadata: { name, namespace, ownerReferences, finalizers } };
}

function referenceTo({ metadata }: V1ConfigMap, blockOwnerDeletion = false): OwnerReference {
  const { name = '', uid = '' } = metadata ?? {};
  return { apiVersion: 'v1', kind: 'ConfigMap', name, uid, blockOwnerDeletion };
}

const create = (client: Client, ...args: Parameters<typeof configMap>) =>
  client.create(coreV1.configMaps, configMap(...args));
const patch = (client: Client, name: string, metadata: object) =>
  client.patch(coreV1.configMaps, key(name), { type: 'merge', body: { metadata } });

/** The collector; `meanwhile` is done once, just before its first request `METHOD name`. */
function open(
  before: (client: Client) => Promise<unknown>,
  moment: string,
  meanwhile: (client: Client) => Promise<unknown>,
): Promise<ControllerWorld> {
  let done = false;
  return watching(before, async ({ method, path }, client) => {
    if (done || `${method} ${path.split('/').at(-1)}` !== moment) return;
    done = true;
    await meanwhile(client);
  });
}

function watching(
  before: (client: Client) => Promise<unknown>,
  intercept: NonNullable<ControllerWorldOptions['intercept']>,
): Promise<ControllerWorld> {
  return openControllerWorld(addGarbageCollector, { before, intercept });
}

/** What there is in the end, with the names of the owners. */
async function left({ run, client, simulation }: ControllerWorld): Promise<readonly string[]> {
  await simulation.settle();
  const { items } = await run(() => client.list(coreV1.configMaps, { namespace }));
  return items.map(({ metadata }) =>
    [metadata?.name, ...(metadata?.ownerReferences ?? []).map(({ name }) => name)].join(' < '),
  );
}

describe('what has lost its owners', () => {
  const child = (client: Client) => create(client, 'child', [gone]);

  it('stays when it gets another owner while it is being deleted', async () => {
    const world = await open(child, 'DELETE child', async (client) => {
      const owner = await create(client, 'owner');
      await patch(client, 'child', { ownerReferences: [referenceTo(owner)] });
    });
    expect(await left(world)).toEqual(['child < owner', 'owner']);
    expect(world.errors).toHaveLength(1);
  });

  it('goes though something else about it changes while it is being deleted', async () => {
    const world = await open(child, 'DELETE child', (client) =>
      patch(client, 'child', { labels: { new: 'yes' } }),
    );
    expect([await left(world), world.errors]).toEqual([[], []]);
  });

  it('is not taken for another that gets its name while it is being deleted', async () => {
    const world = await open(child, 'DELETE child', async (client) => {
      await client.delete(coreV1.configMaps, key('child'));
      await create(client, 'child');
    });
    expect([await left(world), world.errors]).toEqual([['child'], []]);
  });

  it('may go by itself before it is deleted', async () => {
    for (const moment of ['GET child', 'DELETE child']) {
      const world = await open(child, moment, (client) => client.delete(coreV1.configMaps, key('child')));
      expect([await left(world), world.errors]).toEqual([[], []]);
    }
  });

  it('goes though another has got the name of its owner', async () => {
    const world = await openControllerWorld(addGarbageCollector, {
      before: async (client) => {
        await create(client, 'child', [referenceTo(await create(client, 'owner'))]);
        await client.delete(coreV1.configMaps, key('owner'));
        await create(client, 'owner');
      },
    });
    expect(await left(world)).toEqual(['owner']);
  });

  it('goes by the policy that its finalizers ask for', async () => {
    const deletions = new Map<string | undefined, unknown>();
    const world = await watching(
      async (client) => {
        await create(client, 'plain', [gone]);
        await create(client, 'orphaning', [gone], ['orphan']);
        await create(client, 'waiting', [gone], ['foregroundDeletion']);
      },
      async ({ method, path, body }) => {
        if (method === 'DELETE') deletions.set(path.split('/').at(-1), body);
      },
    );
    expect(await left(world)).toEqual([]);
    expect(Object.fromEntries(deletions)).toMatchObject({
      orphaning: { propagationPolicy: 'Orphan' },
      plain: { propagationPolicy: 'Background' },
      waiting: { propagationPolicy: 'Foreground' },
    });
  });
});

describe('a deletion that was under way when the collector began', () => {
  const deleted = (propagationPolicy: 'Foreground' | 'Orphan') => async (client: Client) => {
    const owner = await create(client, 'owner');
    await create(client, 'child', [referenceTo(owner, true)]);
    await client.delete(coreV1.configMaps, key('owner'), { propagationPolicy });
  };

  it('in the foreground is carried out', async () => {
    const world = await openControllerWorld(addGarbageCollector, { before: deleted('Foreground') });
    expect(await left(world)).toEqual([]);
  });

  it('that orphans is carried out, though a dependent goes meanwhile', async () => {
    const world = await openControllerWorld(addGarbageCollector, { before: deleted('Orphan') });
    expect(await left(world)).toEqual(['child']);
    const other = await open(deleted('Orphan'), 'PATCH child', (client) =>
      client.delete(coreV1.configMaps, key('child')),
    );
    expect([await left(other), other.errors]).toEqual([[], []]);
  });

  it('that orphans waits for a dependent that cannot be written, and goes on when it can', async () => {
    let refusals = 3;
    const refused = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code: 500 } as const;
    const world = await watching(deleted('Orphan'), async ({ method, path }) => {
      if (method === 'PATCH' && path.endsWith('/child') && refusals-- > 0) throw new StatusError(refused);
    });
    expect(await left(world)).toEqual(['child']);
    expect(refusals).toBeLessThan(0);
  });

  it('is carried out though somebody else writes the object at the same time', async () => {
    const world = await open(deleted('Orphan'), 'PATCH owner', (client) =>
      patch(client, 'owner', { labels: { new: 'yes' } }),
    );
    expect([await left(world), world.errors]).toEqual([['child'], []]);
  });

  it('is over when somebody else takes the finalizer away, and the object with it', async () => {
    const world = await open(deleted('Orphan'), 'PATCH owner', (client) =>
      patch(client, 'owner', { finalizers: null }),
    );
    expect([await left(world), world.errors]).toEqual([['child'], []]);
  });

  it('does not touch another object that gets the name meanwhile', async () => {
    const world = await open(deleted('Orphan'), 'GET owner', async (client) => {
      await patch(client, 'owner', { finalizers: null });
      await create(client, 'owner', [], ['orphan']);
    });
    await world.simulation.settle();
    const owner = await world.run(() => world.client.get(coreV1.configMaps, key('owner')));
    expect(owner.metadata?.finalizers).toEqual(['orphan']);
  });
});

it('a deletion in the foreground does not wait for dependents that do not block it', async () => {
  const world = await openControllerWorld(addGarbageCollector);
  await world.run(async () => {
    const owner = await create(world.client, 'owner');
    await create(world.client, 'child', [referenceTo(owner, false)], ['example.com/audit']);
    await world.client.delete(coreV1.configMaps, key('owner'), { propagationPolicy: 'Foreground' });
  });
  expect(await left(world)).toEqual(['child < owner']);
});

it('a deletion in the foreground waits for a dependent that blocks it', async () => {
  const world = await openControllerWorld(addGarbageCollector);
  await world.run(async () => {
    const owner = await create(world.client, 'owner');
    await create(world.client, 'child', [referenceTo(owner, true)], ['example.com/audit']);
    await world.client.delete(coreV1.configMaps, key('owner'), { propagationPolicy: 'Foreground' });
  });
  expect(await left(world)).toEqual(['child < owner', 'owner']);
  await world.run(() => patch(world.client, 'child', { finalizers: null }));
  expect(await left(world)).toEqual([]);
});

it('a deletion in the foreground does not wait for a dependent that blocks only its other owner', async () => {
  const world = await openControllerWorld(addGarbageCollector);
  await world.run(async () => {
    const owner = await create(world.client, 'owner');
    const other = await create(world.client, 'other');
    const references = [referenceTo(owner, false), referenceTo(other, true)];
    await create(world.client, 'child', references, ['example.com/audit']);
    await world.client.delete(coreV1.configMaps, key('owner'), { propagationPolicy: 'Foreground' });
  });
  expect(await left(world)).toEqual(['child < other', 'other']);
});

it('an owner that is gone is asked for once, however many depended on it', async () => {
  let asked = 0;
  const world = await watching(
    async (client) => {
      for (let at = 0; at < 10; at++) await create(client, `child-${at}`, [gone]);
    },
    async ({ method, path }) => {
      if (method === 'GET' && path.endsWith('/gone')) asked++;
    },
  );
  expect(await left(world)).toEqual([]);
  expect(asked).toBe(1);
});

it('an owner whose deletion was seen is not asked for at all', async () => {
  let asked = 0;
  const world = await watching(
    async (client) => {
      const owner = await create(client, 'owner');
      for (let at = 0; at < 10; at++) await create(client, `child-${at}`, [referenceTo(owner)]);
    },
    async ({ method, path }) => {
      if (method === 'GET' && path.endsWith('/owner')) asked++;
    },
  );
  await world.simulation.settle();
  asked = 0;
  await world.run(() => world.client.delete(coreV1.configMaps, key('owner')));
  expect(await left(world)).toEqual([]);
  expect(asked).toBe(0);
});

describe('a kind that knows no strategic merge patch', () => {
  const unsupported = new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    reason: 'UnsupportedMediaType',
    code: 415,
  });
  const refusing: NonNullable<ControllerWorldOptions['intercept']> = async ({ method, headers }) => {
    if (method === 'PATCH' && headers['content-type']?.includes('strategic')) throw unsupported;
  };

  it('loses its references to what is gone or orphans it, and only these', async () => {
    const world = await watching(async (client) => {
      const owner = await create(client, 'owner');
      const stays = await create(client, 'stays');
      await create(client, 'half', [gone, referenceTo(stays)]);
      await create(client, 'child', [referenceTo(owner), referenceTo(stays)]);
      await client.delete(coreV1.configMaps, key('owner'), { propagationPolicy: 'Orphan' });
    }, refusing);
    expect(await left(world)).toEqual(['child < stays', 'half < stays', 'stays']);
  });

  it('gets out of a circle of owners that wait for one another', async () => {
    const world = await watching(async (client) => {
      const a = await create(client, 'a');
      const b = await create(client, 'b', [referenceTo(a, true)]);
      await patch(client, 'a', { ownerReferences: [referenceTo(b, true)] });
    }, refusing);
    await world.simulation.settle();
    await world.run(() =>
      world.client.delete(coreV1.configMaps, key('a'), { propagationPolicy: 'Foreground' }),
    );
    expect(await left(world)).toEqual([]);
  });

  it('may be gone just before it is patched', async () => {
    const world = await watching(
      async (client) => {
        await create(client, 'half', [gone, referenceTo(await create(client, 'stays'))]);
      },
      async (request, client) => {
        if (request.method === 'PATCH') await client.delete(coreV1.configMaps, key('half')).catch(() => {});
        await refusing(request, client);
      },
    );
    expect([await left(world), world.errors]).toEqual([['stays'], []]);
  });
});

describe('an owner that', () => {
  const twoOwners = (finalizers: string[]) => async (client: Client) => {
    const owner = await create(client, 'owner', [], finalizers);
    await create(client, 'child', [gone, referenceTo(owner)]);
    return owner;
  };

  it('would wait for its dependents, but is not being deleted, keeps what it owns', async () => {
    const world = await openControllerWorld(addGarbageCollector, {
      before: twoOwners(['foregroundDeletion']),
    });
    expect(await left(world)).toEqual(['child < owner', 'owner']);
  });

  it('is being deleted and does not wait for its dependents keeps them until it is gone', async () => {
    const world = await openControllerWorld(addGarbageCollector, {
      before: async (client) => {
        await twoOwners(['example.com/audit'])(client);
        await client.delete(coreV1.configMaps, key('owner'));
      },
    });
    expect(await left(world)).toEqual(['child < owner', 'owner']);
    await world.run(() => patch(world.client, 'owner', { finalizers: null }));
    expect(await left(world)).toEqual([]);
  });
});

it('a kind that nobody serves is looked for again and again, ever more seldom, and holds nothing up', async () => {
  const thing = { apiVersion: 'example.com/v1', kind: 'Thing', name: 'thing', uid: 'thing' };
  const looks: number[] = [];
  const world = await openControllerWorld(addGarbageCollector);
  world.simulation.environment.trace.subscribe(({ kind, atMs, fields }) => {
    if (kind === 'reconcile' && fields.key === 'Thing/default/thing') looks.push(atMs);
  });
  await world.run(() => create(world.client, 'child', [thing]));
  await world.simulation.settle();
  const before = looks.length;
  await world.simulation.runFor(60_000);
  expect(looks.length).toBeGreaterThan(before);
  expect(looks.length).toBeLessThan(20);
  expect((looks.at(-1) ?? 0) - (looks.at(-2) ?? 0)).toBeGreaterThan(5_000);
  expect(world.errors).toEqual([]);
});

it('finalizers that others write all the time are tried five times in a row, and again later', async () => {
  let patches = 0;
  const world = await watching(
    async (client) => {
      await create(client, 'owner');
      await client.delete(coreV1.configMaps, key('owner'), { propagationPolicy: 'Orphan' });
    },
    async ({ method, path }, client) => {
      if (method !== 'PATCH' || !path.endsWith('/owner') || patches >= 7) return;
      patches++;
      await patch(client, 'owner', { labels: { patches: `${patches}` } });
    },
  );
  expect(await left(world)).toEqual([]);
  expect([patches, world.errors.length]).toEqual([7, 1]);
});

it('what cannot be deleted is tried again later, and told of', async () => {
  let failures = 3;
  const world = await watching(
    (client) => create(client, 'child', [gone]),
    async ({ method }) => {
      if (method === 'DELETE' && failures-- > 0)
        throw new StatusError({
          kind: 'Status',
          apiVersion: 'v1',
          metadata: {},
          status: 'Failure',
          code: 500,
          message: 'no disk',
        });
    },
  );
  expect(await left(world)).toEqual([]);
  expect(world.errors).toEqual(Array(3).fill('ConfigMap/default/child: no disk'));
});

it('what was replaced unseen is taken for what it is now', async () => {
  const world = await watching(
    async (client) => {
      await create(client, 'child', [referenceTo(await create(client, 'owner'))]);
    },
    unseen('/api/v1/configmaps', async (client) => {
      await client.delete(coreV1.configMaps, key('owner'));
      await create(client, 'owner');
    }),
  );
  await world.simulation.runFor(watchEndsMs + 60_000);
  expect(await left(world)).toEqual(['owner']);
});

it('what lost its owner unseen goes', async () => {
  const world = await watching(
    async (client) => {
      await create(client, 'child', [referenceTo(await create(client, 'owner'))]);
    },
    unseen('/api/v1/configmaps', (client) => client.delete(coreV1.configMaps, key('owner'))),
  );
  await world.simulation.runFor(watchEndsMs + 60_000);
  expect(await left(world)).toEqual([]);
});

it('a collector that stopped deletes nothing more', async () => {
  const world = await openControllerWorld(addGarbageCollector);
  await world.run(() => world.manager.stop());
  await world.run(() => create(world.client, 'child', [gone]));
  expect(await left(world)).toEqual(['child < gone']);
});
