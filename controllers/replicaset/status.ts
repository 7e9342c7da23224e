import type { V1Pod, V1ReplicaSetCondition, V1ReplicaSetStatus } from '../../api/index.ts';
import { formatTime } from '../../apimachinery/index.ts';
import { isPodAvailable, isPodReady } from '../../component-helpers/index.ts';
import { wantedReplicas } from './decide.ts';
import type { ReplicaOwner } from './replica-owner.ts';

/** What one sync saw and did. */
export interface ReplicaSetObservation {
  readonly replicaSet: ReplicaOwner;
  readonly activePods: readonly V1Pod[];
  /** Undefined for a kind whose status does not tell it. */
  readonly terminatingCount: number | undefined;
  /** What went wrong while creating or deleting pods. */
  readonly manageError: Error | undefined;
  readonly nowMs: number;
}

/**
 * The status the observation amounts to; the status of the ReplicaSet itself when nothing in it changes. Counts of zero
 * are left out where Kubernetes leaves them out. Mirrors kubernetes pkg/controller/replicaset (calculateStatus), with
 * DeploymentReplicaSetTerminatingReplicas on, as it is by default since 1.35.
 */
export function replicaSetStatus(observation: ReplicaSetObservation): V1ReplicaSetStatus {
  const { replicaSet, activePods, terminatingCount } = observation;
  const old = replicaSet.status ?? noStatus;
  const { fullyLabeled, ready, available } = countPods(observation);
  const conditions = conditionsOf(observation, old.conditions ?? noConditions);
  const generation = replicaSet.metadata?.generation ?? 0;
  if (
    old.replicas === activePods.length &&
    (old.fullyLabeledReplicas ?? 0) === fullyLabeled &&
    (old.readyReplicas ?? 0) === ready &&
    (old.availableReplicas ?? 0) === available &&
    old.terminatingReplicas === terminatingCount &&
    (old.observedGeneration ?? 0) === generation &&
    conditions === (old.conditions ?? noConditions)
  ) {
    return old;
  }
  return {
    replicas: activePods.length,
    ...(fullyLabeled !== 0 && { fullyLabeledReplicas: fullyLabeled }),
    ...(ready !== 0 && { readyReplicas: ready }),
    ...(available !== 0 && { availableReplicas: available }),
    ...(terminatingCount !== undefined && { terminatingReplicas: terminatingCount }),
    ...(generation !== 0 && { observedGeneration: generation }),
    ...(conditions.length > 0 && { conditions }),
  };
}

const noStatus: V1ReplicaSetStatus = Object.freeze({ replicas: 0 });
const noConditions: readonly V1ReplicaSetCondition[] = Object.freeze([]);

interface PodCounts {
  readonly fullyLabeled: number;
  readonly ready: number;
  readonly available: number;
}

function countPods({ replicaSet, activePods, nowMs }: ReplicaSetObservation): PodCounts {
  const labels = Object.entries(replicaSet.spec?.template?.metadata?.labels ?? {});
  const minReadySeconds = replicaSet.spec?.minReadySeconds ?? 0;
  let fullyLabeled = 0;
  let ready = 0;
  let available = 0;
  for (const pod of activePods) {
    if (hasLabels(pod, labels)) fullyLabeled++;
    if (!isPodReady(pod)) continue;
    ready++;
    if (isPodAvailable(pod, minReadySeconds, nowMs)) available++;
  }
  return { fullyLabeled, ready, available };
}

function hasLabels(pod: V1Pod, labels: readonly (readonly [string, string])[]): boolean {
  const podLabels = pod.metadata?.labels;
  for (const [name, value] of labels) if (podLabels?.[name] !== value) return false;
  return true;
}

/** ReplicaFailure is there exactly while pods cannot be created or deleted; it keeps its first reason and time. */
function conditionsOf(
  { replicaSet, activePods, manageError, nowMs }: ReplicaSetObservation,
  conditions: readonly V1ReplicaSetCondition[],
): readonly V1ReplicaSetCondition[] {
  const failing = conditions.some((condition) => condition.type === 'ReplicaFailure');
  if (failing === (manageError !== undefined)) return conditions;
  if (manageError === undefined) return conditions.filter((condition) => condition.type !== 'ReplicaFailure');
  const surplus = activePods.length - wantedReplicas(replicaSet);
  return [
    ...conditions,
    {
      type: 'ReplicaFailure',
      status: 'True',
      lastTransitionTime: formatTime(nowMs),
      ...(surplus !== 0 && { reason: surplus < 0 ? 'FailedCreate' : 'FailedDelete' }),
      message: manageError.message,
    },
  ];
}
