import { allocatableOf } from '../cache/allocatable.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { countRequests } from '../cache/pod-requests.ts';
import type { Resource } from '../cache/resource.ts';
import { type ClusterEvent, eventNode, eventPod, ofItself } from '../framework/cluster-event.ts';
import type { Plugin } from '../framework/plugin.ts';
import type { NodeResourcesFitArgs } from './args.ts';
import { fitsWhenEmpty, ignoredResources, insufficientResources } from './insufficient.ts';
import { scoreOf } from './scoring-strategies.ts';

/**
 * A node must have room for what a pod asks for; how good it is, a strategy says.
 * Mirrors kubernetes plugins/noderesources (Fit).
 */
export function nodeResourcesFit(args: NodeResourcesFitArgs): Plugin {
  const ignored = ignoredResources(args);
  const score = scoreOf(args.scoringStrategy);
  return {
    name: 'NodeResourcesFit',
    events: [
      { resource: 'Node', action: 'Add', hint: afterNodeChange },
      { resource: 'Node', action: 'UpdateAllocatable', hint: afterNodeChange },
      { resource: 'AssignedPod', action: 'Delete' },
      { resource: 'AssignedPod', action: 'UpdateScaleDown', hint: afterPodScaledDown },
      { resource: 'UnscheduledPod', action: 'UpdateScaleDown', hint: ofItself },
    ],
    filter: (_state, pod, node) => insufficientResources(pod, node, ignored),
    score: (_state, pod, node) => score(pod, node),
  };
}

/** It asks for less than before of something that the pod needs. Mirrors isSchedulableAfterPodScaleDown. */
function afterPodScaledDown({ requests }: PodInfo, event: ClusterEvent): boolean {
  const { before, after } = eventPod(event);
  if (before === undefined || after === undefined) return true;
  const now = countRequests(after).requests;
  return hasMoreOf(requests, now, countRequests(before).requests);
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
