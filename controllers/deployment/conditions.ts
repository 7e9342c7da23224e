import type { V1DeploymentCondition, V1ReplicaSet } from '../../api/index.ts';
import { findCondition, formatTime, removeCondition, withTransitionTime } from '../../apimachinery/index.ts';

export type Conditions = readonly V1DeploymentCondition[];

/** Why the Progressing condition is as it is. */
export type ProgressingReason =
  | 'NewReplicaSetCreated'
  | 'FoundNewReplicaSet'
  | 'ReplicaSetUpdated'
  | 'NewReplicaSetAvailable'
  | 'ReplicaSetCreateError'
  | 'ProgressDeadlineExceeded'
  | 'DeploymentPaused'
  | 'DeploymentResumed';

/** A condition that changed just now. */
export function newCondition(
  type: 'Available' | 'Progressing',
  status: 'True' | 'False' | 'Unknown',
  reason: ProgressingReason | 'MinimumReplicasAvailable' | 'MinimumReplicasUnavailable',
  message: string,
  nowMs: number,
): V1DeploymentCondition {
  const now = formatTime(nowMs);
  return { type, status, lastUpdateTime: now, lastTransitionTime: now, reason, message };
}

/**
 * The conditions with this one, at the end. One of the same status and reason stays as it is, whatever its message.
 * Mirrors kubernetes pkg/controller/deployment/util (SetDeploymentCondition).
 */
export function withCondition(conditions: Conditions, condition: V1DeploymentCondition): Conditions {
  const current = findCondition(conditions, condition.type);
  if (current?.status === condition.status && current.reason === condition.reason) return conditions;
  return [...removeCondition(conditions, condition.type), withTransitionTime(condition, current)];
}

/**
 * What keeps a ReplicaSet from having its pods, told as a condition of the Deployment: of the new ReplicaSet first.
 * Mirrors kubernetes pkg/controller/deployment (getReplicaFailures).
 */
export function replicaFailure(
  newReplicaSet: V1ReplicaSet | undefined,
  oldReplicaSets: readonly V1ReplicaSet[],
): V1DeploymentCondition | undefined {
  const all = newReplicaSet === undefined ? oldReplicaSets : [newReplicaSet, ...oldReplicaSets];
  for (const replicaSet of all) {
    const failure = findCondition(replicaSet.status?.conditions, 'ReplicaFailure');
    if (failure === undefined) continue;
    const { lastTransitionTime } = failure;
    return lastTransitionTime === undefined ? failure : { ...failure, lastUpdateTime: lastTransitionTime };
  }
  return undefined;
}
