import { describe, expect, it } from 'vitest';
import { coordinationV1, coreV1, type V1Node } from '../../api/index.ts';
import { formatMicroTime, formatTime, StatusError } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import { type ControllerWorld, openControllerWorld } from '../testing/controller-world.ts';
import { unseen } from '../testing/unseen.ts';
import { addNodeLifecycleController } from './node-lifecycle-controller.ts';
import { Heart } from './testing/heart.ts';

const second = 1000;
const key = { name: 'node-1' };
const refused = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' } as const;

/** Two nodes that live. `meanwhile` is done once, just before the controller's next request `METHOD name`. */
async function open(moment = '', meanwhile: (client: Client) => Promise<unknown> = async () => {}) {
  let done = true;
  const world = await openControllerWorld(addNodeLifecycleController, {
    intercept: async ({ method, path }, client) => {
      if (done || `${method} ${path.replace('/api/v1/nodes/', '')}` !== moment) return;
      done = true;
      await meanwhile(client);
    },
  });
  const hearts = [];
  for (const name of ['node-1', 'node-2']) {
    const heart = new Heart(world, name);
    await heart.start();
    hearts.push(heart);
  }
  await world.simulation.runFor(second);
  done = false;
  const [first, other] = hearts as [Heart, Heart];
  return { ...world, heart: first, other, isDone: () => done };
}

const nodeOf = ({ run, client }: ControllerWorld, name = 'node-1') =>
  run(() => client.get(coreV1.nodes, { name }));
const ready = (node: V1Node) => node.status?.conditions?.find(({ type }) => type === 'Ready');
const taints = ({ spec }: V1Node) =>
  (spec?.taints ?? []).map(({ key, effect }) => `${key.split('/')[1]}:${effect}`);
const eventsOf = async ({ run, client }: ControllerWorld) =>
  (await run(() => client.list(coreV1.events))).items.map(({ message }) => message ?? '');
const report = async (client: Client, status: string, nowMs: number) => {
  const node = await client.get(coreV1.nodes, key);
  const conditions = [{ type: 'Ready', status, reason: 'Kubelet', lastHeartbeatTime: formatTime(nowMs) }];
  return client.updateStatus(coreV1.nodes, { ...node, status: { conditions } });
};

describe('a node that is about to be marked', () => {
  it('is left alone when it reports just then', async () => {
    const world = await open('PUT node-1/status', (client) =>
      report(client, 'True', world.simulation.environment.clock.now()),
    );
    world.heart.stop();
    await world.simulation.runFor(52 * second);
    expect(world.isDone()).toBe(true);
    const node = await nodeOf(world);
    expect([ready(node)?.status, taints(node)]).toEqual(['True', []]);
    expect((await eventsOf(world)).filter((message) => message.includes('NotReady'))).toEqual([]);
    await world.simulation.runFor(50 * second);
    expect(ready(await nodeOf(world))?.status).toBe('Unknown');
  });

  it('is marked though somebody else writes it just then', async () => {
    const world = await open('PUT node-1/status', (client) =>
      client.patch(coreV1.nodes, key, { type: 'merge', body: { metadata: { labels: { new: 'yes' } } } }),
    );
    world.heart.stop();
    await world.simulation.runFor(52 * second);
    const node = await nodeOf(world);
    expect([node.metadata?.labels?.new, ready(node)?.status]).toEqual(['yes', 'Unknown']);
    expect(taints(node)).toEqual(['unreachable:NoSchedule', 'unreachable:NoExecute']);
    expect(await eventsOf(world)).toContain('Node node-1 status is now: NodeNotReady');
  });

  it('is not taken for another that gets its name just then', async () => {
    const world = await open('PUT node-1/status', async (client) => {
      await client.delete(coreV1.nodes, key);
      await client.create(coreV1.nodes, { metadata: key });
    });
    world.heart.stop();
    await world.simulation.runFor(52 * second);
    expect(world.isDone()).toBe(true);
    expect(ready(await nodeOf(world))).toBeUndefined();
  });

  it('may be deleted just then', async () => {
    for (const moment of ['PUT node-1/status', 'PATCH node-1']) {
      const world = await open(moment, (client) => client.delete(coreV1.nodes, key));
      world.heart.stop();
      await world.simulation.runFor(100 * second);
      expect([world.isDone(), world.errors]).toEqual([true, []]);
    }
  });

  it('is marked later when the API server fails just then', async () => {
    const world = await open('PUT node-1/status', async () => {
      throw new StatusError({ ...refused, code: 500 });
    });
    world.heart.stop();
    await world.simulation.runFor(60 * second);
    expect(ready(await nodeOf(world))?.status).toBe('Unknown');
  });
});

