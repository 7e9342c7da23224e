import { describe, expect, it } from 'vitest';
import { coreV1, type V1Node, type V1Pod } from '../../api/index.ts';
import { type ControllerWorld, openControllerWorld } from '../testing/controller-world.ts';
import { addNodeLifecycleController } from './node-lifecycle-controller.ts';
import { addTaintEvictionController } from './taint-eviction-controller.ts';
import { Heart } from './testing/heart.ts';

const second = 1000;

/** Two nodes; `node-1` has a pod that is ready. */
async function open(seed: number) {
  const world = await openControllerWorld(
    (manager) => {
      addNodeLifecycleController(manager);
      addTaintEvictionController(manager);
    },
    { seed, delayMsMax: 20 },
  );
  const hearts = ['node-1', 'node-2'].map((name) => new Heart(world, name));
  for (const heart of hearts) await heart.start();
  await world.simulation.settle();
  await world.run(async () => {
    const pod = await world.client.create(coreV1.pods, {
      metadata: { name: 'web', namespace: 'default' },
      spec: { nodeName: 'node-1', containers: [{ name: 'web', image: 'nginx' }] },
    });
    const conditions = [{ type: 'Ready', status: 'True' }];
    await world.client.updateStatus(coreV1.pods, { ...pod, status: { phase: 'Running', conditions } });
  });
  await world.simulation.settle();
  return { world, heart: hearts[0] as Heart };
}

const nodeOf = ({ run, client }: ControllerWorld): Promise<V1Node> =>
  run(() => client.get(coreV1.nodes, { name: 'node-1' }));
const podOf = ({ run, client }: ControllerWorld): Promise<V1Pod> =>
  run(() => client.get(coreV1.pods, { namespace: 'default', name: 'web' }));
const taintsOf = async (world: ControllerWorld) =>
  ((await nodeOf(world)).spec?.taints ?? []).map(({ key, effect }) => `${key.split('/')[1]}:${effect}`);
const conditionOf = (object: V1Node | V1Pod, type: string) =>
  object.status?.conditions?.find((condition) => condition.type === type);
const eventsOf = async ({ run, client }: ControllerWorld) =>
  (await run(() => client.list(coreV1.events))).items.map(
    ({ reason, message, involvedObject }) =>
      `${involvedObject.kind}/${involvedObject.name} ${reason}: ${message}`,
  );

describe.each(Array.from({ length: 20 }, (_, seed) => seed))('node lifecycle, seed %i', (seed) => {
  it('lets a node that is ready take pods, and leaves it alone while it is heard of', async () => {
    const { world } = await open(seed);
    expect(await taintsOf(world)).toEqual([]);
    const before = (await nodeOf(world)).metadata?.resourceVersion;
    await world.simulation.runFor(600 * second);
    expect((await nodeOf(world)).metadata?.resourceVersion).toBe(before);
  });

  it('marks a silent node and evicts its pods after their five minutes', async () => {
    const { world, heart } = await open(seed);
    heart.stop();
    await world.simulation.runFor(49 * second);
    expect(conditionOf(await nodeOf(world), 'Ready')?.status).toBe('True');
    await world.simulation.runFor(2 * second);
    expect(conditionOf(await nodeOf(world), 'Ready')).toMatchObject({
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
    });
    expect(await taintsOf(world)).toEqual(['unreachable:NoSchedule', 'unreachable:NoExecute']);
    expect(conditionOf(await podOf(world), 'Ready')?.status).toBe('False');
    expect((await podOf(world)).metadata?.deletionTimestamp).toBeUndefined();
    await world.simulation.settle();
    const pod = await podOf(world);
    expect(pod.metadata?.deletionTimestamp).toBeDefined();
    expect(conditionOf(pod, 'DisruptionTarget')?.reason).toBe('DeletionByTaintManager');
    expect(await eventsOf(world)).toEqual(
      expect.arrayContaining([
        'Node/node-1 NodeNotReady: Node node-1 status is now: NodeNotReady',
        'Pod/web NodeNotReady: Node is not ready',
        'Pod/web TaintManagerEviction: Marking for deletion Pod default/web',
      ]),
    );
  });

  it('takes taints and evictions back when the node returns', async () => {
    const { world, heart } = await open(seed);
    heart.stop();
    await world.simulation.runFor(120 * second);
    await heart.start();
    await world.simulation.settle();
    expect(await taintsOf(world)).toEqual([]);
    await world.simulation.runFor(600 * second);
    expect((await podOf(world)).metadata?.deletionTimestamp).toBeUndefined();
    expect(await eventsOf(world)).toContain(
      'Pod/web TaintManagerEviction: Cancelling deletion of Pod default/web',
    );
  });
});

it('evicts nothing when no node at all is heard of', async () => {
  const { world: alone, heart } = await open(2);
  await alone.run(() => alone.client.delete(coreV1.nodes, { name: 'node-2' }));
  heart.stop();
  await alone.simulation.runFor(600 * second);
  expect(await taintsOf(alone)).toEqual(['unreachable:NoSchedule']);
  expect((await podOf(alone)).metadata?.deletionTimestamp).toBeUndefined();
});
