import type { V1DaemonSetStatus } from '../../api/index.ts';
import { isPodReady } from '../../component-helpers/index.ts';
import { isUpdated } from './daemon-pod.ts';
import { nameOf } from './decide.ts';
import { placerOf } from './placement.ts';
import { type DaemonView, isAvailable, oldestFirst } from './view.ts';

/**
 * The status that the view amounts to; the DaemonSet's own when nothing in it changes. Of several pods on a node the oldest
 * counts. `observed`: pods were looked after as this generation wants it. Mirrors kubernetes pkg/controller/daemon
 * (updateDaemonSetStatus).
 */
export function daemonSetStatus(view: DaemonView, observed: boolean): V1DaemonSetStatus {
  const { status = noStatus, metadata } = view.daemonSet;
  const counts = count(view);
  const observedGeneration = observed ? (metadata?.generation ?? 0) : (status.observedGeneration ?? 0);
  const same =
    status.desiredNumberScheduled === counts.desired &&
    status.currentNumberScheduled === counts.current &&
    status.numberMisscheduled === counts.misscheduled &&
    status.numberReady === counts.ready &&
    (status.updatedNumberScheduled ?? 0) === counts.updated &&
    (status.numberAvailable ?? 0) === counts.available &&
    (status.numberUnavailable ?? 0) === counts.desired - counts.available &&
    (status.observedGeneration ?? 0) >= observedGeneration;
  return same ? status : statusOf(counts, observedGeneration, status);
}

const noStatus: V1DaemonSetStatus = Object.freeze({
  currentNumberScheduled: 0,
  numberMisscheduled: 0,
  desiredNumberScheduled: 0,
  numberReady: 0,
});

interface Counts {
  desired: number;
  current: number;
  misscheduled: number;
  ready: number;
  updated: number;
  available: number;
}

function count(view: DaemonView): Counts {
  const counts = { desired: 0, current: 0, misscheduled: 0, ready: 0, updated: 0, available: 0 };
  const place = placerOf(view.daemonSet);
  for (const node of view.nodes) {
    const [pod] = oldestFirst(view.podsByNode.get(nameOf(node)) ?? []);
    if (!place(node).shouldRun) {
      if (pod !== undefined) counts.misscheduled++;
      continue;
    }
    counts.desired++;
    if (pod === undefined) continue;
    counts.current++;
    if (isPodReady(pod)) counts.ready++;
    if (isAvailable(pod, view)) counts.available++;
    if (isUpdated(pod, view.daemonSet, view.hash)) counts.updated++;
  }
  return counts;
}

/** Counts of zero are left out where Kubernetes leaves them out. */
function statusOf(counts: Counts, observedGeneration: number, old: V1DaemonSetStatus): V1DaemonSetStatus {
  const unavailable = counts.desired - counts.available;
  return {
    currentNumberScheduled: counts.current,
    numberMisscheduled: counts.misscheduled,
    desiredNumberScheduled: counts.desired,
    numberReady: counts.ready,
    ...(observedGeneration !== 0 && { observedGeneration }),
    ...(counts.updated !== 0 && { updatedNumberScheduled: counts.updated }),
    ...(counts.available !== 0 && { numberAvailable: counts.available }),
    ...(unavailable !== 0 && { numberUnavailable: unavailable }),
    ...(old.collisionCount !== undefined && { collisionCount: old.collisionCount }),
    ...(old.conditions !== undefined && { conditions: old.conditions }),
  };
}