describe('taints', () => {
  it('are those of the state that the node has when they are written', async () => {
    const world = await open('PATCH node-1', (client) =>
      report(client, 'True', world.simulation.environment.clock.now()),
    );
    await world.run(() => report(world.client, 'False', world.simulation.environment.clock.now()));
    await world.simulation.runFor(second);
    expect(world.isDone()).toBe(true);
    expect(taints(await nodeOf(world))).toEqual([]);
  });

  it('leave alone what others taint at the same time', async () => {
    const taint = { key: 'example.com/gpu', effect: 'NoSchedule' };
    const world = await open('PATCH node-1', (client) =>
      client.patch(coreV1.nodes, key, { type: 'merge', body: { spec: { taints: [taint] } } }),
    );
    await world.run(() => report(world.client, 'False', world.simulation.environment.clock.now()));
    await world.simulation.runFor(second);
    expect(taints(await nodeOf(world))).toEqual([
      'gpu:NoSchedule',
      'not-ready:NoSchedule',
      'not-ready:NoExecute',
    ]);
  });

  it('of a node whose kubelet said that it is not ready are swapped at once when it falls silent', async () => {
    const world = await open();
    await world.run(() => report(world.client, 'False', world.simulation.environment.clock.now()));
    await world.simulation.runFor(second);
    expect(taints(await nodeOf(world))).toEqual(['not-ready:NoSchedule', 'not-ready:NoExecute']);
    world.heart.stop();
    await world.simulation.runFor(51 * second);
    expect(taints(await nodeOf(world))).toEqual(['unreachable:NoSchedule', 'unreachable:NoExecute']);
    expect((await eventsOf(world)).filter((message) => message.includes('NotReady'))).toEqual([]);
  });

  it('that move pods are taken back when no node at all is heard of, and come again when one is', async () => {
    const world = await open();
    world.heart.stop();
    await world.simulation.runFor(60 * second);
    expect(taints(await nodeOf(world))).toEqual(['unreachable:NoSchedule', 'unreachable:NoExecute']);
    world.other.stop();
    await world.simulation.runFor(60 * second);
    for (const name of ['node-1', 'node-2']) {
      expect(taints(await nodeOf(world, name))).toEqual(['unreachable:NoSchedule']);
    }
    await world.other.start();
    await world.simulation.runFor(second);
    expect(taints(await nodeOf(world))).toEqual(['unreachable:NoSchedule', 'unreachable:NoExecute']);
    expect(taints(await nodeOf(world, 'node-2'))).toEqual([]);
  });

  it('that move pods are taken back when the last node that was heard of is deleted', async () => {
    const world = await open();
    world.heart.stop();
    await world.simulation.runFor(60 * second);
    world.other.stop();
    await world.run(() => world.client.delete(coreV1.nodes, { name: 'node-2' }));
    await world.simulation.runFor(second);
    expect(taints(await nodeOf(world))).toEqual(['unreachable:NoSchedule']);
  });
});

it('a node that never reports is marked after a minute', async () => {
  const world = await open();
  await world.run(() => world.client.create(coreV1.nodes, { metadata: { name: 'new' } }));
  await world.simulation.runFor(59 * second);
  expect(ready(await nodeOf(world, 'new'))).toBeUndefined();
  await world.simulation.runFor(2 * second);
  expect(ready(await nodeOf(world, 'new'))).toMatchObject({
    status: 'Unknown',
    reason: 'NodeStatusNeverUpdated',
  });
});

it('a node that is replaced by another of its name has its time again', async () => {
  const world = await open();
  world.heart.stop();
  await world.simulation.runFor(40 * second);
  await world.run(async () => {
    await world.client.delete(coreV1.nodes, key);
    await world.client.create(coreV1.nodes, {
      metadata: key,
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    });
  });
  await world.simulation.runFor(49 * second);
  expect(ready(await nodeOf(world))?.status).toBe('True');
  await world.simulation.runFor(2 * second);
  expect(ready(await nodeOf(world))?.status).toBe('Unknown');
});

