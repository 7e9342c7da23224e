import { expect, test } from 'vitest';
import { createSimulation } from '../../simulation/index.ts';
import { SchedulerCache } from '../cache/cache.ts';
import { PodInfo } from '../cache/pod-info.ts';
import { rows, testFramework, testParts } from '../testing/frameworks.ts';
import { node, pod } from '../testing/objects.ts';
import { CycleState } from './cycle-state.ts';
import type { Framework } from './framework.ts';
import type { Plugin } from './plugin.ts';
import { NodeSelector } from './select-node.ts';
import { Status } from './status.ts';

const full = new Status('Unschedulable', 'OnePerNode', 'taken');
const isLarge = ({ key }: PodInfo) => key.startsWith('default/large');

/** A node has room for one large pod, and for as many small ones as there are. */
const onePerNode: Plugin = {
  name: 'OnePerNode',
  less: () => false,
  sign: (one) => ({ isLarge: isLarge(one) }),
  filter: (_state, one, { pods }) => (isLarge(one) && [...pods.values()].some(isLarge) ? full : undefined),
  bind: async () => undefined,
};
/** The first is better than the second, and so on. */
const inOrder: Plugin = {
  name: 'InOrder',
  sign: () => ({}),
  score: (_state, _pod, { name }) => 100 - Number(name.slice('node-'.length)),
};

function worldOf(nodeCount: number, ...plugins: readonly Plugin[]) {
  const simulation = createSimulation({ seed: 1 });
  const cache = new SchedulerCache();
  for (let at = 1; at <= nodeCount; at++) cache.setNode(node(`node-${at}`));
  const framework = testFramework(rows(plugins.length > 0 ? plugins : [onePerNode, inOrder]));
  const selector = new NodeSelector(simulation.environment);
  /** Where a pod goes: `node-1`, or `node-1 batched`. */
  const place = (name: string, nominatedNodeName = '', by: Framework = framework) => {
    const info = new PodInfo({ ...pod(name), status: { nominatedNodeName } });
    const selection = selector.select(by, new CycleState(), info, cache);
    if (!('node' in selection)) return 'nowhere';
    cache.assumePod(info, selection.node.name);
    return [selection.node.name, selection.unsought ?? []].flat().join(' ');
  };
  return { simulation, cache, place };
}

test('a pod that is as the one before, and does not fit beside it, takes the next best node', () => {
  const { place } = worldOf(4);
  expect(['large-1', 'large-2', 'large-3'].map((name) => place(name))).toEqual([
    'node-1',
    'node-2 batched',
    'node-3 batched',
  ]);
});

test('when all that was found is used up, there is another search', () => {
  const { place } = worldOf(2);
  expect([place('large-1'), place('large-2'), place('large-3'), place('small')]).toEqual([
    'node-1',
    'node-2 batched',
    'nowhere',
    'node-1',
  ]);
});

test('a pod that is not as the one before is searched a node for', () => {
  const { place } = worldOf(3);
  expect([place('small-1'), place('large-1'), place('small-2')]).toEqual(['node-1', 'node-1', 'node-1']);
  const tellsApart = { ...onePerNode, sign: ({ key }: PodInfo) => ({ key }) };
  const apart = worldOf(3, tellsApart, inOrder);
  expect([apart.place('large-1'), apart.place('large-2')]).toEqual(['node-1', 'node-2']);
});

test('so is a pod that fits beside the one before: how good its node is now is not known', () => {
  const { place } = worldOf(3);
  expect([place('small-1'), place('small-2')]).toEqual(['node-1', 'node-1']);
});

test('so is a pod for which there is room again where the last one went', () => {
  const { place, cache } = worldOf(4);
  expect([place('large-1'), place('large-2')]).toEqual(['node-1', 'node-2 batched']);
  cache.removePod('uid-large-2');
  expect(place('large-3')).toBe('node-2');
});

