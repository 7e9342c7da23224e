import type { V1DeploymentCondition, V1ReplicaSet } from '../../api/index.ts';
import { formatTime } from '../../apimachinery/index.ts';

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

export function findCondition(
  conditions: Conditions | undefined,
  type: string,
): V1DeploymentCondition | undefined {
  return conditions?.find((condition) => condition.type === type);
}

/**
 * The conditions with this one, at the end. One of the same status and reason stays as it is; one of the same status
 * keeps the time of its last transition. Mirrors kubernetes pkg/controller/deployment/util (SetDeploymentCondition).
 */
export function withCondition(conditions: Conditions, condition: V1DeploymentCondition): Conditions {
  const current = findCondition(conditions, condition.type);
  if (current === undefined) return [...conditions, condition];
  if (current.status !== condition.status)
    return [...withoutCondition(conditions, condition.type), condition];
  if (current.reason === condition.reason) return conditions;
  return [...withoutCondition(conditions, condition.type), sinceThen(condition, current)];
}

/** The conditions without those of a type; the very ones given if there are none. */
export function withoutCondition(conditions: Conditions, type: string): Conditions {
  return findCondition(conditions, type) === undefined
    ? conditions
    : conditions.filter((condition) => condition.type !== type);
}

/** The condition with the time of the last transition of another. */
export function sinceThen(
  condition: V1DeploymentCondition,
  then: V1DeploymentCondition,
): V1DeploymentCondition {
  const { lastTransitionTime: _, ...rest } = condition;
  return then.lastTransitionTime === undefined
    ? rest
    : { ...rest, lastTransitionTime: then.lastTransitionTime };
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
    const failure = replicaSet.status?.conditions?.find((condition) => condition.type === 'ReplicaFailure');
    if (failure === undefined) continue;
    const { lastTransitionTime } = failure;
    return lastTransitionTime === undefined ? failure : { ...failure, lastUpdateTime: lastTransitionTime };
  }
  return undefined;
}
