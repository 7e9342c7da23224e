import type { V1Deployment, V1DeploymentSpec, V1ReplicaSet } from '../../api/index.ts';
import { byCreation } from '../kit/by-creation.ts';

/** `spec.replicas` of a Deployment or a ReplicaSet, which the API server defaults to 1. */
export function wantedReplicas(object: V1Deployment | V1ReplicaSet): number {
  return object.spec?.replicas ?? 1;
}

/** True for the strategy that replaces pods bit by bit, which is also the default. */
export function isRollingUpdate(spec: V1DeploymentSpec | undefined): boolean {
  return (spec?.strategy?.type ?? 'RollingUpdate') === 'RollingUpdate';
}

/** The ReplicaSets that have, or should have, pods. */
export function activeReplicaSets(replicaSets: readonly V1ReplicaSet[]): readonly V1ReplicaSet[] {
  return replicaSets.filter((replicaSet) => wantedReplicas(replicaSet) > 0);
}

/** How many pods the ReplicaSets should have together. */
export function totalWanted(replicaSets: readonly V1ReplicaSet[]): number {
  let total = 0;
  for (const replicaSet of replicaSets) total += wantedReplicas(replicaSet);
  return total;
}

type StatusCount = 'replicas' | 'readyReplicas' | 'availableReplicas';

/** The sum of one count over the ReplicaSets' statuses. */
export function totalInStatus(replicaSets: readonly V1ReplicaSet[], count: StatusCount): number {
  let total = 0;
  for (const replicaSet of replicaSets) total += replicaSet.status?.[count] ?? 0;
  return total;
}

/**
 * How many pods of the ReplicaSets are being deleted; undefined while one that was synced does not say. Mirrors
 * kubernetes pkg/controller/deployment/util (GetTerminatingReplicaCountForReplicaSets).
 */
export function totalTerminating(replicaSets: readonly V1ReplicaSet[]): number | undefined {
  let total = 0;
  for (const { status } of replicaSets) {
    const count = status?.terminatingReplicas;
    if (count === undefined && (status?.observedGeneration ?? 0) !== 0) return undefined;
    total += count ?? 0;
  }
  return total;
}

/** Largest first, those of one size oldest first. */
export function bySizeThenOlder(a: V1ReplicaSet, b: V1ReplicaSet): number {
  return wantedReplicas(b) - wantedReplicas(a) || byCreation(a, b);
}

/** Largest first, those of one size newest first. */
export function bySizeThenNewer(a: V1ReplicaSet, b: V1ReplicaSet): number {
  return wantedReplicas(b) - wantedReplicas(a) || byCreation(b, a);
}
