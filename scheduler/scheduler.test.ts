import { describe, expect, test } from 'vitest';
import { coreV1, type V1Binding } from '../api/index.ts';
import type { Transport } from '../apimachinery/index.ts';
import { type Client, TransportError } from '../client/index.ts';
import type { Clock } from '../environment/index.ts';
import type { Plugin } from './framework/plugin.ts';
import { Status, type StatusCode } from './framework/status.ts';
import { rows } from './testing/frameworks.ts';
import { node, pod } from './testing/objects.ts';
import { createReady, openWorld, type ScheduledWorld } from './testing/scheduled-world.ts';

const taint = { key: 'dedicated', value: 'gpu', effect: 'NoSchedule' };

describe('a scheduler at work', () => {
  test('binds a pod, says so in an event, and names what caused it', async () => {
    const world = await openWorld();
    await world.create(node('node-1'));
    await world.create(pod('web', { cpu: '1' }));
    const bound = await world.pod('web');
    expect(bound.spec?.nodeName).toBe('node-1');
    expect(bound.status?.conditions).toMatchObject([{ type: 'PodScheduled', status: 'True' }]);
    expect(await world.events()).toEqual(['Scheduled web: Successfully assigned default/web to node-1']);
    const record = world.trace.find(({ kind }) => kind === 'schedule');
    expect(record).toMatchObject({
      by: 'default-scheduler',
      fields: { pod: 'default/web', node: 'node-1', feasible: 1, evaluated: 1 },
    });
    // The node as it is, and the pod that has come.
    expect(record?.causes).toEqual([{ revision: expect.any(Number) }, { revision: expect.any(Number) }]);
  });

  test('says why a pod has no place, once', async () => {
    const world = await openWorld();
    for (const name of ['node-1', 'node-2']) await world.create(node(name, { cpu: '2', memory: '8Gi' }));
    await world.create(node('node-3', { cpu: '2', memory: '8Gi' }, { taints: [taint] }));
    for (const name of ['a', 'b']) await world.create(pod(name, { cpu: '2' }));
    await world.create(pod('c', { cpu: '1' }));
    const message =
      '0/3 nodes are available: 1 node(s) had untolerated taint(s), 2 Insufficient cpu. ' +
      'no new claims to deallocate, preemption: 0/3 nodes are available: 1 Preemption is not helpful for scheduling, ' +
      '2 No preemption victims found for incoming pod.';
    const waiting = await world.pod('c');
    expect(waiting.spec?.nodeName).toBeUndefined();
    expect(waiting.status?.conditions).toMatchObject([
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message },
    ]);
    expect((await world.events()).at(-1)).toBe(`FailedScheduling c: ${message}`);
    await world.simulation.runFor(4 * 60_000);
    expect(attempts(world, 'c')).toBe(1);
  });

  test('a topology that is called like a member of every object is on no node', async () => {
    const world = await openWorld();
    await world.create(node('node-1'));
    const labelSelector = {};
    const spread = {
      maxSkew: 1,
      topologyKey: 'constructor',
      whenUnsatisfiable: 'DoNotSchedule',
      labelSelector,
    };
    await world.create(pod('spread', {}, { topologySpreadConstraints: [spread] }));
    const required = [{ topologyKey: 'valueOf', labelSelector }];
    const podAffinity = { requiredDuringSchedulingIgnoredDuringExecution: required };
    await world.create(pod('near', {}, { affinity: { podAffinity } }));
    for (const name of ['spread', 'near']) expect((await world.pod(name)).spec?.nodeName).toBeUndefined();
  });

  /** A no to the first so many that would reserve a node. */
  const seats = (code: StatusCode, times: number, given: string[] = []): Plugin => ({
    name: 'Seats',
    reserve: () => (given.length < times ? new Status(code, 'Seats', 'no seat left') : undefined),
    unreserve: (_state, _pod, nodeName) => given.push(nodeName),
  });

  test('says of which node it was when one cannot be reserved', async () => {
    const given: string[] = [];
    const world = await openWorld({ plugins: rows([seats('Unschedulable', 1, given)]) });
    await world.create(node('node-1'));
    await world.create(node('node-2', { cpu: '1' }));
    await world.create(pod('web', { cpu: '2' }));
    const message = '0/1 nodes are available: 1 no seat left.';
    expect((await world.pod('web')).status?.conditions).toMatchObject([
      { type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message },
    ]);
    expect(await world.events()).toEqual([`FailedScheduling web: ${message}`]);
    expect(given).toEqual(['node-1']);
  });

  test('tries again where reserving failed', async () => {
    const world = await openWorld({ plugins: rows([seats('Error', 2)]) });
    await world.create(node('node-1'));
    await world.create(pod('web', { cpu: '2' }));
    const failed = 'FailedScheduling web: running Reserve plugin "Seats": no seat left';
    // The second is about the pod as the first has left it: with a condition.
    expect(await world.events()).toEqual([
      failed,
      failed,
      'Scheduled web: Successfully assigned default/web to node-1',
    ]);
  });

  test('waits for the first node', async () => {
    const world = await openWorld();
    await world.create(pod('web', { cpu: '1' }));
    expect(await world.events()).toEqual(['FailedScheduling web: no nodes available to schedule pods']);
    await world.create(node('node-1'));
    expect((await world.pod('web')).spec?.nodeName).toBe('node-1');
  });

  test('leaves pods of other schedulers and gated pods alone', async () => {
    const world = await openWorld();
    await world.create(node('node-1'));
    await world.create(pod('theirs', {}, { schedulerName: 'another' }));
    await world.create(pod('gated', {}, { schedulingGates: [{ name: 'wait' }] }));
    expect((await world.pod('theirs')).spec?.nodeName).toBeUndefined();
    const gated = await world.pod('gated');
    expect(gated.spec?.nodeName).toBeUndefined();
    expect(gated.status?.conditions).toMatchObject([
      { type: 'PodScheduled', status: 'False', reason: 'SchedulingGated' },
    ]);
    const key = { namespace: 'default', name: 'gated' };
    const patch = { type: 'merge', body: { spec: { schedulingGates: null } } } as const;
    await world.simulation.complete(() => world.client.patch(coreV1.pods, key, patch));
    await world.simulation.settle();
    const bound = await world.pod('gated');
    expect(bound.spec?.nodeName).toBe('node-1');
    expect(bound.status?.conditions).toMatchObject([{ type: 'PodScheduled', status: 'True' }]);
  });
});

