import { expect, test } from 'vitest';
import { parseQuantity } from '../../apimachinery/index.ts';
import type { PodStats } from '../usage/pod-stats.ts';
import { isCriticalPod } from './critical-pod.ts';
import { parseKubeletConfiguration, thresholdsOf } from './kubelet-configuration.ts';
import { rankPods } from './rank-pods.ts';
import type { StarvedResource } from './signals.ts';
import { decidePressure, noPressure, type Threshold } from './thresholds.ts';

const mi = 2 ** 20;

/** A pod that asks for so much memory and disk, and uses so much. */
function stats(name: string, priority: number, requestMi: number, usedMi: number, found = true): PodStats {
  const text = `${requestMi}Mi`;
  const requests = { memory: text, 'ephemeral-storage': text };
  const used = usedMi * mi;
  const container = {
    name: 'a',
    startedMs: 0,
    cpu: 0,
    memory: used,
    ephemeralStorage: used,
    inodes: usedMi,
    pids: usedMi,
  };
  return {
    pod: {
      metadata: { name },
      spec: { priority, containers: [{ name: 'a', ...(requestMi > 0 && { resources: { requests } }) }] },
    },
    found,
    containers: [container],
  };
}

const exceedsLow = stats('exceeds-low', 0, 100, 150);
const exceedsMore = stats('exceeds-more', 0, 100, 900);
const exceedsHigh = stats('exceeds-high', 1000, 0, 400);
const belowLow = stats('below-low', 0, 400, 300);
const belowLess = stats('below-less', 0, 400, 100);
const belowHigh = stats('below-high', 1000, 900, 800);
const unknown = stats('unknown', 5000, 0, 0, false);
const all = [belowHigh, belowLess, exceedsHigh, exceedsLow, unknown, belowLow, exceedsMore];

test.each<[StarvedResource, readonly string[]]>([
  [
    'memory',
    ['unknown', 'exceeds-more', 'exceeds-low', 'exceeds-high', 'below-low', 'below-less', 'below-high'],
  ],
  [
    'ephemeral-storage',
    ['unknown', 'exceeds-more', 'exceeds-low', 'exceeds-high', 'below-low', 'below-less', 'below-high'],
  ],
  [
    'pids',
    ['exceeds-more', 'below-low', 'exceeds-low', 'below-less', 'below-high', 'exceeds-high', 'unknown'],
  ],
])('who goes first for %s', (resource, names) => {
  expect(rankPods(resource, all).map(({ pod }) => pod.metadata?.name)).toEqual(names);
});

const memory = (quantity: string, more: Partial<Threshold> = {}): Threshold => ({
  signal: 'memory.available',
  value: { quantity: parseQuantity(quantity) },
  graceMs: 0,
  ...more,
});
const left = (mebibytes: number) => ({
  'memory.available': { available: mebibytes * mi, capacity: 1000 * mi },
});

/** What is decided at each look, ten seconds apart: whether there is a condition, and how many thresholds are due. */
function looks(threshold: Threshold, transitionMs: number, available: readonly number[]) {
  let state = noPressure;
  return available.map((mebibytes, at) => {
    const decision = decidePressure([threshold], transitionMs, state, left(mebibytes), at * 10_000);
    state = decision.state;
    return [decision.conditions.length, decision.due.length];
  });
}