it('nodes that come and go are told of', async () => {
  const world = await open();
  world.heart.stop();
  await world.run(() => world.client.delete(coreV1.nodes, key));
  await world.simulation.settle();
  expect((await eventsOf(world)).toSorted()).toEqual([
    'Node node-1 event: Registered Node node-1 in Controller',
    'Node node-1 event: Removing Node node-1 from Controller',
    'Node node-2 event: Registered Node node-2 in Controller',
  ]);
});

describe('an end of all silence', () => {
  const say = async (world: ControllerWorld, name: string, status: string) => {
    const node = await world.client.get(coreV1.nodes, { name });
    const lastHeartbeatTime = formatTime(world.simulation.environment.clock.now());
    const conditions = [{ type: 'Ready', status, lastHeartbeatTime }];
    await world.client.updateStatus(coreV1.nodes, { ...node, status: { conditions } });
  };

  it('gives nodes their whole time again', async () => {
    const world = await open();
    world.heart.stop();
    for (const name of ['node-1', 'node-2']) await world.run(() => say(world, name, 'False'));
    await world.simulation.runFor(40 * second);
    await world.run(() => say(world, 'node-2', 'True'));
    await world.simulation.runFor(45 * second);
    expect(ready(await nodeOf(world))?.status).toBe('False');
    await world.simulation.runFor(6 * second);
    expect(ready(await nodeOf(world))?.status).toBe('Unknown');
  });

  it('is not taken for its beginning', async () => {
    const world = await open();
    world.heart.stop();
    await world.run(() => say(world, 'node-1', 'False'));
    await world.simulation.runFor(30 * second);
    await world.run(() => say(world, 'node-2', 'False'));
    await world.simulation.runFor(21 * second);
    expect(ready(await nodeOf(world))?.status).toBe('Unknown');
  });
});

describe('leases', () => {
  it('of other namespaces are no signs of life', async () => {
    const world = await open();
    world.heart.stop();
    for (let tick = 0; tick < 6; tick++) {
      const renewTime = formatMicroTime(world.simulation.environment.clock.now());
      const key = { namespace: 'default', name: 'node-1' };
      await world.run(async () => {
        if (tick === 0) await world.client.create(coordinationV1.leases, { metadata: key, spec: {} });
        await world.client.patch(coordinationV1.leases, key, {
          type: 'merge',
          body: { spec: { renewTime } },
        });
      });
      await world.simulation.runFor(10 * second);
    }
    expect(ready(await nodeOf(world))?.status).toBe('Unknown');
  });

  it('that are made again count though the clock of the node was set back', async () => {
    const world = await open();
    const key = { namespace: 'kube-node-lease', name: 'node-1' };
    world.heart.stop();
    await world.simulation.runFor(30 * second);
    const renewTime = formatMicroTime(world.simulation.environment.clock.now() - 3_600 * second);
    await world.run(async () => {
      await world.client.delete(coordinationV1.leases, key);
      await world.client.delete(coreV1.nodes, { name: 'node-1' });
      const conditions = [{ type: 'Ready', status: 'True' }];
      await world.client.create(coreV1.nodes, { metadata: { name: 'node-1' }, status: { conditions } });
    });
    await world.simulation.runFor(30 * second);
    await world.run(() => world.client.create(coordinationV1.leases, { metadata: key, spec: { renewTime } }));
    await world.simulation.runFor(40 * second);
    expect(ready(await nodeOf(world))?.status).toBe('True');
    await world.simulation.runFor(11 * second);
    expect(ready(await nodeOf(world))?.status).toBe('Unknown');
  });
});

it('a node that is written all the time is tried five times in a row, and again later', async () => {
  let puts = 0;
  let isBusy = true;
  const world = await openControllerWorld(addNodeLifecycleController, {
    intercept: async ({ method, path }, client) => {
      if (method !== 'PUT' || !path.endsWith('/node-1/status') || !isBusy) return;
      puts++;
      await client.patch(coreV1.nodes, key, {
        type: 'merge',
        body: { metadata: { labels: { put: `${puts}` } } },
      });
      if (puts === 8) isBusy = false;
    },
  });
  const heart = new Heart(world, 'node-1');
  await heart.start();
  heart.stop();
  await world.simulation.runFor(60 * second);
  expect([world.errors.length, puts]).toEqual([1, 8]);
  expect(ready(await nodeOf(world))?.status).toBe('Unknown');
});

