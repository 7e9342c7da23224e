import type { V1Deployment, V1ReplicaSet } from '../../api/index.ts';
import { byCreation } from '../kit/by-creation.ts';
import {
  countInAnnotation,
  desiredReplicasAnnotation,
  maxReplicasAnnotation,
  withReplicasAnnotations,
} from './annotations.ts';
import { maxSurge } from './fenceposts.ts';
import {
  activeReplicaSets,
  bySizeThenNewer,
  bySizeThenOlder,
  isRollingUpdate,
  totalInStatus,
  totalWanted,
  wantedReplicas,
} from './replica-sets.ts';

/** A size a ReplicaSet is to be given. */
export interface Scaling {
  readonly replicaSet: V1ReplicaSet;
  readonly replicas: number;
  /** True: its annotations are brought up to date even if its size is right. */
  readonly annotationsToo?: boolean;
}

/**
 * True when the Deployment's size was changed since its active ReplicaSets were last scaled. Mirrors kubernetes
 * pkg/controller/deployment (isScalingEvent).
 */
export function isScalingEvent(deployment: V1Deployment, replicaSets: readonly V1ReplicaSet[]): boolean {
  const wanted = wantedReplicas(deployment);
  return activeReplicaSets(replicaSets).some((replicaSet) => {
    const desired = countInAnnotation(replicaSet.metadata?.annotations, desiredReplicasAnnotation);
    return desired !== undefined && desired !== wanted;
  });
}

/**
 * The sizes that follow from a new size of the Deployment, outside of a rollout's normal steps: one active ReplicaSet
 * takes all of it; several share it in proportion to what they have, so that scaling neither hastens nor undoes the
 * rollout. Mirrors kubernetes pkg/controller/deployment (scale).
 *
 * Differs: a single ReplicaSet that has the right size but was marked for another is marked again. Upstream leaves it,
 * and takes every later sync for a change of size, so that no rollout ever goes on (kubernetes#125568).
 */
export function decideScale(
  deployment: V1Deployment,
  newReplicaSet: V1ReplicaSet | undefined,
  oldReplicaSets: readonly V1ReplicaSet[],
): readonly Scaling[] {
  const wanted = wantedReplicas(deployment);
  const single = activeOrLatest(newReplicaSet, oldReplicaSets);
  if (single !== undefined) return scaleSingle(deployment, single);
  if (newReplicaSet !== undefined && isSaturated(deployment, newReplicaSet)) {
    return activeReplicaSets(oldReplicaSets).map((replicaSet) => ({ replicaSet, replicas: 0 }));
  }
  if (!isRollingUpdate(deployment.spec)) return [];
  const active = activeReplicaSets(newReplicaSet ? [...oldReplicaSets, newReplicaSet] : oldReplicaSets);
  const allowed = wanted > 0 ? wanted + maxSurge(deployment) : 0;
  return shareOut(deployment, active, allowed - totalWanted(active));
}

/**
 * The only active ReplicaSet, or the newest if none is active; undefined if several are. Mirrors kubernetes
 * pkg/controller/deployment/util (FindActiveOrLatest).
 */
export function activeOrLatest(
  newReplicaSet: V1ReplicaSet | undefined,
  oldReplicaSets: readonly V1ReplicaSet[],
): V1ReplicaSet | undefined {
  const active = activeReplicaSets(newReplicaSet ? [...oldReplicaSets, newReplicaSet] : oldReplicaSets);
  if (active.length > 0) return active.length === 1 ? active[0] : undefined;
  return newReplicaSet ?? oldReplicaSets.toSorted(byCreation).at(-1);
}

/**
 * True when the ReplicaSet has all the Deployment's pods, all available, and was scaled for this size. Mirrors kubernetes
 * pkg/controller/deployment/util (IsSaturated).
 */
export function isSaturated(deployment: V1Deployment, replicaSet: V1ReplicaSet): boolean {
  const wanted = wantedReplicas(deployment);
  return (
    countInAnnotation(replicaSet.metadata?.annotations, desiredReplicasAnnotation) === wanted &&
    wantedReplicas(replicaSet) === wanted &&
    totalInStatus([replicaSet], 'availableReplicas') === wanted
  );
}

/**
 * By how much a ReplicaSet grows or shrinks when it keeps its share of the Deployment. Mirrors kubernetes
 * pkg/controller/deployment/util (getReplicaSetFraction).
 */
export function replicaSetFraction(replicaSet: V1ReplicaSet, deployment: V1Deployment): number {
  const size = wantedReplicas(replicaSet);
  if (wantedReplicas(deployment) === 0) return -size;
  const maxNow = wantedReplicas(deployment) + maxSurge(deployment);
  const annotated = countInAnnotation(replicaSet.metadata?.annotations, maxReplicasAnnotation);
  // Somebody took the annotation away: the pods there are come closest to the size before.
  const maxBefore = annotated || (deployment.status?.replicas ?? 0);
  return maxBefore === 0 ? 0 : Math.round((size * maxNow) / maxBefore) - size;
}

/** The ReplicaSet with the size and the annotations of a scaling; the one given if it has them. */
export function scaled(deployment: V1Deployment, scaling: Scaling): V1ReplicaSet {
  const { replicaSet, replicas, annotationsToo } = scaling;
  const sizeDiffers = wantedReplicas(replicaSet) !== replicas;
  if (!sizeDiffers && !annotationsToo) return replicaSet;
  const annotations = withReplicasAnnotations(replicaSet.metadata?.annotations, deployment);
  if (!sizeDiffers && annotations === replicaSet.metadata?.annotations) return replicaSet;
  return {
    ...replicaSet,
    metadata: { ...replicaSet.metadata, annotations },
    spec: { ...replicaSet.spec, selector: replicaSet.spec?.selector ?? {}, replicas },
  };
}

function scaleSingle(deployment: V1Deployment, replicaSet: V1ReplicaSet): readonly Scaling[] {
  const replicas = wantedReplicas(deployment);
  const scaling = { replicaSet, replicas };
  if (wantedReplicas(replicaSet) !== replicas) return [scaling];
  return isScalingEvent(deployment, [replicaSet]) ? [{ ...scaling, annotationsToo: true }] : [];
}

/** Spreads `toAdd` pods over the ReplicaSets, larger ones first; what rounding leaves over goes to the largest. */
function shareOut(
  deployment: V1Deployment,
  active: readonly V1ReplicaSet[],
  toAdd: number,
): readonly Scaling[] {
  const order = toAdd > 0 ? bySizeThenNewer : bySizeThenOlder;
  const sorted = toAdd === 0 ? active : active.toSorted(order);
  let added = 0;
  const scalings = sorted.map((replicaSet) => {
    const share = proportion(replicaSet, deployment, toAdd, added);
    added += share;
    return { replicaSet, replicas: wantedReplicas(replicaSet) + share, annotationsToo: true };
  });
  const [largest, ...others] = scalings;
  if (largest === undefined) return [];
  return [{ ...largest, replicas: Math.max(0, largest.replicas + toAdd - added) }, ...others];
}

/** The share of one ReplicaSet, never beyond what is left to add or to take away. */
function proportion(
  replicaSet: V1ReplicaSet,
  deployment: V1Deployment,
  toAdd: number,
  added: number,
): number {
  if (wantedReplicas(replicaSet) === 0 || toAdd === 0 || toAdd === added) return 0;
  const fraction = replicaSetFraction(replicaSet, deployment);
  const left = toAdd - added;
  return toAdd > 0 ? Math.min(fraction, left) : Math.max(fraction, left);
}
