import type { V1Pod, V1StatefulSet, V1StatefulSetStatus } from '../../api/index.ts';
import { isPodAvailable, isPodReady } from '../../component-helpers/index.ts';
import type { SetObservation, SortedPods } from './decide.ts';
import { revisionLabel, wantedReplicas } from './identity.ts';

/** What came of one sync. */
export interface SyncOutcome {
  readonly collisionCount: number;
  /** How many pods were deleted to be replaced. */
  readonly replaced: number;
}

/**
 * The status that the observation and what was done amount to; the status of the set itself when nothing in it changes.
 * Mirrors kubernetes pkg/controller/statefulset (updateStatus, completeRollingUpdate, inconsistentStatus). Differs: no
 * count falls below 0, which the API server refuses.
 */
export function statefulSetStatus(
  observation: SetObservation,
  sorted: SortedPods,
  { collisionCount, replaced }: SyncOutcome,
): V1StatefulSetStatus {
  const { set, pods, revisions } = observation;
  const deleted = set.metadata?.deletionTimestamp !== undefined;
  const counted = deleted ? pods : [...sorted.replicas.values(), ...sorted.condemned];
  const counts = countPods(observation, counted);
  const isComplete = isRolledOut(set, counts);
  const { replicas, ready, available, updated } = counts;
  const current = isComplete ? updated : Math.max(0, counts.current - replaced);
  const next: V1StatefulSetStatus = {
    observedGeneration: set.metadata?.generation ?? 0,
    replicas,
    ...(ready !== 0 && { readyReplicas: ready }),
    ...(current !== 0 && { currentReplicas: current }),
    ...(updated !== 0 && { updatedReplicas: updated }),
    currentRevision: isComplete ? revisions.update.name : revisions.current.name,
    updateRevision: revisions.update.name,
    collisionCount,
    availableReplicas: available,
  };
  return set.status !== undefined && isSame(set.status, next) ? set.status : next;
}

interface PodCounts {
  readonly replicas: number;
  readonly ready: number;
  readonly available: number;
  readonly current: number;
  readonly updated: number;
}

function countPods({ set, revisions, nowMs }: SetObservation, pods: readonly V1Pod[]): PodCounts {
  const counts = { replicas: 0, ready: 0, available: 0, current: 0, updated: 0 };
  for (const pod of pods) {
    const revision = pod.metadata?.labels?.[revisionLabel];
    counts.replicas++;
    if (pod.status?.phase === 'Running' && isPodReady(pod)) {
      counts.ready++;
      if (isPodAvailable(pod, set.spec?.minReadySeconds ?? 0, nowMs)) counts.available++;
    }
    if (pod.metadata?.deletionTimestamp !== undefined) continue;
    if (revision === revisions.current.name) counts.current++;
    if (revision === revisions.update.name) counts.updated++;
  }
  return counts;
}

/** Whether all pods are of the update revision and ready. */
function isRolledOut(set: V1StatefulSet, { replicas, ready, updated }: PodCounts): boolean {
  const wanted = wantedReplicas(set);
  const isRolling = (set.spec?.updateStrategy?.type ?? 'RollingUpdate') === 'RollingUpdate';
  return isRolling && updated === wanted && ready === wanted && replicas === wanted;
}

function isSame(old: V1StatefulSetStatus, next: V1StatefulSetStatus): boolean {
  return (
    (next.observedGeneration ?? 0) <= (old.observedGeneration ?? 0) &&
    old.replicas === next.replicas &&
    (old.readyReplicas ?? 0) === (next.readyReplicas ?? 0) &&
    (old.availableReplicas ?? 0) === next.availableReplicas &&
    (old.currentReplicas ?? 0) === (next.currentReplicas ?? 0) &&
    (old.updatedReplicas ?? 0) === (next.updatedReplicas ?? 0) &&
    (old.currentRevision ?? '') === next.currentRevision &&
    (old.updateRevision ?? '') === next.updateRevision
  );
}
