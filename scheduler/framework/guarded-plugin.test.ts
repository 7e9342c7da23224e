import { expect, test } from 'vitest';
import { coreV1 } from '../../api/index.ts';
import { rows } from '../testing/frameworks.ts';
import { node, pod } from '../testing/objects.ts';
import { openWorld } from '../testing/scheduled-world.ts';
import type { Plugin } from './plugin.ts';
import { Status } from './status.ts';

const fails = (): never => {
  throw new TypeError('oh no');
};
const failsLater = async () => fails();

async function tryWith(members: Omit<Plugin, 'name'>) {
  const world = await openWorld({ plugins: rows([{ name: 'Mine', ...members }]) });
  for (const name of ['node-1', 'node-2']) await world.create(node(name));
  await world.simulation.complete(() => world.client.create(coreV1.pods, pod('web')));
  await world.simulation.runFor(8_000);
  const attempts = world.trace.filter(({ kind }) => kind === 'schedule').length;
  return { world, attempts, events: await world.events(), web: await world.pod('web') };
}

test.each<[keyof Plugin, Omit<Plugin, 'name'>, string]>([
  ['preFilter', { preFilter: fails }, 'running PreFilter plugin "Mine": oh no'],
  ['filter', { filter: fails }, 'running "Mine" filter plugin: oh no'],
  ['preScore', { preScore: fails, score: () => 1 }, 'running PreScore plugin "Mine": oh no'],
  ['score', { score: fails }, 'running Score plugin "Mine": oh no'],
  ['normalizeScore', { score: () => 1, normalizeScore: fails }, 'running Score plugin "Mine": oh no'],
  ['reserve', { reserve: fails }, 'running Reserve plugin "Mine": oh no'],
  ['permit', { permit: fails }, 'running Permit plugin "Mine": oh no'],
  ['preBind', { preBind: failsLater }, 'running PreBind plugin "Mine": oh no'],
  ['preBind', { preBind: fails }, 'running PreBind plugin "Mine": oh no'],
])('a plugin that throws in %s is an event of the pod, which is tried again', async (_, members, message) => {
  const { events, attempts, web } = await tryWith(members);
  expect(events[0]).toBe(`FailedScheduling web: ${message}`);
  expect(web.status?.conditions?.[0]).toMatchObject({ reason: 'SchedulerError', message });
  expect(attempts).toBeGreaterThan(1);
});

test('where nothing can fail any more, an event says what was thrown', async () => {
  const { events, web } = await tryWith({ postBind: fails });
  expect(web.spec?.nodeName).toMatch(/^node-/);
  expect(events).toContain('PluginFailed web: running PostBind plugin "Mine": oh no');
});

test('a plugin that throws before a pod is queued keeps it out, and an event says so', async () => {
  const { events, attempts } = await tryWith({ preEnqueue: fails });
  expect([attempts, events]).toEqual([0, ['PluginFailed web: running PreEnqueue plugin "Mine": oh no']]);
});

test('a hint that throws wakes the pod', async () => {
  const members: Omit<Plugin, 'name'> = {
    events: [{ resource: 'Node', action: 'UpdateLabel', hint: fails }],
    filter: (_state, _pod, { labels }) =>
      labels.open ? undefined : new Status('Unschedulable', 'Mine', 'closed'),
  };
  const { world } = await tryWith(members);
  await world.patchNode('node-1', { metadata: { labels: { open: 'yes' } } });
  await world.simulation.runFor(10_000);
  expect((await world.pod('web')).spec?.nodeName).toBe('node-1');
});

test('one that cannot be made is told before anything runs', async () => {
  const plugin = { name: 'Mine', plugin: fails };
  await expect(openWorld({ plugins: [plugin] })).rejects.toThrow(
    'creating profile for scheduler name default-scheduler: initializing plugin "Mine": oh no',
  );
});
