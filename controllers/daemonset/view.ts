import type { V1DaemonSet, V1Node, V1Pod } from '../../api/index.ts';
import { type IntOrString, isBeingDeleted, scaledIntOrPercent } from '../../apimachinery/index.ts';
import { isPodAvailable, isPodTerminal } from '../../component-helpers/index.ts';
import { byCreation } from '../kit/by-creation.ts';
import { targetNode } from './daemon-pod.ts';

/** All that decisions about a DaemonSet look at. */
export interface DaemonView {
  readonly daemonSet: V1DaemonSet;
  /** The hash of its current revision. */
  readonly hash: string;
  readonly nodes: readonly V1Node[];
  readonly podsByNode: PodsByNode;
  readonly nowMs: number;
}

/** A DaemonSet's pods by the node they are on or made for; no node without pods. */
export type PodsByNode = ReadonlyMap<string, readonly V1Pod[]>;

/**
 * Sorts out pods by their nodes, without those that are over and only wait to be gone. Mirrors kubernetes
 * pkg/controller/daemon (getNodesToDaemonPods).
 */
export function byNode(pods: readonly V1Pod[]): PodsByNode {
  const found = new Map<string, V1Pod[]>();
  for (const pod of pods) {
    if (isPodTerminal(pod) && isBeingDeleted(pod)) continue;
    const node = targetNode(pod);
    if (node === undefined) continue;
    const there = found.get(node);
    if (there === undefined) found.set(node, [pod]);
    else there.push(pod);
  }
  return found;
}

/** Pods that are on their node before those that are not, then the oldest first. Mirrors podByCreationTimestampAndPhase. */
export function oldestFirst(pods: readonly V1Pod[]): readonly V1Pod[] {
  if (pods.length < 2) return pods;
  return pods.toSorted((a, b) => Number(isBound(b)) - Number(isBound(a)) || byCreation(a, b));
}

/** Whether a pod of the DaemonSet has been ready for long enough. */
export function isAvailable(pod: V1Pod, { daemonSet, nowMs }: DaemonView): boolean {
  return isPodAvailable(pod, daemonSet.spec?.minReadySeconds ?? 0, nowMs);
}

/**
 * How many more pods than nodes an update may run, of so many nodes. Mirrors kubernetes pkg/controller/daemon/util
 * (SurgeCount).
 */
export function maxSurge(daemonSet: V1DaemonSet, nodes: number): number {
  return bound(daemonSet, daemonSet.spec?.updateStrategy?.rollingUpdate?.maxSurge, nodes);
}

/** On how many nodes a pod may be missing in an update. Mirrors kubernetes pkg/controller/daemon/util (UnavailableCount). */
export function maxUnavailable(daemonSet: V1DaemonSet, nodes: number): number {
  return bound(daemonSet, daemonSet.spec?.updateStrategy?.rollingUpdate?.maxUnavailable, nodes);
}

function bound({ spec }: V1DaemonSet, value: IntOrString | undefined, nodes: number): number {
  if (spec?.updateStrategy?.type !== 'RollingUpdate' || value === undefined) return 0;
  return scaledIntOrPercent(value, nodes, true);
}

export function isBound({ spec }: V1Pod): boolean {
  return (spec?.nodeName ?? '') !== '';
}
