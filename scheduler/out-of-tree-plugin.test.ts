import { expect, test } from 'vitest';
import { coreV1 } from '../api/index.ts';
import { createOrUpdate } from '../controller-runtime/index.ts';
import type { PluginFactory, PluginHandle, StateData } from './index.ts';
import { Status } from './index.ts';
import { node, pod } from './testing/objects.ts';
import { openWorld, type ScheduledWorld } from './testing/scheduled-world.ts';

class Taken implements StateData {
  count: number;
  constructor(count: number) {
    this.count = count;
  }
  clone(): Taken {
    return new Taken(this.count);
  }
}

const name = 'Licenses';
const key = { namespace: 'default', name: 'licenses' };
const log: string[] = [];
let handle: PluginHandle;

/** As many pods as a ConfigMap says, each bound when somebody has allowed it. */
const licenses: PluginFactory = (_args, given) => {
  handle = given;
  const configMaps = handle.lister(coreV1.configMaps);
  const total = () => Number(configMaps.get('default/licenses')?.data?.count ?? 0);
  const taken = () => handle.snapshot.nodes().reduce((sum, { pods }) => sum + pods.size, 0);
  const none = new Status('Unschedulable', name, 'no license');
  return {
    name,
    events: [
      {
        resource: coreV1.configMaps,
        action: '*',
        hint: (_pod, { after }) => after?.metadata?.name === 'licenses',
      },
    ],
    preFilter: (state) => state.write(name, new Taken(taken())) as undefined,
    addPod: (state) => void (state.read<Taken>(name) as Taken).count++,
    removePod: (state) => void (state.read<Taken>(name) as Taken).count--,
    filter: (state) => ((state.read<Taken>(name)?.count ?? 0) < total() ? undefined : none),
    postFilter(state, info) {
      for (const [copy, there] of handle.snapshot
        .nodes()
        .map((one) => [state.clone(), one.clone()] as const)) {
        for (const victim of [...there.pods.values()]) {
          there.removePod(victim.uid);
          handle.runRemovePod(copy, info, victim, there);
          if (handle.runFilters(copy, info, there) === undefined) return { nominatedNode: there.name };
        }
      }
      return { status: none };
    },
    reserve: (_state, { pod }, nodeName) => void log.push(`reserve ${pod.metadata?.name} ${nodeName}`),
    unreserve: (_state, { pod }) => void log.push(`unreserve ${pod.metadata?.name}`),
    permit: () => ({ waitMs: 60_000 }),
    async preBind(state, { pod }) {
      const body = { metadata: { annotations: { last: pod.metadata?.name ?? '' } } };
      await handle.clientFor(state).patch(coreV1.configMaps, key, { type: 'merge', body });
      return undefined;
    },
    postBind: (_state, { pod }, nodeName) => void log.push(`bound ${pod.metadata?.name} ${nodeName}`),
  };
};

async function openLicensed(count: string): Promise<ScheduledWorld> {
  log.length = 0;
  const world = await openWorld({ plugins: [{ name, plugin: licenses }] });
  await world.create(node('node-1'));
  await setLicenses(world, count);
  return world;
}

async function setLicenses({ simulation, client }: ScheduledWorld, count: string, of = 'licenses') {
  const at = { ...key, name: of };
  await simulation.complete(() =>
    createOrUpdate(client, coreV1.configMaps, at, (one) => ({ ...one, data: { count } })),
  );
  await simulation.settle();
}

const allow = async (world: ScheduledWorld) => {
  for (const waiting of handle.waitingPods.list()) waiting.allow(name);
  await world.simulation.settle();
};
const nodeOf = async (world: ScheduledWorld, of: string) => (await world.pod(of)).spec?.nodeName;
const attempts = ({ trace }: ScheduledWorld) =>
  trace.filter(({ kind, fields }) => kind === 'schedule' && fields.node === undefined).length;

test('a pod is woken by an object of any kind that its plugin has a hint for', async () => {
  const world = await openLicensed('0');
  await world.create(pod('web'));
  await world.simulation.runFor(60_000);
  await setLicenses(world, '1', 'something-else');
  expect([attempts(world), handle.waitingPods.list()]).toEqual([1, []]);
  await setLicenses(world, '1');
  expect(handle.waitingPods.list().map(({ pendingPlugins }) => pendingPlugins)).toEqual([[name]]);
  expect([await nodeOf(world, 'web'), log]).toEqual([undefined, ['reserve web node-1']]);
  await allow(world);
  expect([await nodeOf(world, 'web'), log]).toEqual(['node-1', ['reserve web node-1', 'bound web node-1']]);
  const configMap = await world.simulation.complete(() => world.client.get(coreV1.configMaps, key));
  expect(configMap.metadata?.annotations?.last).toBe('web');
});

test('where no node will do, a plugin tries what would be without the pods that are there', async () => {
  const world = await openLicensed('1');
  await world.create(pod('web'));
  await allow(world);
  await world.create(pod('next'));
  const { status } = await world.pod('next');
  expect([status?.nominatedNodeName, status?.conditions?.[0]?.message]).toEqual([
    'node-1',
    '0/1 nodes are available: 1 no license.',
  ]);
});

test('who is not allowed in time, or goes meanwhile, gives back what was reserved', async () => {
  const world = await openLicensed('2');
  await world.create(pod('late'));
  await world.create(pod('gone'));
  await world.deletePod('gone');
  expect(log).toEqual(['reserve late node-1', 'reserve gone node-1', 'unreserve gone']);
  await world.simulation.runFor(60_000);
  expect(log.slice(3)).toEqual(['unreserve late']);
  expect(await world.events()).toEqual([
    'FailedScheduling late: 0/1 nodes are available: 1 rejected due to timeout after waiting 1m0s at plugin Licenses.',
  ]);
  await setLicenses(world, '3');
  await allow(world);
  expect(await nodeOf(world, 'late')).toBe('node-1');
});
