import type { V1Node, V1Pod } from '../../api/index.ts';
import type { PodInfo } from '../cache/pod-info.ts';

/** What can happen to a cluster that may make a pod schedulable. Mirrors kube-scheduler framework (ActionType). */
export type ClusterAction =
  | 'Node/Add'
  | 'Node/Delete'
  | 'Node/UpdateAllocatable'
  | 'Node/UpdateLabel'
  | 'Node/UpdateTaint'
  | 'AssignedPod/Add'
  | 'AssignedPod/Delete'
  | 'AssignedPod/UpdateLabel'
  | 'AssignedPod/UpdateScaleDown'
  | 'UnscheduledPod/UpdateLabel'
  | 'UnscheduledPod/UpdateScaleDown'
  | 'UnscheduledPod/UpdateTolerations'
  | 'UnscheduledPod/UpdateGatesEliminated';

/** What happened, with the object before and after (as far as there is one). */
export type ClusterEvent =
  | { readonly action: NodeAction; readonly before: V1Node | undefined; readonly after: V1Node | undefined }
  | { readonly action: PodAction; readonly before: V1Pod | undefined; readonly after: V1Pod | undefined };

export type NodeAction = Extract<ClusterAction, `Node/${string}`>;
export type PodAction = Exclude<ClusterAction, NodeAction>;

/**
 * Says whether what happened may help a pod that this plugin turned away. True: try it again.
 * Mirrors kube-scheduler framework (QueueingHintFn).
 */
export type QueueingHint = (pod: PodInfo, event: ClusterEvent) => boolean;

/** By action: when a plugin takes another look. No entry: it never does. */
export type QueueingHints = Readonly<Partial<Record<ClusterAction, QueueingHint>>>;

/** The node of an event about one. */
export function eventNode(event: ClusterEvent): {
  readonly before: V1Node | undefined;
  readonly after: V1Node | undefined;
} {
  return event as { readonly before: V1Node | undefined; readonly after: V1Node | undefined };
}

/** The pod of an event about one. */
export function eventPod(event: ClusterEvent): {
  readonly before: V1Pod | undefined;
  readonly after: V1Pod | undefined;
} {
  return event as { readonly before: V1Pod | undefined; readonly after: V1Pod | undefined };
}

export const always: QueueingHint = () => true;
