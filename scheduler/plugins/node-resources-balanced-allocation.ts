import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { nodeScoreMax, type Plugin } from '../framework/plugin.ts';

/**
 * Prefers nodes whose cpu and memory are used to the same degree, and becomes more so by the pod.
 * Mirrors kubernetes plugins/noderesources (BalancedAllocation over cpu and memory).
 */
export function nodeResourcesBalancedAllocation(): Plugin {
  return {
    name: 'NodeResourcesBalancedAllocation',
    preScore(_state, { requests }) {
      // Pods that ask for nothing balance everywhere alike: without this all of them would go to one node.
      return requests.milliCpu === 0 && requests.memory === 0 ? 'skip' : undefined;
    },
    score(_state, pod, node) {
      return balancedAllocationScore(pod, node);
    },
  };
}

/** Between 50 and 100 for pods that make the balance no worse, less for others. */
export function balancedAllocationScore({ requests }: PodInfo, node: NodeInfo): number {
  const { milliCpu, memory } = node.requested;
  const withPod = balance(node, milliCpu + requests.milliCpu, memory + requests.memory);
  const without = balance(node, milliCpu, memory);
  const half = nodeScoreMax / 2;
  return half + Math.trunc((half + withPod - without) / 2);
}

/** 100 when both are used to the same degree, 50 when one is full and the other empty. */
function balance({ allocatable }: NodeInfo, milliCpu: number, memory: number): number {
  if (allocatable.milliCpu === 0 || allocatable.memory === 0) return nodeScoreMax;
  const cpuFraction = Math.min(1, milliCpu / allocatable.milliCpu);
  const memoryFraction = Math.min(1, memory / allocatable.memory);
  return Math.trunc((1 - Math.abs((cpuFraction - memoryFraction) / 2)) * nodeScoreMax);
}
