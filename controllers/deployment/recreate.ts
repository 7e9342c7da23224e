import type { V1Pod } from '../../api/index.ts';
import { isPodTerminal } from '../../component-helpers/index.ts';
import { activeReplicaSets, totalInStatus } from './replica-sets.ts';
import type { Scaling } from './scale.ts';
import type { ReplicaSets } from './status.ts';

/** All old ReplicaSets go to zero at once. Mirrors kubernetes pkg/controller/deployment (scaleDownOldReplicaSetsForRecreate). */
export function decideRecreate({ oldReplicaSets }: ReplicaSets): readonly Scaling[] {
  return activeReplicaSets(oldReplicaSets).map((replicaSet) => ({ replicaSet, replicas: 0 }));
}

/**
 * True while a pod of an old ReplicaSet may still run, whether the ReplicaSet counts it or not. `podsByOwner` has the
 * pods of each ReplicaSet by its uid. Mirrors kubernetes pkg/controller/deployment (oldPodsRunning).
 */
export function oldPodsRunning(
  { newReplicaSet, oldReplicaSets }: ReplicaSets,
  podsByOwner: ReadonlyMap<string, readonly V1Pod[]>,
): boolean {
  if (totalInStatus(oldReplicaSets, 'replicas') > 0) return true;
  for (const [uid, pods] of podsByOwner) {
    if (newReplicaSet?.metadata?.uid !== uid && !pods.every(isPodTerminal)) return true;
  }
  return false;
}