describe('a pod without a place is woken', () => {
  /** One node, full; `web` does not fit. */
  async function fullWorld(): Promise<ScheduledWorld> {
    const world = await openWorld();
    await world.create(node('node-1', { cpu: '2', memory: '8Gi' }));
    await world.create(pod('first', { cpu: '2' }));
    await world.create(pod('web', { cpu: '1' }));
    expect((await world.pod('web')).spec?.nodeName).toBeUndefined();
    return world;
  }

  const causeOfLast = (world: ScheduledWorld) =>
    world.trace.findLast(({ kind, fields }) => kind === 'schedule' && fields.pod === 'default/web')?.causes;

  test('by a new node, and the trace says so', async () => {
    const world = await fullWorld();
    await world.create(node('node-2'));
    expect((await world.pod('web')).spec?.nodeName).toBe('node-2');
    const made = await world.simulation.complete(() => world.client.get(coreV1.nodes, { name: 'node-2' }));
    expect(causeOfLast(world)).toContainEqual({ revision: Number(made.metadata?.resourceVersion) });
  });

  test('by a pod that goes', async () => {
    const world = await fullWorld();
    await world.deletePod('first');
    expect((await world.pod('web')).spec?.nodeName).toBe('node-1');
  });

  test('by a pod that has finished', async () => {
    const world = await fullWorld();
    const key = { namespace: 'default', name: 'first' };
    const patch = { type: 'merge', body: { status: { phase: 'Succeeded' } } } as const;
    await world.simulation.complete(() =>
      world.client.patch(coreV1.pods, key, patch, { subresource: 'status' }),
    );
    await world.simulation.settle();
    expect((await world.pod('web')).spec?.nodeName).toBe('node-1');
  });

  const resize = async (world: ScheduledWorld, name: string, cpu: string) => {
    const body = { spec: { containers: [{ name: 'main', resources: { requests: { cpu } } }] } };
    const patch = { type: 'strategic', body } as const;
    const key = { namespace: 'default', name };
    await world.simulation.complete(() =>
      world.client.patch(coreV1.pods, key, patch, { subresource: 'resize' }),
    );
    await world.simulation.settle();
  };

  test('by a pod that is resized and asks for less, and what one asks for more counts', async () => {
    const world = await fullWorld();
    await resize(world, 'first', '500m');
    expect((await world.pod('web')).spec?.nodeName).toBe('node-1');
    await resize(world, 'first', '1');
    await world.create(pod('last', { cpu: '500m' }));
    expect((await world.events()).at(-1)).toContain(
      'FailedScheduling last: 0/1 nodes are available: 1 Insuff',
    );
    await resize(world, 'web', '500m');
    expect((await world.pod('last')).spec?.nodeName).toBe('node-1');
  });

  test('by uncordon', async () => {
    const world = await openWorld();
    await world.create(node('node-1', undefined, { unschedulable: true }));
    await world.create(pod('web'));
    expect((await world.events())[0]).toContain('0/1 nodes are available: 1 node(s) were unschedulable.');
    await world.patchNode('node-1', { spec: { unschedulable: null } });
    expect((await world.pod('web')).spec?.nodeName).toBe('node-1');
  });

  test('not by what cannot help it', async () => {
    const world = await fullWorld();
    await world.patchNode('node-1', { metadata: { labels: { color: 'blue' } } });
    await world.patchNode('node-1', { spec: { unschedulable: true } });
    await world.patchNode('node-1', { spec: { unschedulable: null } });
    await world.create(pod('other', {}, { schedulerName: 'another' }));
    await world.deletePod('other');
    await world.create(node('tiny', { cpu: '500m', memory: '8Gi' }));
    await world.simulation.runFor(60_000);
    expect(attempts(world, 'web')).toBe(1);
  });

  test('and says nothing a second time that it has said already', async () => {
    const world = await fullWorld();
    const before = await world.pod('web');
    await world.create(pod('tiny', { cpu: '0' }));
    await world.deletePod('tiny');
    expect(attempts(world, 'web')).toBe(2);
    expect((await world.pod('web')).metadata?.resourceVersion).toBe(before.metadata?.resourceVersion);
    // The first event is about the pod before it had its condition; from then on there is one, which is counted.
    const failures = async () =>
      (await world.events()).filter((text) => text.startsWith('FailedScheduling web'));
    expect(await failures()).toHaveLength(2);
    await world.create(pod('tiny', { cpu: '0' }));
    await world.deletePod('tiny');
    expect(attempts(world, 'web')).toBe(3);
    expect(await failures()).toHaveLength(2);
  });
});

