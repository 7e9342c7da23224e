import { describe, expect, it } from 'vitest';
import { coreV1, type V1Pod } from '../../api/index.ts';
import { StatusError } from '../../apimachinery/index.ts';
import {
  type ControllerWorld,
  type ControllerWorldOptions,
  openControllerWorld,
} from '../testing/controller-world.ts';
import { unseen } from '../testing/unseen.ts';
import { addTaintEvictionController } from './taint-eviction-controller.ts';

const key = { namespace: 'default', name: 'web' };
const failure = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' } as const;
const taint = { key: 'example.com/broken', effect: 'NoExecute' };
const podOn = (nodeName: string | undefined, tolerationSeconds?: number): V1Pod => ({
  metadata: key,
  spec: {
    ...(nodeName === undefined ? {} : { nodeName }),
    containers: [{ name: 'web', image: 'nginx' }],
    tolerations:
      tolerationSeconds === undefined ? [] : [{ operator: 'Exists', effect: 'NoExecute', tolerationSeconds }],
  },
});

/** A node `node-1` with these taints, and the controller. */
function open(taints: readonly object[] = [], intercept?: ControllerWorldOptions['intercept']) {
  return openControllerWorld(addTaintEvictionController, {
    ...(intercept === undefined ? {} : { intercept }),
    before: async (client) => {
      await client.create(coreV1.nodes, { metadata: { name: 'node-1' } });
      await taintNode(client, taints);
    },
  });
}

const taintNode = (client: ControllerWorld['client'], taints: readonly object[]) =>
  client.patch(coreV1.nodes, { name: 'node-1' }, { type: 'merge', body: { spec: { taints } } });
const isGoing = async ({ run, client }: ControllerWorld) =>
  (await run(() => client.list(coreV1.pods))).items.map(
    ({ metadata }) => metadata?.deletionTimestamp !== undefined,
  );

it.each(['PATCH', 'DELETE'])(
  'another pod that gets the name just before the %s is not evicted in place of the one that is gone',
  async (moment) => {
    let replaced = false;
    const world = await open([taint], async ({ method, path }, client) => {
      if (replaced || method !== moment || !path.includes('/pods/')) return;
      replaced = true;
      await client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 });
      await client.create(coreV1.pods, podOn(undefined));
    });
    await world.run(() => world.client.create(coreV1.pods, podOn('node-1')));
    await world.simulation.settle();
    expect(replaced).toBe(true);
    expect(await isGoing(world)).toEqual([false]);
    expect(world.errors).toEqual([]);
  },
);

const second = 1000;
const create = (world: ControllerWorld, pod: V1Pod) => world.run(() => world.client.create(coreV1.pods, pod));
const change = (world: ControllerWorld, body: object) =>
  world.run(() => world.client.patch(coreV1.pods, key, { type: 'merge', body }));
const eventsOf = async ({ run, client }: ControllerWorld) =>
  (await run(() => client.list(coreV1.events))).items.map(({ message }) => message);
const marking = 'Marking for deletion Pod default/web';
const cancelling = 'Cancelling deletion of Pod default/web';

describe('a pod that tolerates a taint for a while', () => {
  it('goes when its time is over, though the node is written in between', async () => {
    const world = await open();
    await create(world, podOn('node-1', 60));
    await world.run(() => taintNode(world.client, [taint]));
    await world.simulation.runFor(30 * second);
    const body = { metadata: { labels: { new: 'yes' } } };
    await world.run(() => world.client.patch(coreV1.nodes, { name: 'node-1' }, { type: 'merge', body }));
    await world.simulation.runFor(29 * second);
    expect(await isGoing(world)).toEqual([false]);
    await world.simulation.runFor(2 * second);
    expect(await isGoing(world)).toEqual([true]);
    expect(await eventsOf(world)).toEqual([marking]);
  });

  it.each([[], [{ key: 'example.com/other', effect: 'NoSchedule' }]])(
    'stays when the taint goes: %j',
    async (...taints) => {
      const world = await open([taint]);
      await create(world, podOn('node-1', 60));
      await world.simulation.runFor(30 * second);
      await world.run(() => taintNode(world.client, taints));
      await world.simulation.runFor(600 * second);
      expect(await isGoing(world)).toEqual([false]);
      expect(await eventsOf(world)).toEqual([cancelling]);
    },
  );

  it('goes at once when a taint comes that it does not tolerate', async () => {
    const world = await open([taint]);
    const tolerations = [{ ...taint, operator: 'Exists', tolerationSeconds: 60 }];
    await create(world, {
      ...podOn('node-1'),
      spec: { containers: [], ...podOn('node-1').spec, tolerations },
    });
    await world.run(() =>
      taintNode(world.client, [taint, { key: 'example.com/worse', effect: 'NoExecute' }]),
    );
    await world.simulation.runFor(second);
    expect(await isGoing(world)).toEqual([true]);
    expect(await eventsOf(world)).toEqual([cancelling, marking]);
  });

  it('stays when it comes to tolerate the taint for ever', async () => {
    const world = await open([taint]);
    await create(world, podOn('node-1', 60));
    await world.simulation.runFor(30 * second);
    const tolerations = [...(podOn('node-1', 60).spec?.tolerations ?? [])];
    const forever = { operator: 'Exists', key: taint.key };
    const before =
      (await world.run(() => world.client.get(coreV1.pods, key))).spec?.tolerations ?? tolerations;
    await change(world, { spec: { tolerations: [forever, ...before] } });
    await world.simulation.runFor(600 * second);
    expect(await isGoing(world)).toEqual([false]);
  });

  it('has its whole time when it takes the place of another of its name', async () => {
    const world = await open([taint]);
    await create(world, podOn('node-1', 60));
    await world.simulation.runFor(50 * second);
    await world.run(() => world.client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 }));
    await create(world, podOn('node-1', 60));
    await world.simulation.runFor(50 * second);
    expect(await isGoing(world)).toEqual([false]);
    await world.simulation.runFor(15 * second);
    expect(await isGoing(world)).toEqual([true]);
  });

  it('is evicted after a restart as well', async () => {
    const world = await openControllerWorld(addTaintEvictionController, {
      before: async (client) => {
        await client.create(coreV1.nodes, { metadata: { name: 'node-1' } });
        await taintNode(client, [taint]);
        await client.create(coreV1.pods, podOn('node-1', 60));
      },
    });
    await world.simulation.runFor(59 * second);
    expect(await isGoing(world)).toEqual([false]);
    await world.simulation.runFor(2 * second);
    expect(await isGoing(world)).toEqual([true]);
  });

  it('stays when the controller stops', async () => {
    const world = await open([taint]);
    await create(world, podOn('node-1', 60));
    await world.simulation.runFor(second);
    await world.run(() => world.manager.stop());
    expect(
      world.simulation.pending().filter((text) => /^\d+ x timer of controller-manager/.test(text)),
    ).toEqual([]);
    await world.simulation.runFor(600 * second);
    expect(await isGoing(world)).toEqual([false]);
  });
});

