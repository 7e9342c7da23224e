import { podRequests } from '../../component-helpers/index.ts';
import { type PodStats, totalOf } from '../usage/pod-stats.ts';
import type { StarvedResource } from './signals.ts';

const measures = { memory: 'memory', 'ephemeral-storage': 'ephemeralStorage', inodes: 'inodes' } as const;

type Compare = (a: PodStats, b: PodStats) => number;

/**
 * The pods in the order in which they go when the node is short of something: those first that use more than they asked for, then by
 * priority, then by how much more. Mirrors kubernetes pkg/kubelet/eviction (rankMemoryPressure,
 * rankDiskPressureFunc, rankPIDPressure).
 */
export function rankPods(resource: StarvedResource, pods: readonly PodStats[]): readonly PodStats[] {
  if (resource === 'pids')
    return pods.toSorted(
      inOrder(
        byPriority,
        byFound((pod) => totalOf(pod, 'pids')),
      ),
    );
  const measure = measures[resource];
  const excess = (stats: PodStats) =>
    totalOf(stats, measure) - (podRequests(stats.pod).get(resource)?.value() ?? 0);
  const exceeds = (stats: PodStats) => (excess(stats) > 0 ? 1 : 0);
  return pods.toSorted(inOrder(byFound(exceeds), byPriority, byFound(excess)));
}

function inOrder(...all: readonly Compare[]): Compare {
  return (a, b) => {
    for (const compare of all) {
      const order = compare(a, b);
      if (order !== 0) return order;
    }
    return 0;
  };
}

function byPriority(a: PodStats, b: PodStats): number {
  return (a.pod.spec?.priority ?? 0) - (b.pod.spec?.priority ?? 0);
}

/** The greatest first, and before them those of which nothing is known. */
function byFound(value: (stats: PodStats) => number): Compare {
  return (a, b) => (a.found && b.found ? value(b) - value(a) : Number(a.found) - Number(b.found));
}
