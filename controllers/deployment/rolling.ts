import type { V1Deployment, V1ReplicaSet } from '../../api/index.ts';
import { byCreation } from '../kit/by-creation.ts';
import { maxSurge, minAvailable } from './fenceposts.ts';
import {
  activeReplicaSets,
  isRollingUpdate,
  totalInStatus,
  totalWanted,
  wantedReplicas,
} from './replica-sets.ts';
import type { Scaling } from './scale.ts';

/**
 * The next step of a rolling update: first the new ReplicaSet as large as the surge allows, else the old ones as small as
 * availability allows, those with pods that are not available first. No step: there is nothing to do now. One
 * ReplicaSet may come twice; the steps are done in order. Mirrors kubernetes pkg/controller/deployment
 * (rolloutRolling: reconcileNewReplicaSet, reconcileOldReplicaSets).
 */
export function decideRolling(
  deployment: V1Deployment,
  newReplicaSet: V1ReplicaSet,
  oldReplicaSets: readonly V1ReplicaSet[],
): readonly Scaling[] {
  const replicas = newReplicaSetSize(deployment, newReplicaSet, [...oldReplicaSets, newReplicaSet]);
  if (replicas !== wantedReplicas(newReplicaSet)) return [{ replicaSet: newReplicaSet, replicas }];
  return shrinkOld(deployment, newReplicaSet, oldReplicaSets);
}

/**
 * How large the new ReplicaSet may be now. Mirrors kubernetes pkg/controller/deployment/util (NewRSNewReplicas) and
 * the scaling down in reconcileNewReplicaSet.
 */
export function newReplicaSetSize(
  deployment: V1Deployment,
  newReplicaSet: V1ReplicaSet,
  allReplicaSets: readonly V1ReplicaSet[],
): number {
  const wanted = wantedReplicas(deployment);
  const size = wantedReplicas(newReplicaSet);
  if (size >= wanted || !isRollingUpdate(deployment.spec)) return wanted;
  const room = wanted + maxSurge(deployment) - totalWanted(allReplicaSets);
  return room <= 0 ? size : size + Math.min(room, wanted - size);
}

/** How far the old ReplicaSets can shrink now. Mirrors kubernetes pkg/controller/deployment (reconcileOldReplicaSets). */
export function shrinkOld(
  deployment: V1Deployment,
  newReplicaSet: V1ReplicaSet,
  oldReplicaSets: readonly V1ReplicaSet[],
): readonly Scaling[] {
  const old = activeReplicaSets(oldReplicaSets).toSorted(byCreation);
  const newUnavailable = wantedReplicas(newReplicaSet) - staysAvailable(newReplicaSet);
  const total = totalWanted(old) + wantedReplicas(newReplicaSet);
  // New pods that are not available yet hold back as many old ones, which stand in for them.
  const most = total - minAvailable(deployment) - newUnavailable;
  const cleanUps = cleanUpUnhealthy(old, most);
  return [...cleanUps, ...scaleDownOld(deployment, newReplicaSet, afterScaling(old, cleanUps))];
}

/**
 * Takes away old pods that are not available, at most `most`: they help nobody, and would only hold up the rollout.
 * Mirrors kubernetes pkg/controller/deployment (cleanupUnhealthyReplicas).
 */
export function cleanUpUnhealthy(old: readonly V1ReplicaSet[], most: number): readonly Scaling[] {
  const scalings: Scaling[] = [];
  let left = most;
  for (const replicaSet of old) {
    if (left <= 0) break;
    const size = wantedReplicas(replicaSet);
    const unhealthy = size - totalInStatus([replicaSet], 'availableReplicas');
    // More available than wanted: it is shrinking already.
    if (unhealthy <= 0) continue;
    const count = Math.min(left, unhealthy);
    scalings.push({ replicaSet, replicas: size - count });
    left -= count;
  }
  return scalings;
}

/**
 * Takes away as many old pods as are available beyond the minimum, the oldest ReplicaSets' first. Mirrors kubernetes
 * pkg/controller/deployment (scaleDownOldReplicaSetsForRollingUpdate).
 *
 * Differs: pods that a ReplicaSet still reports but is to lose do not count as available. Upstream counts them, and when
 * the template changes twice in a short time takes away more than it may.
 */
export function scaleDownOld(
  deployment: V1Deployment,
  newReplicaSet: V1ReplicaSet | undefined,
  old: readonly V1ReplicaSet[],
): readonly Scaling[] {
  const all = newReplicaSet === undefined ? old : [...old, newReplicaSet];
  const scalings: Scaling[] = [];
  let left = -minAvailable(deployment);
  for (const replicaSet of all) left += staysAvailable(replicaSet);
  for (const replicaSet of old) {
    if (left <= 0) break;
    const size = wantedReplicas(replicaSet);
    if (size === 0) continue;
    const count = Math.min(size, left);
    scalings.push({ replicaSet, replicas: size - count });
    left -= count;
  }
  return scalings;
}

/** The pods of a ReplicaSet that are available and will not be taken away by what was decided before. */
function staysAvailable(replicaSet: V1ReplicaSet): number {
  return Math.min(wantedReplicas(replicaSet), replicaSet.status?.availableReplicas ?? 0);
}

/** The ReplicaSets as they will be wanted after the scalings. */
function afterScaling(
  replicaSets: readonly V1ReplicaSet[],
  scalings: readonly Scaling[],
): readonly V1ReplicaSet[] {
  const sizes = new Map(scalings.map((scaling) => [scaling.replicaSet, scaling.replicas]));
  return replicaSets.map((replicaSet) => {
    const replicas = sizes.get(replicaSet);
    if (replicas === undefined) return replicaSet;
    return {
      ...replicaSet,
      spec: { ...replicaSet.spec, selector: replicaSet.spec?.selector ?? {}, replicas },
    };
  });
}
