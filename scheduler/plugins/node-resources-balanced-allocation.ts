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
  const isUsual = resources.map(({ name }) => name).join() === 'cpu,memory';
  return {
    name: 'NodeResourcesBalancedAllocation',
    preScore(_state, { requests }) {
      // Pods that ask for nothing balance everywhere alike: without this all of them would go to one node.
      for (const { name } of resources) if (requests.get(name) !== 0) return undefined;
      return 'skip';
    },
    score: (_state, pod, node) => balancedScore(resources, isUsual, pod, node),
  };
}

/** Between 50 and 100 for pods that make the balance no worse, less for others. Runs for each pod on each node. */
function balancedScore(
  resources: readonly ScoredResource[],
  isUsual: boolean,
  pod: PodInfo,
  node: NodeInfo,
): number {
  const { allocatable, requested } = node;
  const half = nodeScoreMax / 2;
  if (!isUsual || allocatable.milliCpu === 0 || allocatable.memory === 0) {
    const change = balance(degreesOf(resources, pod, node, 1)) - balance(degreesOf(resources, pod, node, 0));
    return half + Math.trunc((half + change) / 2);
  }
  const { milliCpu, memory } = pod.requests;
  const withPod = balanceOfTwo(
    Math.min(1, (requested.milliCpu + milliCpu) / allocatable.milliCpu),
    Math.min(1, (requested.memory + memory) / allocatable.memory),
  );
  const without = balanceOfTwo(
    Math.min(1, requested.milliCpu / allocatable.milliCpu),
    Math.min(1, requested.memory / allocatable.memory),
  );
  return half + Math.trunc((half + withPod - without) / 2);
}

/** 100 when both are used to the same degree, 50 when one is full and the other empty. */
function balanceOfTwo(one: number, other: number): number {
  return Math.trunc((1 - Math.abs((one - other) / 2)) * nodeScoreMax);
}

/** The same for any number: how far the degrees lie apart, as their standard deviation. */
function balance(degrees: readonly number[]): number {
  const [one, other] = degrees;
  if (one === undefined || other === undefined) return nodeScoreMax;
  if (degrees.length === 2) return balanceOfTwo(one, other);
  let sum = 0;
  for (const degree of degrees) sum += degree;
  const mean = sum / degrees.length;
  let squares = 0;
  for (const degree of degrees) squares += (degree - mean) * (degree - mean);
  return Math.trunc((1 - Math.sqrt(squares / degrees.length)) * nodeScoreMax);
}

/** To which degree, from 0 to 1, a node's resources are used with the pod (`times` 1) or without it (0): of those that count. */
function degreesOf(
  resources: readonly ScoredResource[],
  { requests }: PodInfo,
  { allocatable, requested }: NodeInfo,
  times: 0 | 1,
): readonly number[] {
  const counted = resources.filter(
    ({ name, isScalar }) => allocatable.get(name) !== 0 && !(isScalar && requests.get(name) === 0),
  );
  return counted.map(({ name }) =>
    Math.min(1, (requested.get(name) + requests.get(name) * times) / allocatable.get(name)),
  );
}
