import { expect, test } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import { createSimulation } from '../../simulation/index.ts';
import { SchedulerCache } from '../cache/cache.ts';
import { PodInfo } from '../cache/pod-info.ts';
import { testFramework } from '../testing/frameworks.ts';
import { node, pod } from '../testing/objects.ts';
import { CycleState } from './cycle-state.ts';
import { fitErrorMessage } from './diagnosis.ts';
import { feasibleNodesToFind, NodeSelector, type Selection } from './select-node.ts';

function selectorWith(nodeCount: number): { cache: SchedulerCache; select(of: V1Pod): Selection } {
  const cache = new SchedulerCache();
  for (let at = 1; at <= nodeCount; at++) cache.setNode(node(`node-${at}`));
  const { environment } = createSimulation({ seed: 1 });
  const framework = testFramework();
  const selector = new NodeSelector(environment);
  return {
    cache,
    select: (of) => selector.select(framework, new CycleState(), new PodInfo(of), cache),
  };
}

const nodeOf = (selection: Selection) => ('node' in selection ? selection.node.name : undefined);

test.each([
  [10, 0, 10],
  [99, 0, 99],
  [100, 0, 100],
  [1_000, 0, 420],
  [5_000, 0, 500],
  [6_000, 0, 300],
  [200, 0, 100],
  [10, 40, 10],
  [1_000, 40, 400],
  [1_000, 5, 100],
  [1_000, 100, 1_000],
])('of %i nodes at %i %% %i are enough', (nodeCount, percentage, expected) => {
  expect(feasibleNodesToFind(nodeCount, percentage)).toBe(expected);
});

test('the emptiest node is taken; equals are taken evenly', () => {
  const { cache, select } = selectorWith(3);
  cache.assumePod(new PodInfo(pod('a', { cpu: '1' })), 'node-1');
  cache.assumePod(new PodInfo(pod('b', { cpu: '1' })), 'node-3');
  expect(nodeOf(select(pod('p', { cpu: '1' })))).toBe('node-2');
  const counts = new Map<string | undefined, number>();
  const even = selectorWith(4);
  for (let round = 0; round < 400; round++) {
    const name = nodeOf(even.select(pod('p', { cpu: '1' })));
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  expect(counts.size).toBe(4);
  for (const count of counts.values()) expect(count).toBeGreaterThan(60);
});

test('a search that finds enough goes on there the next time', () => {
  const { select } = selectorWith(250);
  const seen = new Set<string>();
  for (let round = 0; round < 3; round++) {
    const selection = select(pod('p', { cpu: '1' }));
    if (!('node' in selection)) throw new Error('there is room');
    expect([selection.feasible.length, selection.refused.nodes.length]).toEqual([120, 0]);
    for (const { name } of selection.feasible) seen.add(name);
  }
  expect(seen.size).toBe(250);
});

/** Only these nodes will do. */
const byName = (...values: string[]) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchFields: [{ key: 'metadata.name', operator: 'In', values }] }],
      },
    },
  },
});

test('a pod that names its nodes is tried on these alone, and the message says so', () => {
  const { select } = selectorWith(3);
  expect(nodeOf(select(pod('p', {}, byName('node-2'))))).toBe('node-2');
  const selection = select(pod('p', { cpu: '5' }, byName('node-2')));
  if (!('diagnosis' in selection)) throw new Error('there is no room');
  expect(fitErrorMessage(selection.diagnosis, '')).toBe(
    "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) didn't satisfy plugin(s) [NodeAffinity].",
  );
  expect([...selection.diagnosis.plugins].sort()).toEqual(['NodeAffinity', 'NodeResourcesFit']);
});

test('the node it is nominated for is taken, though others are emptier, as long as it fits there', () => {
  const { cache, select } = selectorWith(3);
  cache.assumePod(new PodInfo(pod('a', { cpu: '2' })), 'node-2');
  const nominated = (nodeName: string) => ({
    ...pod('p', { cpu: '2' }),
    status: { nominatedNodeName: nodeName },
  });
  const selection = select(nominated('node-2'));
  expect('node' in selection && [selection.node.name, selection.feasible.length]).toEqual(['node-2', 1]);
  expect(nodeOf(select(nominated('node-4')))).toBeDefined();
  cache.assumePod(new PodInfo(pod('b', { cpu: '1' })), 'node-2');
  expect(['node-1', 'node-3']).toContain(nodeOf(select(nominated('node-2'))));
});

test('of each node that was looked at it is known what it got', () => {
  const { cache, select } = selectorWith(3);
  cache.setNode(node('node-2', { cpu: '4', memory: '8Gi' }, { unschedulable: true }));
  cache.assumePod(new PodInfo(pod('a', { cpu: '4' })), 'node-3');
  for (const _round of [1, 2]) {
    const selection = select(pod('p', { cpu: '5' }));
    if (!('diagnosis' in selection)) throw new Error('there is no room');
    const { nodes, statuses } = selection.diagnosis;
    expect(nodes.map(({ name }, at) => `${name} ${statuses[at]?.plugin}`).sort()).toEqual([
      'node-1 NodeResourcesFit',
      'node-2 NodeUnschedulable',
      'node-3 NodeResourcesFit',
    ]);
  }
});

test('a node that a pod is nominated for is looked at, also if the pod is limited to others', () => {
  const { select } = selectorWith(3);
  const status = { nominatedNodeName: 'node-2' };
  const selection = select({ ...pod('p', { cpu: '5' }, byName('node-1')), status });
  if (!('diagnosis' in selection)) throw new Error('there is no room');
  expect(selection.diagnosis.nodes.map(({ name }) => name)).toEqual(['node-2', 'node-1']);
  expect(fitErrorMessage(selection.diagnosis, '')).toBe(
    "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match Pod's node affinity/selector, " +
      "1 node(s) didn't satisfy plugin(s) [NodeAffinity].",
  );
});
