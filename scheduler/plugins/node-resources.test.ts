import { describe, expect, test } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import { PodInfo } from '../cache/pod-info.ts';
import { CycleState } from '../framework/cycle-state.ts';
import { eventOf, hintOf, testParts } from '../testing/frameworks.ts';
import { container, node, nodeInfo, pod } from '../testing/objects.ts';
import { defaultArgs } from './args.ts';
import { nodeResourcesBalancedAllocation } from './node-resources-balanced-allocation.ts';
import { nodeResourcesFit } from './node-resources-fit.ts';

const state = new CycleState();
const fit = nodeResourcesFit(defaultArgs.NodeResourcesFit, testParts());
const balancedAllocation = nodeResourcesBalancedAllocation(
  defaultArgs.NodeResourcesBalancedAllocation,
  testParts(),
);
const nothing = pod('none', {}, { containers: [] });
const cpuOnly = pod(
  'cpu',
  {},
  {
    containers: [container('a', { cpu: '1', memory: '0' }), container('b', { cpu: '2', memory: '0' })],
  },
);
const cpuAndMemory = pod(
  'both',
  {},
  {
    containers: [container('a', { cpu: '1', memory: '2000' }), container('b', { cpu: '2', memory: '3000' })],
  },
);

interface FitCase {
  readonly asks: Readonly<Record<string, string>>;
  readonly used?: Readonly<Record<string, string>>;
  readonly init?: Readonly<Record<string, string>>;
  readonly offers?: Readonly<Record<string, string>>;
  readonly expected: readonly string[];
}

const gpu = 'example.com/gpu';
const small = { cpu: '10m', memory: '20', pods: '32', 'ephemeral-storage': '20', [gpu]: '5' };
const fitCases: Readonly<Record<string, FitCase>> = {
  'no resources asked for always fit': { asks: {}, used: { cpu: '10m', memory: '20' }, expected: [] },
  'too many of both': {
    asks: { cpu: '1m', memory: '1' },
    used: { cpu: '10m', memory: '20' },
    expected: ['Unschedulable', 'Insufficient cpu', 'Insufficient memory'],
  },
  'too much for init containers': {
    asks: { cpu: '1m', memory: '1' },
    init: { cpu: '3m', memory: '1' },
    used: { cpu: '8m', memory: '19' },
    expected: ['Unschedulable', 'Insufficient cpu'],
  },
  'both fit': { asks: { cpu: '1m', memory: '1' }, used: { cpu: '5m', memory: '5' }, expected: [] },
  'one is too much': {
    asks: { cpu: '1m', memory: '2' },
    used: { cpu: '5m', memory: '19' },
    expected: ['Unschedulable', 'Insufficient memory'],
  },
  'equal edge': { asks: { cpu: '5m', memory: '1' }, used: { cpu: '5m', memory: '19' }, expected: [] },
  'more than the node has': {
    asks: { cpu: '11m', memory: '1' },
    expected: ['UnschedulableAndUnresolvable', 'Insufficient cpu'],
  },
  'an extended resource is used up': {
    asks: { [gpu]: '1' },
    used: { [gpu]: '5' },
    expected: ['Unschedulable', `Insufficient ${gpu}`],
  },
  'an extended resource the node does not know': {
    asks: { 'example.com/other': '1' },
    expected: ['UnschedulableAndUnresolvable', 'Insufficient example.com/other'],
  },
  'ephemeral storage': {
    asks: { 'ephemeral-storage': '15' },
    used: { 'ephemeral-storage': '10' },
    expected: ['Unschedulable', 'Insufficient ephemeral-storage'],
  },
  'nothing asked for fits where too much is used': {
    asks: { cpu: '0', memory: '0', 'ephemeral-storage': '0', [gpu]: '0' },
    used: { cpu: '20m', memory: '40', 'ephemeral-storage': '40', [gpu]: '10' },
    expected: [],
  },
  'all of it is asked for and some is used': {
    asks: small,
    used: { cpu: '1m', memory: '1', 'ephemeral-storage': '1', [gpu]: '1' },
    expected: [
      'Unschedulable',
      'Insufficient cpu',
      'Insufficient memory',
      'Insufficient ephemeral-storage',
      `Insufficient ${gpu}`,
    ],
  },
  'just what is left': {
    asks: { cpu: '9m', memory: '19', 'ephemeral-storage': '19', [gpu]: '4' },
    used: { cpu: '1m', memory: '1', 'ephemeral-storage': '1', [gpu]: '1' },
    offers: { ...small, pods: '2' },
    expected: [],
  },
  'more memory than the node has': {
    asks: { memory: '21' },
    expected: ['UnschedulableAndUnresolvable', 'Insufficient memory'],
  },
  'more storage than the node has': {
    asks: { 'ephemeral-storage': '21' },
    expected: ['UnschedulableAndUnresolvable', 'Insufficient ephemeral-storage'],
  },
  'more cpu than the node has, and an extended resource that is used up': {
    asks: { cpu: '11m', [gpu]: '1' },
    used: { [gpu]: '5' },
    expected: ['UnschedulableAndUnresolvable', 'Insufficient cpu', `Insufficient ${gpu}`],
  },
  'too little cpu, and enough of an extended resource': {
    asks: { cpu: '2m', [gpu]: '1' },
    used: { cpu: '9m' },
    expected: ['Unschedulable', 'Insufficient cpu'],
  },
  'all at once, in the order of the reasons': {
    asks: { cpu: '1m', memory: '1', [gpu]: '6' },
    used: { cpu: '10m', memory: '20' },
    offers: { ...small, pods: '1' },
    expected: [
      'UnschedulableAndUnresolvable',
      'Too many pods',
      'Insufficient cpu',
      'Insufficient memory',
      `Insufficient ${gpu}`,
    ],
  },
};

