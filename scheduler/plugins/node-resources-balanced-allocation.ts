import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { nodeScoreMax, type Plugin } from '../framework/plugin.ts';
import type { NodeResourcesBalancedAllocationArgs } from './args.ts';
import { type ScoredResource, scoredResources } from './scored-resources.ts';

/**
 * Prefers nodes whose resources are used to the same degree, and become more so by the pod.
 * Mirrors kubernetes plugins/noderesources (BalancedAllocation).
 */
export function nodeResourcesBalancedAllocation(args: NodeResourcesBalancedAllocationArgs): Plugin {
  const resources = scoredResources(args.resources);
  return {
    name: 'NodeResourcesBalancedAllocation',
    preScore(_state, { requests }) {
      // Pods that ask for nothing balance everywhere alike: without this all of them would go to one node.
      for (const { name } of resources) if (requests.get(name) !== 0) return undefined;
      return 'skip';
    },
    /** Between 50 and 100 for pods that make the balance no worse, less for others. */
    score(_state, pod, node) {
      const half = nodeScoreMax / 2;
      return (
        half + Math.trunc((half + balance(resources, pod, node, 1) - balance(resources, pod, node, 0)) / 2)
      );
    },
  };
}

/**
 * 100 when all are used to the same degree, 50 when one of two is full and the other empty: how far the degrees lie apart (their
 * standard deviation), with the pod (`times` 1) or without it (0).
 */
function balance(resources: readonly ScoredResource[], pod: PodInfo, node: NodeInfo, times: 0 | 1): number {
  let sum = 0;
  let count = 0;
  let first = 0;
  let last = 0;
  for (const resource of resources) {
    const degree = degreeOf(resource, pod, node, times);
    if (degree < 0) continue;
    if (count === 0) first = degree;
    sum += degree;
    last = degree;
    count++;
  }
  if (count < 2) return nodeScoreMax;
  if (count === 2) return Math.trunc((1 - Math.abs((first - last) / 2)) * nodeScoreMax);
  const mean = sum / count;
  let squares = 0;
  for (const resource of resources) {
    const degree = degreeOf(resource, pod, node, times);
    if (degree >= 0) squares += (degree - mean) * (degree - mean);
  }
  return Math.trunc((1 - Math.sqrt(squares / count)) * nodeScoreMax);
}

/** To which degree a node's resource is used, from 0 to 1; negative where it does not count. */
function degreeOf(
  { name, isScalar }: ScoredResource,
  { requests }: PodInfo,
  node: NodeInfo,
  times: 0 | 1,
): number {
  const capacity = node.allocatable.get(name);
  const request = requests.get(name);
  if (capacity === 0 || (isScalar && request === 0)) return -1;
  return Math.min(1, (node.requested.get(name) + request * times) / capacity);
}