it('a pod that is bound to a tainted node goes at once, with a condition that says why', async () => {
  const world = await open([taint]);
  await create(world, podOn(undefined));
  await world.simulation.runFor(second);
  expect(await isGoing(world)).toEqual([false]);
  const target = { kind: 'Node', name: 'node-1' };
  const binding = { apiVersion: 'v1', kind: 'Binding', metadata: key, target };
  await world.run(() => world.client.createSubresource(coreV1.pods, key, 'binding', binding));
  await world.simulation.runFor(second);
  const pod = await world.run(() => world.client.get(coreV1.pods, key));
  expect(pod.metadata?.deletionTimestamp).toBeDefined();
  expect(pod.status?.conditions?.find(({ type }) => type === 'DisruptionTarget')).toMatchObject({
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
  });
});

it('a pod that is known before its node goes when the node comes with such a taint', async () => {
  const world = await openControllerWorld(addTaintEvictionController, {
    before: (client) => client.create(coreV1.pods, podOn('node-1')),
  });
  await world.simulation.runFor(second);
  expect(await isGoing(world)).toEqual([false]);
  await world.run(() =>
    world.client.create(coreV1.nodes, { metadata: { name: 'node-1' }, spec: { taints: [taint] } }),
  );
  await world.simulation.runFor(second);
  expect(await isGoing(world)).toEqual([true]);
});

it.each([
  ['value', { ...taint, value: 'b' }],
  ['key', { ...taint, key: 'example.com/other', value: 'a' }],
])('another %s of a taint is another taint', async (_name, next) => {
  const former = { ...taint, value: 'a' };
  const world = await open([former]);
  const tolerations = [{ ...former, operator: 'Equal' }];
  await create(world, { ...podOn('node-1'), spec: { containers: [], ...podOn('node-1').spec, tolerations } });
  await world.simulation.runFor(second);
  expect(await isGoing(world)).toEqual([false]);
  await world.run(() => taintNode(world.client, [next]));
  await world.simulation.runFor(second);
  expect(await isGoing(world)).toEqual([true]);
});

it('the pod of a name that was replaced unseen has its whole time', async () => {
  let replacedMs = Number.NaN;
  const relist = unseen('/api/v1/pods', async (client) => {
    await client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 });
    await client.create(coreV1.pods, podOn('node-1', 700));
    replacedMs = world.simulation.environment.clock.now();
  });
  const world: ControllerWorld = await open([taint], relist);
  await create(world, podOn('node-1', 700));
  while (Number.isNaN(replacedMs)) await world.simulation.runFor(second);
  await world.simulation.runFor(690 * second);
  expect(await isGoing(world)).toEqual([false]);
  await world.simulation.runFor(20 * second);
  expect(await isGoing(world)).toEqual([true]);
});

it('pods of nodes without such taints, and of other nodes, stay', async () => {
  const world = await open([{ key: 'example.com/full', effect: 'NoSchedule' }]);
  await create(world, podOn('node-1'));
  await create(world, { ...podOn('node-2'), metadata: { ...key, name: 'other' } });
  await world.simulation.runFor(600 * second);
  expect(await isGoing(world)).toEqual([false, false]);
  expect(await eventsOf(world)).toEqual([]);
});

it('an eviction that fails is tried again, and told once', async () => {
  let failures = 3;
  const world = await open([taint], async ({ method }) => {
    if (method === 'DELETE' && failures-- > 0) throw new StatusError({ ...failure, code: 500 });
  });
  await create(world, podOn('node-1'));
  await world.simulation.runFor(10 * second);
  expect(failures).toBeLessThan(0);
  expect(await isGoing(world)).toEqual([true]);
  expect(await eventsOf(world)).toEqual([marking]);
});

it('a pod that is gone just before it is evicted is no trouble', async () => {
  const world = await open([taint], ({ method, path }, client) =>
    method === 'PATCH' && path.endsWith('/web/status')
      ? client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 })
      : undefined,
  );
  await create(world, podOn('node-1'));
  await world.simulation.runFor(10 * second);
  expect(await isGoing(world)).toEqual([]);
  expect(world.errors).toEqual([]);
});
