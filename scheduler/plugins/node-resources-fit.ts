import { resourceV1, type V1DeviceClass } from '../../api/index.ts';
import { deviceClassPrefix } from '../../component-helpers/index.ts';
import { allocatableOf } from '../cache/allocatable.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import { countRequests } from '../cache/pod-requests.ts';
import type { Resource } from '../cache/resource.ts';
import { type ClusterEvent, eventNode, eventPod, ofItself } from '../framework/cluster-event.ts';
import type { PluginHandle } from '../framework/handle.ts';
import type { Plugin } from '../framework/plugin.ts';
import type { NodeResourcesFitArgs } from './args.ts';
import type { ExtendedResources } from './dynamic-resources/extended-resources.ts';
import { fitsWhenEmpty, ignoredResources, insufficientResources } from './insufficient.ts';
import { scoreOf } from './scoring-strategies.ts';
import { signedRequests } from './signature-parts.ts';

/**
 * A node must have room for what a pod asks for; how good it is, a strategy says.
 * Mirrors kubernetes plugins/noderesources (Fit).
 */
export function nodeResourcesFit(args: NodeResourcesFitArgs, handle: Pick<PluginHandle, 'devices'>): Plugin {
  const ignored = ignoredResources(args);
  const devices = handle.devices();
  const { extended } = devices;
  const score = scoreOf(args.scoringStrategy, devices);
  const afterNodeChange = (pod: PodInfo, event: ClusterEvent) => mayFitNow(pod, event, extended);
  return {
    name: 'NodeResourcesFit',
    events: [
      { resource: 'Node', action: 'Add', hint: afterNodeChange },
      { resource: 'Node', action: 'UpdateAllocatable', hint: afterNodeChange },
      { resource: 'AssignedPod', action: 'Delete' },
      { resource: 'AssignedPod', action: 'UpdateScaleDown', hint: afterPodScaledDown },
      { resource: 'UnscheduledPod', action: 'UpdateScaleDown', hint: ofItself },
      { resource: resourceV1.deviceClasses, action: 'Add', hint: afterClassChange },
      { resource: resourceV1.deviceClasses, action: 'Update', hint: afterClassChange },
    ],
    sign: (pod) => signedRequests(pod, extended),
    filter: (_state, pod, node) => insufficientResources(pod, node, ignored, extended),
    score: (_state, pod, node) => score(pod, node),
  };
}

/** It gives a resource that it has not given before, and the pod asks for it. Mirrors isSchedulableAfterDeviceClassEvent. */
function afterClassChange({ requests: { scalars } }: PodInfo, event: ClusterEvent): boolean {
  const before = event.before as V1DeviceClass | undefined;
  const { metadata, spec } = event.after as V1DeviceClass;
  const named = spec.extendedResourceName;
  if (before !== undefined && (before.spec.extendedResourceName ?? '') === (named ?? '')) return false;
  if (before === undefined && scalars?.has(`${deviceClassPrefix}${metadata?.name}`) === true) return true;
  return named !== undefined && scalars?.has(named) === true;
}

/** It asks for less than before of something that the pod needs. Mirrors isSchedulableAfterPodScaleDown. */
function afterPodScaledDown({ requests }: PodInfo, event: ClusterEvent): boolean {
  const { before, after } = eventPod(event);
  if (before === undefined || after === undefined) return true;
  const now = countRequests(after).requests;
  return hasMoreOf(requests, now, countRequests(before).requests);
}

/** A node on which the pod fits, and that has become greater in something the pod needs, or may have it as devices. */
function mayFitNow({ requests }: PodInfo, event: ClusterEvent, extended: ExtendedResources): boolean {
  const { before, after } = eventNode(event);
  const now = allocatableOf(after);
  if (!fitsWhenEmpty(requests, now, extended)) return false;
  if (before === undefined || hasMoreOf(requests, allocatableOf(before), now)) return true;
  return [...(requests.scalars ?? [])].some(
    ([name, amount]) => amount !== 0 && extended.areDevices(name, now),
  );
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
