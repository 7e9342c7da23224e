import type { V1Deployment, V1ReplicaSet } from '../../api/index.ts';
import { revisionOf } from './annotations.ts';
import { byCreation, wantedReplicas } from './replica-sets.ts';

/** The limit that means none: the largest 32-bit integer. */
const noLimit = 2147483647;

/**
 * Which old ReplicaSets to delete: the oldest revisions beyond the limit, but for those that have pods or have not been
 * looked at since they changed. Mirrors kubernetes pkg/controller/deployment (cleanupDeployment).
 */
export function replicaSetsToDelete(
  deployment: V1Deployment,
  oldReplicaSets: readonly V1ReplicaSet[],
): readonly V1ReplicaSet[] {
  const limit = deployment.spec?.revisionHistoryLimit;
  if (limit === undefined || limit === noLimit) return [];
  const alive = oldReplicaSets.filter((replicaSet) => replicaSet.metadata?.deletionTimestamp === undefined);
  if (alive.length <= limit) return [];
  return alive
    .toSorted(byRevision)
    .slice(0, alive.length - limit)
    .filter(isDone);
}

function byRevision(a: V1ReplicaSet, b: V1ReplicaSet): number {
  const revisionOfA = revisionOf(a);
  const revisionOfB = revisionOf(b);
  if (revisionOfA === undefined || revisionOfB === undefined) return byCreation(a, b);
  return revisionOfA - revisionOfB || byCreation(a, b);
}

function isDone(replicaSet: V1ReplicaSet): boolean {
  return (
    (replicaSet.status?.replicas ?? 0) === 0 &&
    wantedReplicas(replicaSet) === 0 &&
    (replicaSet.metadata?.generation ?? 0) <= (replicaSet.status?.observedGeneration ?? 0)
  );
}
