import { expect, test } from 'vitest';
import { defaultConfiguration, enabledRows } from './configuration/configuration.ts';
import { Framework } from './framework/framework.ts';
import type { Plugin } from './framework/plugin.ts';
import { atAllPoints, type Profile } from './framework/profile.ts';
import { Status } from './framework/status.ts';
import { defaultPlugins } from './plugins/index.ts';
import { makeProfiles } from './profiles.ts';
import { rows, testParts } from './testing/frameworks.ts';
import { node, pod } from './testing/objects.ts';
import { openWorld, type ScheduledWorld } from './testing/scheduled-world.ts';

/** A profile in which the default plugins run but for those that score, and these besides. */
function profile(schedulerName: string, plugins: readonly Plugin[]): Profile {
  const [first] = defaultConfiguration.profiles;
  const basics = defaultPlugins.filter(({ weight }) => weight === undefined);
  const enabled = atAllPoints(enabledRows([...basics, ...rows(plugins)]));
  return { ...(first as Profile), schedulerName, plugins: enabled };
}

function open(profiles: Readonly<Record<string, readonly Plugin[]>>): Promise<ScheduledWorld> {
  return openWorld({
    plugins: rows(Object.values(profiles).flat()),
    configuration: {
      ...defaultConfiguration,
      profiles: Object.entries(profiles).map(([name, plugins]) => profile(name, plugins)),
    },
  });
}

const as = (name: string, schedulerName: string) => pod(name, { cpu: '1' }, { schedulerName });
const nodeOf = async (world: ScheduledWorld, name: string) => (await world.pod(name)).spec?.nodeName;

test('profiles share what they know of nodes; each has rules of its own, and tells under its own name', async () => {
  const fullest: Plugin = { name: 'Fullest', score: (_state, _pod, { pods }) => pods.size };
  const emptiest: Plugin = { name: 'Emptiest', score: (_state, _pod, { pods }) => 100 - pods.size };
  const world = await open({ 'default-scheduler': [emptiest], packs: [fullest] });
  for (const name of ['node-1', 'node-2']) await world.create(node(name));
  await world.create(as('first', 'default-scheduler'));
  await world.create(as('packed', 'packs'));
  await world.create(as('spread', 'default-scheduler'));
  const first = await nodeOf(world, 'first');
  expect([await nodeOf(world, 'packed'), await nodeOf(world, 'spread')]).toEqual([
    first,
    first === 'node-1' ? 'node-2' : 'node-1',
  ]);
  expect(await world.reporters()).toEqual(['default-scheduler', 'packs', 'default-scheduler']);
});

test('a pod is woken by what the plugins of its own profile look at', async () => {
  const door = ({ opens }: { readonly opens: boolean }): Plugin => ({
    name: 'Door',
    events: [{ resource: 'Node', action: 'UpdateLabel', hint: () => opens }],
    filter: (_state, _pod, { labels }) =>
      labels.open ? undefined : new Status('Unschedulable', 'Door', 'closed'),
  });
  const defaults = defaultConfiguration.profiles[0]?.args ?? [];
  const told = (name: string, opens: boolean): Profile => ({
    ...profile(name, [door({ opens })]),
    args: new Map<string, unknown>([...defaults, ['Door', { opens }]]),
  });
  const world = await openWorld({
    plugins: [{ name: 'Door', plugin: door }],
    configuration: {
      ...defaultConfiguration,
      profiles: [told('default-scheduler', true), told('deaf', false)],
    },
  });
  await world.create(node('node-1'));
  await world.create(as('seen', 'default-scheduler'));
  await world.create(as('unseen', 'deaf'));
  await world.patchNode('node-1', { metadata: { labels: { open: 'yes' } } });
  await world.simulation.runFor(10_000);
  expect([await nodeOf(world, 'seen'), await nodeOf(world, 'unseen')]).toEqual(['node-1', undefined]);
});

test('of a pod that asks for a scheduler there is not, nothing is said', async () => {
  const world = await openWorld();
  await world.create(node('node-1'));
  await world.create(as('lost', 'nobody'));
  await world.simulation.runFor(600_000);
  const { spec, status } = await world.pod('lost');
  expect([spec?.nodeName, status?.phase, status?.conditions]).toEqual([undefined, 'Pending', undefined]);
  expect(await world.events()).toEqual([]);
});

test.each([
  [['mine', 'mine'], ['A', 'A'], 'duplicate profile with scheduler name "mine"'],
  [['mine', 'yours'], ['A', 'B'], 'different queue sort plugins for profile "yours": "B", first: "A"'],
])('profiles of the names %j that sort by %j are refused', (names, sorts, message) => {
  const binds: Plugin = { name: 'Binds', bind: async () => undefined };
  const table = rows([...['A', 'B'].map((name) => ({ name, less: () => true })), binds]);
  const profiles = names.map((schedulerName, at) => {
    const enabled = enabledRows(table.filter(({ name }) => name === 'Binds' || name === sorts[at]));
    return { ...profile(schedulerName, []), plugins: atAllPoints(enabled) };
  });
  const make = () => makeProfiles({ profiles }, (one) => new Framework(table, one, testParts()));
  expect(make).toThrow(expect.objectContaining({ problems: [{ path: 'profiles[1]', message }] }));
});
