import type { V1Deployment, V1ReplicaSet } from '../../api/index.ts';
import { byCreation } from '../kit/by-creation.ts';
import { revisionOf } from './annotations.ts';
import { wantedReplicas } from './replica-sets.ts';

/**
 * Which old ReplicaSets to delete: the oldest revisions beyond the limit, but for those that have pods or have not been
 * looked at since they changed. Mirrors kubernetes pkg/controller/deployment (cleanupDeployment).
 */
export function replicaSetsToDelete(
  deployment: V1Deployment,
  oldReplicaSets: readonly V1ReplicaSet[],
): readonly V1ReplicaSet[] {
  const limit = deployment.spec?.revisionHistoryLimit ?? Number.POSITIVE_INFINITY;
  const alive = oldReplicaSets.filter((replicaSet) => replicaSet.metadata?.deletionTimestamp === undefined);
  return alive
    .toSorted(byRevision)
    .slice(0, Math.max(0, alive.length - limit))
    .filter(isDone);
}

/** Where a revision cannot be read there is no difference (NaN), and the age decides. */
function byRevision(a: V1ReplicaSet, b: V1ReplicaSet): number {
  return (revisionOf(a) ?? Number.NaN) - (revisionOf(b) ?? Number.NaN) || byCreation(a, b);
}

function isDone(replicaSet: V1ReplicaSet): boolean {
  return (
    (replicaSet.status?.replicas ?? 0) === 0 &&
    wantedReplicas(replicaSet) === 0 &&
    (replicaSet.metadata?.generation ?? 0) <= (replicaSet.status?.observedGeneration ?? 0)
  );
}
