import type { V1Deployment, V1DeploymentCondition, V1DeploymentStatus } from '../../api/index.ts';
import {
  findCondition,
  parseTimeOrUndefined,
  removeCondition,
  withTransitionTime,
} from '../../apimachinery/index.ts';
import { type Conditions, newCondition, replicaFailure, withCondition } from './conditions.ts';
import { deploymentStatus, isComplete, type ReplicaSets } from './status.ts';

/** The deadline that means none: the largest 32-bit integer. */
const noDeadline = 2147483647;

/** True when the Deployment says how long a rollout may go on without progress. */
export function hasProgressDeadline(deployment: V1Deployment): boolean {
  const seconds = deployment.spec?.progressDeadlineSeconds;
  return seconds !== undefined && seconds !== noDeadline;
}

/**
 * The status during a rollout: the counts, and whether it is done, goes on, or has gone on for too long without progress.
 * Mirrors kubernetes pkg/controller/deployment (syncRolloutStatus).
 */
export function rolloutStatus(
  deployment: V1Deployment,
  replicaSets: ReplicaSets,
  nowMs: number,
): V1DeploymentStatus {
  const status = deploymentStatus(deployment, replicaSets, nowMs);
  const conditions = hasProgressDeadline(deployment)
    ? progressConditions(deployment, replicaSets, status, nowMs)
    : removeCondition(status.conditions ?? [], 'Progressing');
  const failure = replicaFailure(replicaSets.newReplicaSet, replicaSets.oldReplicaSets);
  return {
    ...status,
    conditions:
      failure === undefined
        ? removeCondition(conditions, 'ReplicaFailure')
        : withCondition(conditions, failure),
  };
}

/**
 * True when the rollout went on since the status before: more new pods, fewer old ones, more ready or available.
 * Mirrors kubernetes pkg/controller/deployment/util (DeploymentProgressing).
 */
export function hasProgressed(before: V1DeploymentStatus | undefined, status: V1DeploymentStatus): boolean {
  return (
    (status.updatedReplicas ?? 0) > (before?.updatedReplicas ?? 0) ||
    oldPods(status) < oldPods(before) ||
    (status.readyReplicas ?? 0) > (before?.readyReplicas ?? 0) ||
    (status.availableReplicas ?? 0) > (before?.availableReplicas ?? 0)
  );
}

/**
 * True when there was no progress for longer than the deadline. A rollout that was successful cannot time out any
 * more. Mirrors kubernetes pkg/controller/deployment/util (DeploymentTimedOut).
 */
export function hasTimedOut(deployment: V1Deployment, conditions: Conditions, nowMs: number): boolean {
  const condition = findCondition(conditions, 'Progressing');
  if (!hasProgressDeadline(deployment) || condition === undefined) return false;
  if (condition.reason === 'NewReplicaSetAvailable') return false;
  if (condition.reason === 'ProgressDeadlineExceeded') return true;
  return deadlineMs(deployment, condition) < nowMs;
}

/**
 * In how many milliseconds to look whether the rollout is stuck; undefined when that need not be: it is complete, has
 * timed out, or has no deadline. A second is added, so that the look does not come a moment too early. Mirrors kubernetes
 * pkg/controller/deployment (requeueStuckDeployment).
 *
 * Differs: less than a second before the deadline the look comes right after it, not again and again until then; and
 * a rollout that was complete once is not looked at, as it cannot time out.
 */
export function progressCheckAfterMs(
  deployment: V1Deployment,
  status: V1DeploymentStatus,
  nowMs: number,
): number | undefined {
  const condition = findCondition(deployment.status?.conditions, 'Progressing');
  if (!hasProgressDeadline(deployment) || condition === undefined) return undefined;
  if (isComplete(deployment, status)) return undefined;
  const { reason } = condition;
  if (reason === 'ProgressDeadlineExceeded' || reason === 'NewReplicaSetAvailable') return undefined;
  const afterMs = deadlineMs(deployment, condition) - nowMs;
  return afterMs < 1000 ? Math.max(0, afterMs) + 1 : afterMs + 1000;
}

/**
 * The condition to set when the Deployment was paused or resumed, so that the time of the pause does not count as lack
 * of progress; undefined when there is nothing to say. Mirrors kubernetes pkg/controller/deployment
 * (checkPausedConditions).
 */
export function pauseCondition(deployment: V1Deployment, nowMs: number): V1DeploymentCondition | undefined {
  if (!hasProgressDeadline(deployment)) return undefined;
  const reason = findCondition(deployment.status?.conditions, 'Progressing')?.reason;
  // A lack of progress that was reported stays reported.
  if (reason === 'ProgressDeadlineExceeded') return undefined;
  const paused = deployment.spec?.paused === true;
  if (paused === (reason === 'DeploymentPaused')) return undefined;
  return paused
    ? newCondition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused', nowMs)
    : newCondition('Progressing', 'Unknown', 'DeploymentResumed', 'Deployment is resumed', nowMs);
}

function progressConditions(
  deployment: V1Deployment,
  replicaSets: ReplicaSets,
  status: V1DeploymentStatus,
  nowMs: number,
): Conditions {
  const conditions = status.conditions ?? [];
  const current = findCondition(deployment.status?.conditions, 'Progressing');
  const isDone =
    (status.replicas ?? 0) === (status.updatedReplicas ?? 0) && current?.reason === 'NewReplicaSetAvailable';
  if (isDone) return conditions;
  const who = describe(deployment, replicaSets);
  if (isComplete(deployment, status)) {
    const message = `${who} has successfully progressed.`;
    return withCondition(
      conditions,
      newCondition('Progressing', 'True', 'NewReplicaSetAvailable', message, nowMs),
    );
  }
  if (hasProgressed(deployment.status, status)) {
    const message = `${who} is progressing.`;
    const condition = newCondition('Progressing', 'True', 'ReplicaSetUpdated', message, nowMs);
    return withProgress(conditions, current, condition);
  }
  if (hasTimedOut(deployment, conditions, nowMs)) {
    const message = `${who} has timed out progressing.`;
    return withCondition(
      conditions,
      newCondition('Progressing', 'False', 'ProgressDeadlineExceeded', message, nowMs),
    );
  }
  return conditions;
}

/** Progress is news even when the condition says the same as before: the deadline counts from its last update. */
function withProgress(
  conditions: Conditions,
  current: V1DeploymentCondition | undefined,
  condition: V1DeploymentCondition,
): Conditions {
  return [...removeCondition(conditions, 'Progressing'), withTransitionTime(condition, current)];
}

function describe(deployment: V1Deployment, { newReplicaSet }: ReplicaSets): string {
  return newReplicaSet === undefined
    ? `Deployment "${deployment.metadata?.name}"`
    : `ReplicaSet "${newReplicaSet.metadata?.name}"`;
}

function deadlineMs(deployment: V1Deployment, condition: V1DeploymentCondition): number {
  return (
    (parseTimeOrUndefined(condition.lastUpdateTime) ?? 0) +
    (deployment.spec?.progressDeadlineSeconds ?? 0) * 1000
  );
}

function oldPods(status: V1DeploymentStatus | undefined): number {
  return (status?.replicas ?? 0) - (status?.updatedReplicas ?? 0);
}