const isBinding = ({ path }: { readonly path: string }) => path.endsWith('/binding');

describe('when a write fails', () => {
  test('the pod is taken off the node and tried again after a second', async () => {
    let refusals = 1;
    const connect = (direct: Transport): Transport => ({
      request: (request) =>
        isBinding(request) && refusals-- > 0
          ? Promise.reject(new TransportError('the line is down', { definite: true }))
          : direct.request(request),
    });
    const world = await openWorld({ connect });
    await world.create(node('node-1', { cpu: '1', memory: '8Gi' }));
    await world.create(pod('web', { cpu: '1' }));
    expect((await world.pod('web')).spec?.nodeName).toBe('node-1');
    expect(await world.events()).toEqual([
      'FailedScheduling web: running Bind plugin "DefaultBinder": the line is down',
      'Scheduled web: Successfully assigned default/web to node-1',
    ]);
    const times = world.trace.flatMap(({ kind, fields, atMs }) =>
      kind === 'schedule' && fields.node !== undefined ? [atMs] : [],
    );
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(1_000);
  });

  test('a pod whose binding went through unseen is not bound twice', async () => {
    let lost = 1;
    const connect = (direct: Transport): Transport => ({
      async request(request) {
        const response = await direct.request(request);
        if (isBinding(request) && lost-- > 0) throw new TransportError('no answer', { definite: false });
        return response;
      },
    });
    const world = await openWorld({ connect });
    await world.create(node('node-1', { cpu: '1', memory: '8Gi' }));
    await world.create(pod('web', { cpu: '1' }));
    await world.create(pod('next', { cpu: '1' }));
    expect((await world.pod('web')).spec?.nodeName).toBe('node-1');
    expect((await world.pod('next')).spec?.nodeName).toBeUndefined();
    await world.simulation.runFor(60_000);
    const bindings = world.trace.filter(
      ({ kind, fields }) => kind === 'schedule' && fields.pod === 'default/web',
    );
    expect(bindings).toHaveLength(1);
  });

  /** A world in which the first request that is such a one waits until `send`. */
  async function openHeldWorld(isHeld: (request: Parameters<Transport['request']>[0]) => boolean) {
    let send = () => {};
    const held = new Promise<void>((resolve) => {
      send = resolve;
    });
    const connect = (direct: Transport): Transport => ({
      async request(request) {
        if (isHeld(request)) await held;
        return direct.request(request);
      },
    });
    return { world: await openWorld({ connect }), send: () => send() };
  }

  test('the room it was to have is given to who waits for it, at once', async () => {
    let send = () => {};
    const held = new Promise<void>((resolve) => {
      send = resolve;
    });
    const connect = (direct: Transport): Transport => ({
      async request(request) {
        if (!request.path.endsWith('/web/binding')) return direct.request(request);
        await held;
        throw new TransportError('the line is down', { definite: true });
      },
    });
    const world = await openWorld({ connect });
    await world.create(node('node-1', { cpu: '1', memory: '8Gi' }));
    await world.create(pod('web', { cpu: '1' }));
    await world.create(pod('next', { cpu: '1' }));
    expect((await world.pod('next')).spec?.nodeName).toBeUndefined();
    await world.simulation.runFor(60_000);
    expect(attempts(world, 'next')).toBe(1);
    send();
    await world.simulation.runFor(0);
    expect((await world.pod('next')).spec?.nodeName).toBe('node-1');
    const [failed, given] = world.trace.filter(
      ({ kind, fields }) => kind === 'schedule' && fields.node !== undefined,
    );
    expect(given?.fields).toMatchObject({ pod: 'default/next' });
    expect(given?.causes).toContainEqual({ record: failed?.id });
  });

  test('what was decided for a pod is not done to another of its name', async () => {
    const { world, send } = await openHeldWorld(isBinding);
    await world.create(node('node-1'));
    await world.create(pod('web'));
    await world.deletePod('web');
    await world.create(pod('web', {}, { nodeSelector: { disk: 'ssd' } }));
    send();
    await world.simulation.settle();
    expect((await world.pod('web')).spec?.nodeName).toBeUndefined();
    expect((await world.events()).join()).not.toContain('Scheduled web');
  });

  test('why a pod was not scheduled is not said of another of its name', async () => {
    const { world, send } = await openHeldWorld(({ method }) => method === 'PATCH');
    await world.create(pod('web'));
    await world.deletePod('web');
    await world.create(pod('web', {}, { schedulerName: 'another' }));
    send();
    await world.simulation.settle();
    expect((await world.pod('web')).status?.conditions).toBeUndefined();
  });
});

