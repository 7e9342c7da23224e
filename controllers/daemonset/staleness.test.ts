import { expect, it } from 'vitest';
import { appsV1, coreV1 } from '../../api/index.ts';
import type { Manager } from '../../controller-runtime/index.ts';
import { addNodeLifecycleController } from '../node-lifecycle/node-lifecycle-controller.ts';
import { addDaemonSetController } from './daemonset-controller.ts';
import { agent, type DaemonWorld, openDaemonWorld } from './testing/daemon-world.ts';

const key = { namespace: 'default', name: 'agent' };
/** Without it no node would be known to be ready. */
const managers = { lifecycle: (manager: Manager) => addNodeLifecycleController(manager) };
const once = ['node-1', 'node-2', 'node-3'];
const latency =
  (paths: RegExp, delayMs: number) => (message: { kind: string; fields: Record<string, unknown> }) =>
    message.kind === 'watch-event' && paths.test(String(message.fields.path)) ? delayMs : 0;

/** Nodes, each as often as pods are made for it. */
async function madeFor({ pods }: DaemonWorld): Promise<readonly string[]> {
  const nodes = (await pods()).map(({ spec }) => {
    const required = spec?.affinity?.nodeAffinity?.requiredDuringSchedulingIgnoredDuringExecution;
    return required?.nodeSelectorTerms[0]?.matchFields?.[0]?.values?.[0] ?? '';
  });
  return nodes.toSorted();
}

/** Changes that wake the controller, a few while a watch is late, and what is there after each. */
async function disturbed(world: DaemonWorld, look: () => Promise<void>): Promise<void> {
  for (let change = 0; change < 12; change++) {
    const body = { metadata: { annotations: { change: String(change) } } };
    await world.run((user) => user.patch(appsV1.daemonSets, key, { type: 'merge', body }));
    await world.control.runFor(50);
    await look();
  }
}

it('a cache of pods that is behind makes no second pod', async () => {
  const world = await openDaemonWorld({ latency: latency(/pods$/, 300) });
  // Every node is ready from the start.
  await world.control.settle();
  await world.run((user) => user.create(appsV1.daemonSets, agent()));
  await world.control.runFor(50);
  await disturbed(world, async () => expect(await madeFor(world)).toEqual(once));
});

it('a cache of revisions that is behind makes no second revision, and none in vain', async () => {
  const posts: string[] = [];
  const world = await openDaemonWorld({
    latency: latency(/controllerrevisions$/, 300),
    intercept: ({ method, path }) => {
      if (method === 'POST' && path.endsWith('/controllerrevisions')) posts.push(path);
      return undefined;
    },
  });
  await world.run((user) => user.create(appsV1.daemonSets, agent()));
  await disturbed(world, async () => expect((await world.revisions()).length).toBe(1));
  expect(posts).toHaveLength(1);
});

it('a controller that ends right after it has made pods is followed by one that makes no others', async () => {
  const world = await openDaemonWorld({ managers, latency: latency(/pods$/, 1000) });
  const add = (manager: Manager) => addDaemonSetController(manager);
  await world.control.settle();
  const first = await world.run(() => world.cluster.manage('controller-manager', add));
  await world.run((user) => user.create(appsV1.daemonSets, agent()));
  await world.control.runFor(20);
  expect(await madeFor(world)).toEqual(once);
  await world.run(() => first.stop());
  await world.run(() => world.cluster.manage('controller-manager', add));
  await disturbed(world, async () => expect(await madeFor(world)).toEqual(once));
});

it('pods that the scheduler has not put on their nodes count there', async () => {
  const world = await openDaemonWorld({ managers });
  await world.control.settle();
  await world.run(() =>
    world.cluster.manage('controller-manager', (manager) => addDaemonSetController(manager)),
  );
  await world.run((user) => user.create(appsV1.daemonSets, agent()));
  await disturbed(world, async () => expect(await madeFor(world)).toEqual(once));
  expect((await world.daemonSet()).status?.currentNumberScheduled).toBe(3);
});

it('pods that are deleted as soon as they are made come at a pace', async () => {
  let made = 0;
  const world = await openDaemonWorld({
    intercept: ({ method, path }) => {
      if (method === 'POST' && path.endsWith('/pods')) made++;
      return undefined;
    },
  });
  await world.run((user) => user.create(appsV1.daemonSets, agent()));
  for (let step = 0; step < 200; step++) {
    for (const pod of await world.pods()) {
      const name = pod.metadata?.name ?? '';
      await world.run((user) =>
        user.delete(coreV1.pods, { namespace: 'default', name }, { gracePeriodSeconds: 0 }),
      );
    }
    await world.control.runFor(10);
  }
  // A burst of 30, and 20 a second for two seconds.
  expect(made).toBeGreaterThan(30);
  expect(made).toBeLessThanOrEqual(75);
});
