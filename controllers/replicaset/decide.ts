import type { V1Pod } from '../../api/index.ts';
import { isPodActive } from '../../component-helpers/index.ts';
import { inDeletionOrder } from '../kit/deletion-order.ts';
import type { ReplicaOwner } from './replica-owner.ts';

/**
 * The most pods one sync creates or deletes before it waits to see them in its cache: enough to keep the API server
 * busy, few enough that a mistake is noticed. Kubernetes' own number.
 */
export const burstReplicas = 500;

/**
 * How many pods to create (positive) or to delete (negative) now. Mirrors kubernetes pkg/controller/replicaset
 * (manageReplicas).
 */
export function replicasToAdd(owner: ReplicaOwner, activeCount: number, burst = burstReplicas): number {
  const missing = wantedReplicas(owner) - activeCount;
  return Math.max(-burst, Math.min(burst, missing));
}

/** `spec.replicas`, which the API server defaults to 1. */
export function wantedReplicas(owner: ReplicaOwner): number {
  return owner.spec?.replicas ?? 1;
}

/**
 * Which `count` of the active pods to delete, those that will be missed least first. A pod ranks by how many active
 * related pods (of all ReplicaSets of one owner) share its node. When all go, they go in the order given. Mirrors
 * kubernetes pkg/controller/replicaset (getPodsToDelete).
 */
export function podsToDelete(
  active: readonly V1Pod[],
  related: readonly V1Pod[],
  count: number,
  nowMs: number,
): readonly V1Pod[] {
  if (count >= active.length) return active;
  const relatedOnNode = countByNode(related);
  const ranks = active.map((pod) => relatedOnNode.get(nodeOf(pod)) ?? 0);
  return inDeletionOrder(active, ranks, nowMs).slice(0, count);
}

function countByNode(pods: readonly V1Pod[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const pod of pods) {
    if (isPodActive(pod)) counts.set(nodeOf(pod), (counts.get(nodeOf(pod)) ?? 0) + 1);
  }
  return counts;
}

function nodeOf(pod: V1Pod): string {
  return pod.spec?.nodeName ?? '';
}