test('another pod made under the name meanwhile is not bound in place of the one that is gone', async () => {
  const key = { namespace: 'default', name: 'web' };
  let replaced = false;
  const world: ScheduledWorld = await openWorld({
    connect: (direct) => ({
      async request(request) {
        if (!replaced && request.path.endsWith('/binding')) {
          replaced = true;
          await world.client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 });
          await world.client.create(coreV1.pods, pod('web', {}, { schedulerName: 'another' }));
        }
        return direct.request(request);
      },
    }),
  });
  await world.create(node('node-1'));
  await world.create(pod('web'));
  expect(replaced).toBe(true);
  expect((await world.pod('web')).spec?.nodeName).toBeUndefined();
  expect(await world.events()).toEqual([]);
});

describe('a scheduler that starts', () => {
  /** The API server, which tells of a resource five seconds late. */
  const late =
    (resource: string) =>
    (direct: Transport, clock: Clock): Transport => ({
      async request(request) {
        if (request.path.endsWith(resource)) await clock.sleep(5_000);
        return direct.request(request);
      },
    });
  const before = async (client: Client) => {
    await createReady(client, node('node-1'));
    await client.create(coreV1.pods, pod('web'));
  };

  test.each(['/nodes', '/pods'])('decides nothing before it knows all %s', async (resource) => {
    const world = await openWorld({ before, connect: late(resource) });
    expect(world.simulation.environment.clock.now() % 3_600_000).toBe(5_000);
    await world.simulation.settle();
    expect(await world.events()).toEqual(['Scheduled web: Successfully assigned default/web to node-1']);
  });

  test('counts what runs already, and what has finished not', async () => {
    const world = await openWorld({
      before: async (client) => {
        await createReady(client, node('node-1', { cpu: '2' }));
        for (const name of ['runs', 'finished']) {
          const made = await client.create(coreV1.pods, pod(name, { cpu: '1' }, { nodeName: 'node-1' }));
          if (name === 'finished')
            await client.updateStatus(coreV1.pods, { ...made, status: { phase: 'Succeeded' } });
        }
        for (const name of ['a', 'b']) await client.create(coreV1.pods, pod(name, { cpu: '1' }));
      },
    });
    await world.simulation.settle();
    const places = [];
    for (const name of ['a', 'b']) places.push((await world.pod(name)).spec?.nodeName);
    expect(places).toEqual(['node-1', undefined]);
  });

  test('and stops ends its writes first', async () => {
    const slow = (direct: Transport, clock: Clock): Transport => ({
      async request(request) {
        if (isBinding(request)) await clock.sleep(5_000);
        return direct.request(request);
      },
    });
    const world = await openWorld({ before, connect: slow });
    await world.simulation.runFor(1_000);
    await world.simulation.complete(() => world.manager.stop());
    expect((await world.pod('web')).spec?.nodeName).toBe('node-1');
  });
});

