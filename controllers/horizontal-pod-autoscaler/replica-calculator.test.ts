import { expect, it } from 'vitest';
import type { V1Pod } from '../../api/index.ts';
import type { PodMetrics } from './pod-metrics.ts';
import { requestsOf } from './pod-requests.ts';
import {
  type Calculated,
  replicasByAverage,
  replicasByShare,
  replicasByUtilization,
  replicasByValue,
} from './replica-calculator.ts';

/** The facts are those of kubernetes pkg/controller/podautoscaler (replica_calculator_test.go). */

const nowMs = Date.parse('2026-01-01T00:00:00Z');
const cool = '2025-12-31T23:00:00Z';
const hot = '2025-12-31T23:59:00Z';
const tolerances = { scaleUp: 0.1, scaleDown: 0.1 };

/** How a pod is: `ready`, `unready`, `hot` (just started), `failed`, `pending`, `going`. */
type State = 'ready' | 'unready' | 'hot' | 'failed' | 'pending' | 'going';

interface Given {
  readonly current: number;
  readonly states?: readonly State[];
  /** What each container asks for, in CPUs; of two in each pod. */
  readonly requests?: readonly number[];
  readonly up?: number;
}

const phases: Partial<Record<State, string>> = { failed: 'Failed', pending: 'Pending' };

function podsOf({ current, states = [], requests = [] }: Given): readonly V1Pod[] {
  return Array.from({ length: Math.max(current, states.length) }, (_, at) => {
    const state = states[at] ?? 'ready';
    const cpu = String(requests[at] ?? 1);
    const containers = ['a', 'b'].map((name) => ({ name, resources: { requests: { cpu } } }));
    const isReady = state === 'ready' || state === 'hot';
    return {
      metadata: { name: `pod-${at}`, ...(state === 'going' && { deletionTimestamp: cool }) },
      spec: { containers },
      status: {
        phase: phases[state] ?? 'Running',
        startTime: state === 'hot' ? hot : cool,
        conditions: [{ type: 'Ready', status: isReady ? 'True' : 'False' }],
      },
    };
  });
}

const metricsOf = (levels: readonly number[], perPod = 1): PodMetrics =>
  new Map(
    levels.map((level, at) => [`pod-${at}`, { value: level * perPod, timestampMs: 0, windowMs: 60_000 }]),
  );

const scaledOf = (given: Given) => ({
  pods: podsOf(given),
  currentReplicas: given.current,
  tolerances: given.up === undefined ? tolerances : { ...tolerances, scaleUp: given.up },
  nowMs,
});

const told = ({ replicas, usage, utilization }: Calculated) =>
  utilization === undefined ? [replicas, usage] : [replicas, utilization, usage];

const three: readonly State[] = ['ready', 'ready', 'ready'];
const five = [...three, 'ready', 'ready'] as const;

it.each<[string, Given, readonly number[], number, readonly number[]]>([
  ['scale up', { current: 3 }, [300, 500, 700], 30, [5, 50, 1000]],
  ['less for one that is not ready', { current: 3, states: ['unready'] }, [300, 500, 700], 30, [4, 60, 1200]],
  ['less for one that has just begun', { current: 3, states: ['hot'] }, [300, 500, 700], 30, [4, 60, 1200]],
  [
    'not for two that are not ready',
    { current: 3, states: ['ready', 'unready', 'unready'] },
    [400, 500, 700],
    30,
    [3, 40, 800],
  ],
  [
    'not for two that have just begun',
    { current: 3, states: ['ready', 'hot', 'hot'] },
    [400, 500, 700],
    30,
    [3, 40, 800],
  ],
  [
    'but for those that have failed',
    { current: 2, states: ['ready', 'ready', 'failed', 'failed'] },
    [500, 700],
    30,
    [4, 60, 1200],
  ],
  [
    'but for those that go',
    { current: 2, states: ['ready', 'ready', 'going', 'going'] },
    [500, 700],
    30,
    [4, 60, 1200],
  ],
  ['scale down', { current: 5 }, [100, 300, 500, 250, 250], 50, [3, 28, 560]],
  [
    'by those that are ready',
    { current: 5, states: [...three, 'unready', 'unready'] },
    [100, 300, 500, 250, 250],
    50,
    [2, 30, 600],
  ],
  [
    'by those that run',
    { current: 5, states: ['ready', 'pending', 'pending', 'pending', 'pending'] },
    [100],
    50,
    [1, 10, 200],
  ],
  [
    'by those that are warm',
    { current: 5, states: [...three, 'hot', 'hot'] },
    [100, 300, 500, 250, 250],
    50,
    [2, 30, 600],
  ],
  [
    'by those that have not failed',
    { current: 5, states: [...five, 'failed', 'failed'] },
    [100, 300, 500, 250, 250],
    50,
    [3, 28, 560],
  ],
  [
    'by those that stay',
    { current: 5, states: [...five, 'going', 'going'] },
    [100, 300, 500, 250, 250],
    50,
    [3, 28, 560],
  ],
  ['within the tolerance', { current: 3, requests: [0.9, 1, 1.1] }, [1010, 1030, 1020], 100, [3, 102, 2040]],
  ['of more than there are', { current: 4 }, [4000, 9500, 3000, 7000, 3200, 2000], 100, [24, 587, 11750]],
  ['of fewer than there are', { current: 4 }, [400, 95], 100, [3, 24, 495]],
  ['one unknown, as wanted', { current: 2 }, [1000], 100, [2, 100, 2000]],
  ['one unknown, more than wanted', { current: 2 }, [1900], 100, [2, 190, 3800]],
  ['one unknown, less than wanted', { current: 2 }, [600], 100, [2, 60, 1200]],
  ['one unknown, one not ready', { current: 3, states: ['unready'] }, [100, 450], 50, [3, 45, 900]],
  ['one unknown, one just begun', { current: 3, states: ['hot'] }, [100, 450], 50, [3, 45, 900]],
  [
    'one unknown, one not ready, much more',
    { current: 3, states: ['unready'] },
    [100, 2000],
    50,
    [4, 200, 4000],
  ],
  [
    'one unknown, one not ready, less',
    { current: 4, states: ['unready'] },
    [100, 100, 100],
    50,
    [3, 10, 200],
  ],
  [
    'one unknown, of a target above what is asked for',
    { current: 4, states: ['unready'], requests: [1, 1, 2, 2] },
    [200, 100, 100],
    300,
    [2, 6, 200],
  ],
  ['while a rollout has one more', { current: 2, states: three }, [100, 100], 50, [2, 10, 200]],
])('by utilization: %s', (_name, given, levels, targetPercent, expected) => {
  const scaled = scaledOf(given);
  const requests = () => requestsOf(scaled.pods, '', 'cpu');
  const found = replicasByUtilization(scaled, metricsOf(levels, 2), requests, {
    resource: 'cpu',
    targetPercent,
  });
  expect(told(found)).toEqual(expected);
});

