import type {
  V1Deployment,
  V1DeploymentCondition,
  V1DeploymentStatus,
  V1ReplicaSet,
} from '../../api/index.ts';
import { newCondition, withCondition } from './conditions.ts';
import { maxUnavailable } from './fenceposts.ts';
import { totalInStatus, totalTerminating, totalWanted, wantedReplicas } from './replica-sets.ts';

/** The ReplicaSets of one Deployment: the one with its template, and all others. */
export interface ReplicaSets {
  readonly newReplicaSet: V1ReplicaSet | undefined;
  readonly oldReplicaSets: readonly V1ReplicaSet[];
}

export function allOf({ newReplicaSet, oldReplicaSets }: ReplicaSets): readonly V1ReplicaSet[] {
  return newReplicaSet === undefined ? oldReplicaSets : [...oldReplicaSets, newReplicaSet];
}

/**
 * The Deployment's status as its ReplicaSets' statuses make it; conditions but for Available stay. Counts of zero are
 * left out, as Kubernetes does. Mirrors kubernetes pkg/controller/deployment (calculateStatus), with
 * DeploymentReplicaSetTerminatingReplicas on, as it is by default since 1.35.
 */
export function deploymentStatus(
  deployment: V1Deployment,
  replicaSets: ReplicaSets,
  nowMs: number,
): V1DeploymentStatus {
  const all = allOf(replicaSets);
  const old = deployment.status;
  const available = totalInStatus(all, 'availableReplicas');
  const counted: Record<Count, number> = {
    observedGeneration: deployment.metadata?.generation ?? 0,
    replicas: totalInStatus(all, 'replicas'),
    updatedReplicas: replicaSets.newReplicaSet?.status?.replicas ?? 0,
    readyReplicas: totalInStatus(all, 'readyReplicas'),
    availableReplicas: available,
    // More pods are available than wanted while it shrinks.
    unavailableReplicas: Math.max(0, totalWanted(all) - available),
  };
  const status: { -readonly [Field in keyof V1DeploymentStatus]: V1DeploymentStatus[Field] } = {};
  for (const count of counts) if (counted[count] !== 0) status[count] = counted[count];
  const terminating = totalTerminating(all);
  if (terminating !== undefined) status.terminatingReplicas = terminating;
  if (old?.collisionCount !== undefined) status.collisionCount = old.collisionCount;
  status.conditions = withCondition(old?.conditions ?? [], availability(deployment, available, nowMs));
  return status;
}

/** True when all wanted pods are new and available, and no old one is left. */
export function isComplete(deployment: V1Deployment, status: V1DeploymentStatus): boolean {
  const wanted = wantedReplicas(deployment);
  return (
    (status.updatedReplicas ?? 0) === wanted &&
    (status.replicas ?? 0) === wanted &&
    (status.availableReplicas ?? 0) === wanted &&
    (status.observedGeneration ?? 0) >= (deployment.metadata?.generation ?? 0)
  );
}

/** True when both say the same. Absent counts are zero. */
export function sameStatus(a: V1DeploymentStatus | undefined, b: V1DeploymentStatus | undefined): boolean {
  if (a === b) return true;
  return (
    counts.every((count) => (a?.[count] ?? 0) === (b?.[count] ?? 0)) &&
    a?.terminatingReplicas === b?.terminatingReplicas &&
    a?.collisionCount === b?.collisionCount &&
    sameConditions(a?.conditions ?? [], b?.conditions ?? [])
  );
}

const counts = [
  'observedGeneration',
  'replicas',
  'updatedReplicas',
  'readyReplicas',
  'availableReplicas',
  'unavailableReplicas',
] as const;

type Count = (typeof counts)[number];

function availability(deployment: V1Deployment, available: number, nowMs: number): V1DeploymentCondition {
  return available >= wantedReplicas(deployment) - maxUnavailable(deployment)
    ? newCondition(
        'Available',
        'True',
        'MinimumReplicasAvailable',
        'Deployment has minimum availability.',
        nowMs,
      )
    : newCondition(
        'Available',
        'False',
        'MinimumReplicasUnavailable',
        'Deployment does not have minimum availability.',
        nowMs,
      );
}

function sameConditions(a: readonly V1DeploymentCondition[], b: readonly V1DeploymentCondition[]): boolean {
  return a.length === b.length && a.every((condition, index) => sameCondition(condition, b[index]));
}

function sameCondition(a: V1DeploymentCondition, b: V1DeploymentCondition | undefined): boolean {
  if (a === b) return true;
  return (
    b !== undefined &&
    a.type === b.type &&
    a.status === b.status &&
    a.reason === b.reason &&
    a.message === b.message &&
    a.lastUpdateTime === b.lastUpdateTime &&
    a.lastTransitionTime === b.lastTransitionTime
  );
}