test('no more than 128 writes are under way at once, and all are made', async () => {
  let underWay = 0;
  let most = 0;
  const world = await openWorld({
    connect: (direct, clock) => ({
      async request(request) {
        if (!isBinding(request)) return direct.request(request);
        most = Math.max(most, ++underWay);
        await clock.sleep(100);
        underWay--;
        return direct.request(request);
      },
    }),
  });
  await world.create(node('node-1', { cpu: '100', pods: '1000' }));
  await world.simulation.complete(() =>
    Promise.all(Array.from({ length: 300 }, (_, at) => world.client.create(coreV1.pods, pod(`p${at}`)))),
  );
  await world.simulation.settle();
  expect(most).toBe(128);
  const { items } = await world.simulation.complete(() => world.client.list(coreV1.pods));
  expect(items.filter(({ spec }) => spec?.nodeName === 'node-1')).toHaveLength(300);
});

describe('what becomes of a pod while it is being bound', () => {
  const key = { namespace: 'default', name: 'web' };
  /** A world in which `act` is done once, just before the request that `isMoment`. */
  async function openAt(
    isMoment: (request: { method: string; path: string }) => boolean,
    act: (client: Client, clock: Clock) => Promise<unknown>,
  ) {
    let done = false;
    const world: ScheduledWorld = await openWorld({
      connect: (direct, clock) => ({
        async request(request) {
          if (!done && isMoment(request)) {
            done = true;
            await act(world.client, clock);
          }
          return direct.request(request);
        },
      }),
    });
    return { ...world, isDone: () => done };
  }
  const errors = ({ trace }: ScheduledWorld) =>
    trace.flatMap(({ kind, fields }) => (kind === 'write-failed' ? [fields.message] : []));

  test('it may be gone: nothing is tried or told', async () => {
    const world = await openAt(isBinding, (client) =>
      client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 }),
    );
    await world.create(node('node-1'));
    await world.create(pod('web'));
    expect([world.isDone(), await world.events(), attempts(world, 'web')]).toEqual([true, [], 0]);
  });

  test('somebody else may bind it: it is not tried again', async () => {
    const world = await openAt(isBinding, (client) => {
      const target = { kind: 'Node', name: 'node-2' };
      const binding: V1Binding = { apiVersion: 'v1', kind: 'Binding', metadata: key, target };
      return client.createSubresource(coreV1.pods, key, 'binding', binding);
    });
    await world.create(node('node-1'));
    await world.create(pod('web'));
    expect((await world.pod('web')).spec?.nodeName).toBe('node-2');
    expect([world.isDone(), await world.events(), attempts(world, 'web')]).toEqual([true, [], 0]);
  });

  const isCondition = ({ method, path }: { method: string; path: string }) =>
    method === 'PATCH' && path.endsWith('/web/status');

  test('it may be gone before it is told why it has no place, which is no error', async () => {
    const world = await openAt(isCondition, (client) =>
      client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 }),
    );
    await world.create(pod('web'));
    expect([world.isDone(), errors(world)]).toEqual([true, []]);
  });

  test('it is bound after it was told why it had no place, however long that takes', async () => {
    const world = await openAt(isCondition, async (client, clock) => {
      await createReady(client, node('node-1'));
      await new Promise<void>((resolve) => clock.setTimer(5_000, resolve));
    });
    await world.create(pod('web'));
    await world.simulation.runFor(6_000);
    const bound = await world.pod('web');
    expect(bound.spec?.nodeName).toBe('node-1');
    expect(bound.status?.conditions).toMatchObject([{ type: 'PodScheduled', status: 'True' }]);
  });

  test('that it cannot be told why is told in the trace, and it is told the next time', async () => {
    const world = await openAt(isCondition, async () => {
      throw new TransportError('the line is down', { definite: true });
    });
    await world.create(pod('web'));
    expect(errors(world)).toEqual(['the line is down']);
    expect((await world.pod('web')).status?.conditions ?? []).toEqual([]);
    await world.create(node('node-1', { cpu: '0' }, { taints: [taint] }));
    expect((await world.pod('web')).status?.conditions).toMatchObject([
      { type: 'PodScheduled', status: 'False' },
    ]);
  });
});