it('a node that was replaced unseen has its time again', async () => {
  const relist = unseen('/api/v1/nodes', async (client) => {
    await client.delete(coreV1.nodes, key);
    await client.create(coreV1.nodes, {
      metadata: key,
      status: { conditions: [{ type: 'Ready', status: 'True' }] },
    });
  });
  let replacedMs = Number.NaN;
  const world: ControllerWorld = await openControllerWorld(addNodeLifecycleController, {
    before: (client) =>
      client.create(coreV1.nodes, {
        metadata: key,
        status: { conditions: [{ type: 'Ready', status: 'False' }] },
      }),
    intercept: (request, client) =>
      relist(request, client)?.catch((error: unknown) => {
        replacedMs = world.simulation.environment.clock.now();
        throw error;
      }),
  });
  while (Number.isNaN(replacedMs)) await world.simulation.runFor(second);
  await world.simulation.runFor(48 * second);
  expect(ready(await nodeOf(world))?.status).toBe('True');
  await world.simulation.runFor(4 * second);
  expect(ready(await nodeOf(world))?.status).toBe('Unknown');
});

it('pods of a node that is heard of are left alone, ready or not', async () => {
  const world = await open();
  await world.run(async () => {
    for (const nodeName of ['node-1', 'node-2']) {
      const spec = { nodeName, containers: [{ name: 'web', image: 'nginx' }] };
      const pod = await world.client.create(coreV1.pods, {
        metadata: { name: nodeName, namespace: 'default' },
        spec,
      });
      const status = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] };
      await world.client.updateStatus(coreV1.pods, { ...pod, status });
    }
    await report(world.client, 'False', world.simulation.environment.clock.now());
    const labels = { type: 'merge', body: { metadata: { labels: { new: 'yes' } } } } as const;
    await world.client.patch(coreV1.nodes, { name: 'node-2' }, labels);
  });
  await world.simulation.runFor(10 * second);
  const { items } = await world.run(() => world.client.list(coreV1.pods));
  expect(items.map(({ status }) => status?.conditions?.[0]?.status)).toEqual(['True', 'True']);
});

describe('pods of a node that is marked', () => {
  const bound = (name: string, conditions: readonly object[]) => async (client: Client) => {
    const pod = await client.create(coreV1.pods, {
      metadata: { name, namespace: 'default' },
      spec: { nodeName: 'node-1', containers: [{ name: 'web', image: 'nginx' }] },
    });
    const status = { phase: 'Running', conditions } as NonNullable<typeof pod.status>;
    await client.updateStatus(coreV1.pods, { ...pod, status });
  };
  const isReady = [
    { type: 'Initialized', status: 'True' },
    { type: 'Ready', status: 'True', reason: 'Old', message: 'old' },
  ];
  const readyOf = async ({ run, client }: ControllerWorld) =>
    (await run(() => client.list(coreV1.pods))).items.map(({ metadata, status }) => {
      const found = status?.conditions?.find(({ type }) => type === 'Ready');
      return [metadata?.name, found?.status, found?.reason, found?.message];
    });

  it('are not ready, for the reason that was given last, whatever else becomes of one of them', async () => {
    const world = await open('PATCH /api/v1/namespaces/default/pods/a/status', (client) =>
      client.delete(coreV1.pods, { namespace: 'default', name: 'a' }, { gracePeriodSeconds: 0 }),
    );
    await world.run(async () => {
      await bound('a', isReady)(world.client);
      await bound('b', isReady)(world.client);
      await bound('c', [{ type: 'Ready', status: 'False', reason: 'Own' }])(world.client);
      await bound('d', [])(world.client);
    });
    world.heart.stop();
    await world.simulation.runFor(60 * second);
    expect([world.isDone(), world.errors]).toEqual([true, []]);
    expect(await readyOf(world)).toEqual([
      ['b', 'False', 'Old', 'old'],
      ['c', 'False', 'Own', undefined],
      ['d', undefined, undefined, undefined],
    ]);
  });

  it('are not taken for others of their names', async () => {
    const world = await open('PATCH /api/v1/namespaces/default/pods/a/status', async (client) => {
      await client.delete(coreV1.pods, { namespace: 'default', name: 'a' }, { gracePeriodSeconds: 0 });
      await client.create(coreV1.pods, {
        metadata: { name: 'a', namespace: 'default' },
        spec: { containers: [{ name: 'web', image: 'nginx' }] },
      });
    });
    await world.run(() => bound('a', isReady)(world.client));
    world.heart.stop();
    await world.simulation.runFor(60 * second);
    expect([world.isDone(), world.errors]).toEqual([true, []]);
    expect(await readyOf(world)).toEqual([['a', undefined, undefined, undefined]]);
  });
});