test.each<[string, Threshold, number, readonly number[], readonly (readonly number[])[]]>([
  [
    'is met below it only',
    memory('100Mi'),
    0,
    [101, 100, 99],
    [
      [0, 0],
      [0, 0],
      [0, 1],
    ],
  ],
  [
    'leaves a condition behind',
    memory('100Mi'),
    20_000,
    [99, 101, 101],
    [
      [1, 1],
      [1, 0],
      [0, 0],
    ],
  ],
  [
    'that is soft waits',
    memory('100Mi', { graceMs: 20_000 }),
    60_000,
    [99, 99, 99],
    [
      [1, 0],
      [1, 0],
      [1, 1],
    ],
  ],
  [
    'that was not met all the time waits anew',
    memory('100Mi', { graceMs: 10_000 }),
    60_000,
    [99, 101, 99, 99],
    [
      [1, 0],
      [1, 0],
      [1, 0],
      [1, 1],
    ],
  ],
  [
    'stays due until more is left',
    memory('100Mi', { minReclaim: { quantity: parseQuantity('50Mi') } }),
    60_000,
    [99, 149, 150, 149],
    [
      [1, 1],
      [1, 1],
      [1, 0],
      [1, 0],
    ],
  ],
])('a threshold %s', (_name, threshold, transitionMs, available, decided) => {
  expect(looks(threshold, transitionMs, available)).toEqual(decided);
});

test('memory is reclaimed before all else', () => {
  const disk: Threshold = { signal: 'nodefs.available', value: { share: 0.1 }, graceMs: 0 };
  const observations = { ...left(1), 'nodefs.available': { available: 1, capacity: 100 } };
  const { due, conditions } = decidePressure([disk, memory('100Mi')], 60_000, noPressure, observations, 0);
  expect(due.map(({ signal }) => signal)).toEqual(['memory.available', 'nodefs.available']);
  expect(conditions).toEqual(['DiskPressure', 'MemoryPressure']);
});

test('the thresholds of a kubelet without a configuration', () => {
  expect(thresholdsOf({}).map(({ signal }) => signal)).toEqual([
    'memory.available',
    'allocatableMemory.available',
    'nodefs.available',
    'containerfs.available',
    'nodefs.inodesFree',
    'containerfs.inodesFree',
    'imagefs.available',
    'imagefs.inodesFree',
  ]);
});

test.each([
  [{ evictHard: {} }, 'x.evictHard: unknown field; there are evictionHard, evictionSoft,'],
  [
    { evictionHard: { memory: '1Gi' } },
    'x.evictionHard.memory: unsupported eviction signal; there are memory.available,',
  ],
  [
    { evictionHard: { 'memory.available': '0' } },
    'x.evictionHard.memory.available: must be an amount of more than 0',
  ],
  [{ evictionHard: { 'memory.available': '101%' } }, 'or a part of all there is from 0% to 100%'],
  [{ evictionHard: { 'memory.available': 5 } }, 'x.evictionHard: must be an object of texts by signal'],
  [
    { evictionSoft: { 'memory.available': '5%' } },
    'x.evictionSoftGracePeriod.memory.available: is missing, for the soft threshold',
  ],
  [
    { evictionPressureTransitionPeriod: 'soon' },
    'x.evictionPressureTransitionPeriod: must be a duration such as 5m',
  ],
  [{ evictionMaxPodGracePeriod: '5' }, 'x.evictionMaxPodGracePeriod: must be a whole number of seconds'],
])('refused is %j', (data, problem) => {
  expect(() => parseKubeletConfiguration(data, 'x')).toThrow(problem);
});

test('0% and 100% are no thresholds', () => {
  expect(thresholdsOf({ evictionHard: { 'memory.available': '0%', 'nodefs.available': '100%' } })).toEqual(
    [],
  );
});

test.each([
  ['of the highest priorities', { spec: { priority: 2_000_000_000, containers: [] } }, true],
  ['of no high one', { spec: { priority: 1_999_999_999, containers: [] } }, false],
  ['of a manifest', { metadata: { annotations: { 'kubernetes.io/config.source': 'file' } } }, true],
  ['of the API server', { metadata: { annotations: { 'kubernetes.io/config.source': 'api' } } }, false],
  ['that stands for one', { metadata: { annotations: { 'kubernetes.io/config.mirror': '1' } } }, true],
])('a pod %s is critical, or not', (_name, pod, is) => {
  expect(isCriticalPod(pod)).toBe(is);
});