describe('many pods at once', () => {
  async function run(seed: number): Promise<readonly string[]> {
    const world = await openWorld({ seed });
    for (const name of ['node-1', 'node-2', 'node-3']) await world.create(node(name));
    await world.simulation.complete(async () => {
      const made = Array.from({ length: 300 }, (_, at) => pod(`p${at}`, { cpu: '50m' }));
      await Promise.all(made.map((one) => world.client.create(coreV1.pods, one)));
    });
    await world.simulation.settle();
    const { items } = await world.simulation.complete(() => world.client.list(coreV1.pods));
    return items.map(({ metadata, spec }) => `${metadata?.name} ${spec?.nodeName}`);
  }

  test('fill the nodes evenly and never beyond', async () => {
    const placed = await run(1);
    const count = (suffix: string) => placed.filter((text) => text.endsWith(suffix)).length;
    // Four CPUs hold 80 such pods.
    expect(['node-1', 'node-2', 'node-3', 'undefined'].map(count)).toEqual([80, 80, 80, 60]);
  });

  test('the same seed places them the same way, another seed otherwise', async () => {
    const first = await run(7);
    expect(await run(7)).toEqual(first);
    expect(await run(8)).not.toEqual(first);
  });
});

test('a manager that stops leaves nothing behind', async () => {
  const world = await openWorld();
  await world.create(pod('web'));
  await world.simulation.complete(() => world.manager.stop());
  await world.create(node('node-1'));
  await world.simulation.runFor(10 * 60_000);
  expect((await world.pod('web')).spec?.nodeName).toBeUndefined();
});

function attempts({ trace }: ScheduledWorld, name: string): number {
  const key = `default/${name}`;
  return trace.filter(
    ({ kind, fields }) => kind === 'schedule' && fields.node === undefined && fields.pod === key,
  ).length;
}
