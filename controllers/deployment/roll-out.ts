import type { V1Pod, V1ReplicaSet } from '../../api/index.ts';
import { withCondition } from './conditions.ts';
import type { DeploymentSync } from './deployment-sync.ts';
import { pauseCondition, progressCheckAfterMs, rolloutStatus } from './progress.ts';
import { decideRecreate, oldPodsRunning } from './recreate.ts';
import { wantedReplicas } from './replica-sets.ts';
import { decideRollback, rollbackTo } from './rollback.ts';
import { decideRolling } from './rolling.ts';
import { decideScale, isScalingEvent } from './scale.ts';
import { allOf, deploymentStatus, isComplete } from './status.ts';

/** What a sync leaves to be done later. */
export interface SyncOutcome {
  /** When to look whether the rollout is stuck; undefined: there is no need to. */
  readonly progressCheckAfterMs: number | undefined;
}

const nothingLater: SyncOutcome = Object.freeze({ progressCheckAfterMs: undefined });

/**
 * The next step for a Deployment: nothing but its status while it is being deleted; a pause, a rollback and a new size
 * go before the rollout. `podsOf` gives the pods of a ReplicaSet. Mirrors kubernetes pkg/controller/deployment
 * (syncDeployment).
 */
export async function rollOut(
  sync: DeploymentSync,
  podsOf: (replicaSet: V1ReplicaSet) => readonly V1Pod[],
): Promise<SyncOutcome> {
  if (sync.deployment.metadata?.deletionTimestamp !== undefined) {
    await sync.adoptRevision();
    return reportStatus(sync);
  }
  tellOfPause(sync);
  if (sync.deployment.spec?.paused === true) return scaleOnly(sync);
  const revision = rollbackTo(sync.deployment);
  if (revision !== undefined) return rollBack(sync, revision);
  await sync.adoptRevision();
  if (isScalingEvent(sync.deployment, allOf(sync.replicaSets))) return scaleOnly(sync);
  const type = sync.deployment.spec?.strategy?.type ?? 'RollingUpdate';
  if (type === 'Recreate') return recreate(sync, podsOf);
  if (type === 'RollingUpdate') return roll(sync);
  throw new Error(`unexpected deployment strategy type: ${type}`);
}

/** New pods up, old pods down, within the bounds. Mirrors rolloutRolling. */
async function roll(sync: DeploymentSync): Promise<SyncOutcome> {
  const newReplicaSet = await sync.ensureNewReplicaSet();
  const scalings = decideRolling(sync.deployment, newReplicaSet, sync.replicaSets.oldReplicaSets);
  const progressed = await sync.scale(scalings);
  if (!progressed) await cleanUpIfComplete(sync);
  return reportRollout(sync);
}

/** All old pods down, and only then new ones up. Mirrors rolloutRecreate. */
async function recreate(
  sync: DeploymentSync,
  podsOf: (replicaSet: V1ReplicaSet) => readonly V1Pod[],
): Promise<SyncOutcome> {
  if (await sync.scale(decideRecreate(sync.replicaSets))) return reportRollout(sync);
  const owned = allOf(sync.replicaSets).map((set) => [set.metadata?.uid ?? '', podsOf(set)] as const);
  if (oldPodsRunning(sync.replicaSets, new Map(owned))) return reportRollout(sync);
  const replicaSet = await sync.ensureNewReplicaSet();
  await sync.scale([{ replicaSet, replicas: wantedReplicas(sync.deployment) }]);
  await cleanUpIfComplete(sync);
  return reportRollout(sync);
}

/** No step of a rollout: only the size is followed. Mirrors sync. */
async function scaleOnly(sync: DeploymentSync): Promise<SyncOutcome> {
  await sync.adoptRevision();
  const { newReplicaSet, oldReplicaSets } = sync.replicaSets;
  await sync.scale(decideScale(sync.deployment, newReplicaSet, oldReplicaSets));
  const { deployment } = sync;
  if (deployment.spec?.paused === true && rollbackTo(deployment) === undefined) await sync.cleanUp();
  return reportStatus(sync);
}

/** The template of an old revision, as an old client asked for it. Mirrors rollback. */
async function rollBack(sync: DeploymentSync, revision: number): Promise<SyncOutcome> {
  await sync.adoptRevision();
  await sync.ensureNewReplicaSet();
  await sync.replace(decideRollback(sync.deployment, allOf(sync.replicaSets), revision));
  return nothingLater;
}

/** Mirrors checkPausedConditions. */
function tellOfPause(sync: DeploymentSync): void {
  const condition = pauseCondition(sync.deployment, sync.nowMs);
  if (condition === undefined) return;
  const status = sync.deployment.status;
  sync.setStatus({ ...status, conditions: withCondition(status?.conditions ?? [], condition) });
}

async function cleanUpIfComplete(sync: DeploymentSync): Promise<void> {
  if (isComplete(sync.deployment, sync.deployment.status ?? {})) await sync.cleanUp();
}

/** Mirrors syncDeploymentStatus. */
async function reportStatus(sync: DeploymentSync): Promise<SyncOutcome> {
  sync.setStatus(deploymentStatus(sync.deployment, sync.replicaSets, sync.nowMs));
  await sync.write();
  return nothingLater;
}

/** Mirrors syncRolloutStatus. */
async function reportRollout(sync: DeploymentSync): Promise<SyncOutcome> {
  sync.setStatus(rolloutStatus(sync.deployment, sync.replicaSets, sync.nowMs));
  await sync.write();
  const { deployment, nowMs } = sync;
  return { progressCheckAfterMs: progressCheckAfterMs(deployment, deployment.status ?? {}, nowMs) };
}
