import { expect, test } from 'vitest';
import { coreV1 } from '../api/index.ts';
import { schedulerConfiguration } from './configuration/scheduler-configuration.ts';
import type { Plugin } from './framework/plugin.ts';
import { rows } from './testing/frameworks.ts';
import { node, pod } from './testing/objects.ts';
import { openWorld } from './testing/scheduled-world.ts';

const pluginConfig = [{ name: 'PodTopologySpread', args: { defaultingType: 'List' } }];
const byList = schedulerConfiguration({ profiles: [{ pluginConfig }] });

/** Ten pods that each need a node of their own: how each found its place, and what was recorded of it. */
async function placeTen(configuration?: typeof byList) {
  const world = await openWorld({ seed: 3, ...(configuration && { configuration }) });
  for (let at = 1; at <= 12; at++) {
    await world.create(node(`node-${at}`, { cpu: at % 2 === 0 ? '4' : '5', memory: '8Gi' }));
  }
  const found: string[] = [];
  world.manager.environment.trace.follow(['attempt'], ({ kind, fields }) => {
    if (kind === 'attempt') found.push(`${fields.unsought ?? 'searched'} ${fields.feasible.length}`);
  });
  await world.simulation.complete(async () => {
    for (let at = 0; at < 10; at++) await world.client.create(coreV1.pods, pod(`p-${at}`, { cpu: '3' }));
  });
  await world.simulation.settle();
  const nodes: string[] = [];
  for (let at = 0; at < 10; at++) nodes.push((await world.pod(`p-${at}`)).spec?.nodeName ?? '');
  return { found, nodes, trace: JSON.stringify(world.trace) };
}

test('pods of a batch find their places by one search, where pods are not spread by default', async () => {
  const { found, nodes } = await placeTen(byList);
  expect(found).toEqual(['searched 12', ...Array<string>(9).fill('batched 1')]);
  expect(new Set(nodes).size).toBe(10);
  const large = nodes.slice(0, 6).map((name) => Number(name.slice('node-'.length)) % 2);
  expect(large).toEqual([1, 1, 1, 1, 1, 1]);
});

test('by default each is searched a place for', async () => {
  const { found } = await placeTen();
  expect(found).toEqual(Array.from({ length: 10 }, (_, at) => `searched ${12 - at}`));
});

test('one seed gives one run of a batch', async () => {
  const [one, other] = [await placeTen(byList), await placeTen(byList)];
  expect(one).toEqual(other);
});

test('a plugin that throws when it is asked what it looks at has pods searched a place for, and an event says so', async () => {
  const mine: Plugin = {
    name: 'Mine',
    sign: () => {
      throw new TypeError('oh no');
    },
    filter: () => undefined,
  };
  const profiles = [{ pluginConfig, plugins: { multiPoint: { enabled: [{ name: 'Mine' }] } } }];
  const world = await openWorld({
    plugins: rows([mine]),
    configuration: schedulerConfiguration({ profiles }),
  });
  await world.create(node('node-1'));
  await world.create(pod('web'));
  expect((await world.pod('web')).spec?.nodeName).toBe('node-1');
  expect(await world.events()).toContain('PluginFailed web: running Sign plugin "Mine": oh no');
});
