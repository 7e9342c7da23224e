import type { V1Node, V1Pod } from '../api/index.ts';
import type { KubeObject, ResourceType } from '../apimachinery/index.ts';
import type { ResourceEventHandler } from '../client/index.ts';
import { isPodTerminal } from '../component-helpers/index.ts';
import type { Cause } from '../environment/index.ts';
import type { SchedulerCache } from './cache/cache.ts';
import { nominatedNodeOf } from './cache/nominator.ts';
import { uidOf } from './cache/pod-info.ts';
import { type ClusterEvent, eventResource } from './framework/cluster-event.ts';
import type { WaitingPods } from './framework/waiting-pods.ts';
import { nodeChanges } from './node-changes.ts';
import type { Profiles } from './profiles.ts';
import { podChanges } from './queue/pod-changes.ts';
import type { SchedulingQueue } from './queue/scheduling-queue.ts';

/** Where a pod stands, for the scheduler. */
export type PodPlace = 'waiting' | 'assigned' | 'elsewhere';

/** Waiting for us, taking room on a node, or none of our business. */
export function placeOf(pod: V1Pod, profiles: Pick<Profiles, 'handles'>): PodPlace {
  const { spec, metadata } = pod;
  if (isPodTerminal(pod)) return 'elsewhere';
  if ((spec?.nodeName ?? '') !== '') return 'assigned';
  return profiles.handles(pod) && metadata?.deletionTimestamp === undefined ? 'waiting' : 'elsewhere';
}

/**
 * Keeps cache and queue as the informer says, and wakes pods by what may help them. What is known decides, not what an
 * event says there was before: a missed or repeated event changes nothing for good.
 * Mirrors kubernetes pkg/scheduler (eventhandlers.go).
 */
export function podEventHandler(
  profiles: Pick<Profiles, 'handles'>,
  cache: SchedulerCache,
  queue: SchedulingQueue,
  waitingPods: WaitingPods,
): ResourceEventHandler<V1Pod> {
  const gone = (pod: V1Pod, cause: Cause | undefined): void => {
    const uid = uidOf(pod);
    const wasNominated = queue.delete(uid);
    waitingPods.remove(uid);
    const known = cache.removePod(uid);
    if (known !== undefined) queue.move(leftNode(known.pod), cause);
    else if (wasNominated) leftNomination(pod, cause);
  };
  /** It is no more in the way of those who may not take the room that was made for it. */
  const leftNomination = (pod: V1Pod, cause: Cause | undefined): void => {
    const priority = pod.spec?.priority ?? 0;
    queue.move(leftNode(pod), cause, (other) => other.priority <= priority);
  };
  const assigned = (pod: V1Pod, cause: Cause | undefined): void => {
    const uid = uidOf(pod);
    queue.delete(uid);
    const known = cache.isAssumed(uid) ? undefined : cache.pod(uid);
    const info = cache.setPod(pod);
    if (known === undefined) {
      queue.move({ resource: 'AssignedPod', action: 'Add', before: undefined, after: pod }, cause);
    } else if (known.pod !== pod) {
      for (const action of podChanges(known, info, true)) {
        queue.move({ resource: 'AssignedPod', action, before: known.pod, after: pod }, cause);
      }
    }
  };
  const seen = (pod: V1Pod): void => {
    const cause = causeOf(pod);
    switch (placeOf(pod, profiles)) {
      case 'waiting':
        if (!cache.isAssumed(uidOf(pod))) queue.set(pod, cause);
        return;
      case 'assigned':
        assigned(pod, cause);
        return;
      case 'elsewhere':
        gone(pod, cause);
    }
  };
  return {
    onAdd: seen,
    onUpdate(before, after) {
      // Deleted and made again under the same name, and the informer was not told of it.
      if (before.metadata?.uid !== after.metadata?.uid) gone(before, causeOf(after));
      seen(after);
      const nominated = nominatedNodeOf(before);
      if (nominated !== '' && nominated !== nominatedNodeOf(after) && queue.has(uidOf(after)))
        leftNomination(before, causeOf(after));
    },
    onDelete: (pod) => gone(pod, causeOf(pod)),
  };
}

/** What a pod held on a node is free. */
export function leftNode(pod: V1Pod): ClusterEvent {
  return { resource: 'AssignedPod', action: 'Delete', before: pod, after: undefined };
}

/** As podEventHandler, for nodes. */
export function nodeEventHandler(
  cache: SchedulerCache,
  queue: SchedulingQueue,
): ResourceEventHandler<V1Node> {
  const seen = (node: V1Node): void => {
    const known = cache.node(node.metadata?.name ?? '')?.node;
    if (known === node) return;
    cache.setNode(node);
    const cause = causeOf(node);
    if (known === undefined) {
      queue.move({ resource: 'Node', action: 'Add', before: undefined, after: node }, cause);
      return;
    }
    for (const action of nodeChanges(known, node)) {
      queue.move({ resource: 'Node', action, before: known, after: node }, cause);
    }
  };
  return {
    onAdd: seen,
    onUpdate: (_before, after) => seen(after),
    onDelete(node) {
      cache.removeNode(node.metadata?.name ?? '');
      queue.move({ resource: 'Node', action: 'Delete', before: node, after: undefined }, causeOf(node));
    },
  };
}

/** As podEventHandler, for any other kind: all that happens to its objects is told. */
export function kindEventHandler(
  type: ResourceType,
  queue: SchedulingQueue,
): ResourceEventHandler<KubeObject> {
  const resource = eventResource(type);
  return {
    onAdd: (after) => queue.move({ resource, action: 'Add', before: undefined, after }, causeOf(after)),
    onUpdate(before, after) {
      if (before !== after) queue.move({ resource, action: 'Update', before, after }, causeOf(after));
    },
    onDelete: (before) =>
      queue.move({ resource, action: 'Delete', before, after: undefined }, causeOf(before)),
  };
}

/** The write that made an object what it is. */
export function causeOf({ metadata }: KubeObject): Cause | undefined {
  const revision = Number(metadata?.resourceVersion);
  return Number.isInteger(revision) && revision > 0 ? { revision } : undefined;
}