test('what was found is for the very next attempt: not after one that failed, was of another profile, or saw no nodes', () => {
  const { place } = worldOf(3);
  const refuses: Plugin = { ...onePerNode, name: 'Refuses', filter: () => full };
  const another = testFramework(rows([refuses, inOrder]));
  expect([place('large-1'), place('large-2', '', another), place('large-2')]).toEqual([
    'node-1',
    'nowhere',
    'node-2',
  ]);
  const all = worldOf(2);
  expect(all.place('large-1')).toBe('node-1');
  for (const name of ['node-1', 'node-2']) all.cache.removeNode(name);
  expect(all.place('large-2')).toBe('nowhere');
  for (const name of ['node-1', 'node-2']) all.cache.setNode(node(name));
  expect(all.place('large-3')).toBe('node-2');
});

test('where there was one node only, nothing is left for the next', () => {
  const { place, cache } = worldOf(1);
  expect(place('large-1')).toBe('node-1');
  cache.setNode(node('node-2'));
  expect(place('large-2')).toBe('node-2');
});

test('what was found is good for half a second', async () => {
  const { place, simulation } = worldOf(4);
  expect(place('large-1')).toBe('node-1');
  await simulation.runFor(500);
  expect(place('large-2')).toBe('node-2 batched');
  await simulation.runFor(1);
  expect(place('large-3')).toBe('node-3');
});

test('it is of no use once the node that was taken is gone, or the node that is next', () => {
  const taken = worldOf(3);
  expect(taken.place('large-1')).toBe('node-1');
  taken.cache.removeNode('node-1');
  expect(taken.place('large-2')).toBe('node-2');
  const next = worldOf(3);
  expect(next.place('large-1')).toBe('node-1');
  next.cache.removeNode('node-2');
  expect([next.place('large-2'), next.place('large-3')]).toEqual(['node-3', 'nowhere']);
});

test('where the pod does not fit on the next best node, all are looked at', () => {
  const { place, cache } = worldOf(4);
  expect(place('large-1')).toBe('node-1');
  cache.assumePod(new PodInfo(pod('large-other')), 'node-2');
  expect([place('large-2'), place('large-3')]).toEqual(['node-3', 'node-4 batched']);
});

test('the node that a pod is nominated for goes before, and ends the batch unless it is the same', () => {
  const { place } = worldOf(5);
  expect([place('large-1'), place('large-2', 'node-4'), place('large-3')]).toEqual([
    'node-1',
    'node-4 nominated',
    'node-2',
  ]);
  const other = worldOf(5);
  expect([other.place('large-1'), other.place('small', 'node-4'), other.place('large-2')]).toEqual([
    'node-1',
    'node-4 nominated',
    'node-2',
  ]);
  const same = worldOf(5);
  expect([same.place('large-1'), same.place('large-2', 'node-2'), same.place('large-3')]).toEqual([
    'node-1',
    'node-2 nominated',
    'node-3 batched',
  ]);
});

test('a plugin that does not say what it looks at ends it for all pods, as extenders do', () => {
  const { sign: _, ...silent } = inOrder;
  const { place } = worldOf(3, onePerNode, silent);
  expect([place('large-1'), place('large-2')]).toEqual(['node-1', 'node-2']);
  const parts = testParts();
  const extenders = { none: false } as typeof parts.extenders;
  const info = new PodInfo(pod('p'));
  expect(testFramework(rows([onePerNode, inOrder]), parts).sign(info)).toBeDefined();
  expect(testFramework(rows([onePerNode, inOrder]), { ...parts, extenders }).sign(info)).toBeUndefined();
});

test('equals are drawn, each time anew', () => {
  const equal: Plugin = { ...inOrder, score: () => 1 };
  const { place } = worldOf(20, onePerNode, equal);
  const names = Array.from({ length: 20 }, (_, at) => place(`large-${at}`).split(' ')[0]);
  expect(new Set(names).size).toBe(20);
  expect(names).not.toEqual(names.map((_, at) => `node-${at + 1}`));
  expect(names).not.toEqual(names.toSorted());
});
