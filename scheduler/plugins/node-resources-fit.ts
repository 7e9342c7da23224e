import { allocatableOf } from '../cache/allocatable.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { Resource } from '../cache/resource.ts';
import { type ClusterEvent, eventNode, ofItself } from '../framework/cluster-event.ts';
import { nodeScoreMax, type Plugin } from '../framework/plugin.ts';
import { fitsWhenEmpty, insufficientResources } from './insufficient.ts';

/**
 * A node must have room for what a pod asks for, and the emptier it is, the better.
 * Mirrors kubernetes plugins/noderesources (Fit with the strategy LeastAllocated over cpu and memory).
 */
export function nodeResourcesFit(): Plugin {
  return {
    name: 'NodeResourcesFit',
    events: [
      { resource: 'Node', action: 'Add', hint: afterNodeChange },
      { resource: 'Node', action: 'UpdateAllocatable', hint: afterNodeChange },
      { resource: 'AssignedPod', action: 'Delete' },
      { resource: 'AssignedPod', action: 'UpdateScaleDown' },
      { resource: 'UnscheduledPod', action: 'UpdateScaleDown', hint: ofItself },
    ],
    filter(_state, pod, node) {
      return insufficientResources(pod, node);
    },
    score(_state, pod, node) {
      return leastAllocatedScore(pod, node);
    },
  };
}

/** The share of each resource that would be left, in whole percent, on average. */
export function leastAllocatedScore(pod: PodInfo, node: NodeInfo): number {
  const { milliCpu, memory } = node.allocatable;
  let score = 0;
  let resources = 0;
  if (milliCpu > 0) {
    score += leftOver(node.nonZeroMilliCpu + pod.nonZeroMilliCpu, milliCpu);
    resources++;
  }
  if (memory > 0) {
    score += leftOver(node.nonZeroMemory + pod.nonZeroMemory, memory);
    resources++;
  }
  return resources === 0 ? 0 : Math.trunc(score / resources);
}

function leftOver(requested: number, capacity: number): number {
  return requested > capacity ? 0 : Math.trunc(((capacity - requested) * nodeScoreMax) / capacity);
}

/** A node on which the pod fits, and that has become greater in something the pod needs. */
function afterNodeChange(pod: PodInfo, event: ClusterEvent): boolean {
  const { before, after } = eventNode(event);
  const now = allocatableOf(after);
  if (!fitsWhenEmpty(pod.requests, now)) return false;
  return before === undefined || hasMoreOf(pod.requests, allocatableOf(before), now);
}

function hasMoreOf(requests: Resource, before: Resource, now: Resource): boolean {
  if (now.allowedPodNumber > before.allowedPodNumber) return true;
  if (requests.milliCpu > 0 && now.milliCpu > before.milliCpu) return true;
  if (requests.memory > 0 && now.memory > before.memory) return true;
  if (requests.ephemeralStorage > 0 && now.ephemeralStorage > before.ephemeralStorage) return true;
  for (const [name, amount] of requests.scalars ?? []) {
    if (amount > 0 && now.get(name) > before.get(name)) return true;
  }
  return false;
}