it.each<[string, Given, readonly number[], number, readonly number[]]>([
  ['scale up', { current: 3 }, [20_000, 10_000, 30_000], 15_000, [4, 20_000]],
  [
    'whatever is not ready',
    { current: 3, states: ['ready', 'ready', 'hot'] },
    [50_000, 10_000, 30_000],
    15_000,
    [6, 30_000],
  ],
  [
    'whatever has just begun',
    { current: 3, states: ['hot', 'ready', 'hot'] },
    [50_000, 15_000, 30_000],
    15_000,
    [7, 31_666],
  ],
  ['scale down', { current: 5 }, [12_000, 12_000, 12_000, 12_000, 12_000], 20_000, [3, 12_000]],
  ['within the tolerance', { current: 3 }, [20_000, 21_000, 21_000], 20_000, [3, 20_666]],
  ['beyond a tolerance of its own', { current: 3, up: 0.01 }, [20_000, 21_000, 21_000], 20_000, [4, 20_666]],
  ['two unknown', { current: 5 }, [20_000, 19_000, 21_000], 20_000, [5, 20_000]],
  ['while a rollout has one more', { current: 2, states: three }, [10_000, 10_000], 17_000, [2, 10_000]],
])('by an average: %s', (_name, given, levels, target, expected) => {
  expect(told(replicasByAverage(scaledOf(given), metricsOf(levels), '', target))).toEqual(expected);
});

it.each<[string, Given, number, number, readonly number[]]>([
  ['scale up', { current: 3 }, 20_000, 15_000, [4, 20_000]],
  [
    'by those that are ready',
    { current: 3, states: ['unready', 'ready', 'unready'] },
    50_000,
    10_000,
    [5, 50_000],
  ],
  ['scale down', { current: 5 }, 12_000, 20_000, [3, 12_000]],
  ['within the tolerance', { current: 3 }, 20_666, 20_000, [3, 20_666]],
  ['beyond a tolerance of its own', { current: 3, up: 0.01 }, 20_666, 20_000, [4, 20_666]],
  ['from nothing', { current: 0 }, 40_000, 15_000, [3, 40_000]],
  [
    'beyond what there can be',
    { current: 3 },
    Number.MAX_SAFE_INTEGER,
    1,
    [2_147_483_647, Number.MAX_SAFE_INTEGER],
  ],
])('by one value: %s', (_name, given, usage, target, expected) => {
  expect(told(replicasByValue(scaledOf(given), usage, target))).toEqual(expected);
});

it.each<[string, number, number, number, readonly number[]]>([
  ['scale up', 3, 20_000, 5000, [4, 6667]],
  ['scale up of what is outside', 3, 8600, 2150, [4, 2867]],
  ['scale down', 5, 6000, 2000, [3, 1200]],
  ['within the tolerance', 4, 20_166, 5000, [4, 5042]],
  ['within the tolerance of what is outside', 3, 8600, 2900, [3, 2867]],
  ['beyond what there can be', 1, Number.MAX_SAFE_INTEGER, 1, [2_147_483_647, Number.MAX_SAFE_INTEGER]],
])('by a share: %s', (_name, current, usage, target, expected) => {
  expect(told(replicasByShare(current, tolerances, usage, target))).toEqual(expected);
});

it('is not told where nothing is known', () => {
  const scaled = scaledOf({ current: 1 });
  const ask = (metrics: PodMetrics, pods = scaled.pods, container = '') =>
    replicasByUtilization({ ...scaled, pods }, metrics, () => requestsOf(pods, container, 'cpu'), {
      resource: 'cpu',
      targetPercent: 100,
    });
  const other: PodMetrics = new Map([['older', { value: 100, timestampMs: 0, windowMs: 60_000 }]]);
  expect(() => ask(other)).toThrow('no metrics returned matched known pods');
  expect(() => ask(new Map())).toThrow('did not receive metrics for targeted pods (pods might be unready)');
  expect(() => ask(other, [])).toThrow('no pods returned by selector while calculating replica count');
  expect(() => ask(metricsOf([1]), scaled.pods, 'c')).toThrow('container c not found in Pod pod-0');
  const silent = [{ ...scaled.pods[0], spec: { containers: [{ name: 'a' }] } }];
  expect(() => ask(metricsOf([1]), silent)).toThrow('missing request for cpu in container a of Pod pod-0');
});