describe('NodeResourcesFit filters', () => {
  test.each(Object.entries(fitCases))('%s', (_name, { asks, used = {}, init, offers = small, expected }) => {
    const initContainers = init === undefined ? [] : [container('init', init)];
    const wants = new PodInfo(pod('wants', asks, { initContainers }));
    const info = nodeInfo(node('node-1', offers), pod('there', used));
    const status = fit.filter?.(state, wants, info);
    expect(status === undefined ? [] : [status.code, ...status.reasons]).toEqual(expected);
  });

  test('extended resources that are ignored are not asked for', () => {
    const lacks = (args: object, of: string) =>
      nodeResourcesFit({ ...defaultArgs.NodeResourcesFit, ...args }, testParts()).filter?.(
        state,
        new PodInfo(pod('wants', { [of]: '9' })),
        nodeInfo(node('n', small)),
      ) !== undefined;
    expect(lacks({}, gpu)).toBe(true);
    expect(lacks({ ignoredResources: [gpu] }, gpu)).toBe(false);
    expect(lacks({ ignoredResourceGroups: ['example.com'] }, gpu)).toBe(false);
    expect(lacks({ ignoredResources: ['example.com/other'], ignoredResourceGroups: ['example'] }, gpu)).toBe(
      true,
    );
    // Those of Kubernetes are always asked for.
    expect(lacks({ ignoredResources: ['hugepages-2Mi'] }, 'hugepages-2Mi')).toBe(true);
  });

  test('the same lack gives the same Status: nothing is allocated per node', () => {
    const wants = new PodInfo(pod('wants', { cpu: '5m' }));
    const filter = () => fit.filter?.(state, wants, nodeInfo(node('n', small), pod('p', { cpu: '9m' })));
    expect(filter()).toBe(filter());
  });
});

interface ScoreCase {
  readonly asks: V1Pod;
  /** Of each node: its cpu and memory, what runs there, and the scores: least allocated, balanced. */
  readonly nodes: readonly (readonly [
    cpu: string,
    memory: string,
    there: V1Pod | undefined,
    least: number,
    balanced: number,
  ])[];
}

const scoreCases: Readonly<Record<string, ScoreCase>> = {
  'nothing there, nothing asked': {
    asks: nothing,
    nodes: [
      ['4', '10000', undefined, 100, 75],
      ['4', '10000', undefined, 100, 75],
    ],
  },
  'nothing there, nodes of different sizes': {
    asks: cpuAndMemory,
    nodes: [
      ['4', '10000', undefined, 37, 68],
      ['6', '10000', undefined, 50, 75],
    ],
  },
  'pods there, resources asked': {
    asks: cpuAndMemory,
    nodes: [
      ['10', '20000', cpuOnly, 57, 73],
      ['10', '20000', cpuAndMemory, 45, 74],
    ],
  },
  'more than a node has': {
    asks: cpuOnly,
    nodes: [
      ['4', '10000', cpuOnly, 50, 69],
      ['4', '10000', cpuAndMemory, 25, 69],
    ],
  },
  'a node without anything': { asks: cpuAndMemory, nodes: [['0', '0', undefined, 0, 75]] },
  'nodes without cpu, or without memory': {
    asks: cpuAndMemory,
    nodes: [
      ['0', '10000', undefined, 50, 75],
      ['6', '0', undefined, 50, 75],
    ],
  },
};

describe('the scores of a node', () => {
  test.each(Object.entries(scoreCases))('%s', (_name, { asks, nodes }) => {
    for (const [cpu, memory, there, least, balanced] of nodes) {
      const info = nodeInfo(node('n', { cpu, memory }), ...(there === undefined ? [] : [there]));
      expect(fit.score?.(state, new PodInfo(asks), info)).toBe(least);
      expect(balancedAllocation.score?.(state, new PodInfo(asks), info)).toBe(balanced);
    }
  });

  test('pods that ask for nothing are not balanced', () => {
    const preScore = (of: V1Pod) => balancedAllocation.preScore?.(state, new PodInfo(of), []);
    expect(preScore(nothing)).toBe('skip');
    expect(preScore(cpuOnly)).toBeUndefined();
  });
});

describe('NodeResourcesFit takes another look', () => {
  const wants = new PodInfo(pod('wants', { cpu: '2' }));
  const update = (before: string, after: string) =>
    hintOf(fit, 'Node/UpdateAllocatable')?.(
      wants,
      eventOf(
        'Node/UpdateAllocatable',
        node('n', { cpu: before, memory: '1Gi' }),
        node('n', { cpu: after, memory: '1Gi' }),
      ),
    );
  test.each([
    ['grown enough', '1', '2', true],
    ['grown, but not enough', '1', '1500m', false],
    ['shrunk', '4', '3', false],
    ['the same', '4', '4', false],
  ])('when a node has %s', (_name, before, after, expected) => {
    expect(update(before, after)).toBe(expected);
  });
});
