import type { V1Node, V1Pod } from '../../api/index.ts';
import type { KubeObject, ResourceType } from '../../apimachinery/index.ts';
import type { PodInfo } from '../cache/pod-info.ts';

/** What happened to an object: that it came, went, or changed, and what about it. Mirrors kube-scheduler framework (ActionType). */
export type EventAction =
  | 'Add'
  | 'Delete'
  /** Of a kind that no more is known of. */
  | 'Update'
  | 'UpdateAllocatable'
  | 'UpdateLabel'
  | 'UpdateTaint'
  | 'UpdateDeclaredFeature'
  | 'UpdateScaleDown'
  | 'UpdateTolerations'
  | 'UpdateGeneratedClaims'
  | 'UpdateGatesEliminated';

/** Nodes, pods that have a node, and pods that wait for one. */
export type KnownResource = 'Node' | 'AssignedPod' | 'UnscheduledPod';

/** Something that may make a pod schedulable, with the object before and after (as far as there is one). */
export interface ClusterEvent {
  /** One of `KnownResource`, or what `eventResource` says of any other kind. */
  readonly resource: string;
  readonly action: EventAction;
  readonly before: KubeObject | undefined;
  readonly after: KubeObject | undefined;
}

/** The name of a kind in events: `storageclasses.v1.storage.k8s.io`. Mirrors kube-scheduler framework (EventResource). */
export function eventResource({ resource, version, group }: ResourceType): string {
  return `${resource}.${version}.${group}`;
}

/**
 * Says whether what happened may help a pod that this plugin turned away. True: try it again.
 * Mirrors kube-scheduler framework (QueueingHintFn).
 */
export type QueueingHint = (pod: PodInfo, event: ClusterEvent) => boolean;

/**
 * What a plugin takes another look at when it happens. Of any kind that is not a `KnownResource` an informer tells.
 * Mirrors kube-scheduler framework (ClusterEventWithHint).
 */
export interface EventInterest {
  readonly resource: KnownResource | ResourceType;
  /** `Update` stands for every kind of update, `*` for all that may happen. */
  readonly action: EventAction | '*';
  /** Absent: each such event may help. */
  readonly hint?: QueueingHint;
}

/** The node of an event about one. */
export function eventNode(event: ClusterEvent): {
  readonly before: V1Node | undefined;
  readonly after: V1Node | undefined;
} {
  return event;
}

/** The pod of an event about one. */
export function eventPod(event: ClusterEvent): {
  readonly before: V1Pod | undefined;
  readonly after: V1Pod | undefined;
} {
  return event;
}

/** A change of the pod itself. */
export function ofItself(pod: PodInfo, event: ClusterEvent): boolean {
  return eventPod(event).after?.metadata?.uid === pod.uid;
}
