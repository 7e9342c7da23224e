import type { V1Pod } from '../../api/index.ts';
import { parseTimeOrUndefined } from '../../apimachinery/index.ts';
import { isPodReady, isSidecar, readyTimeMs } from '../../component-helpers/index.ts';

/**
 * The pods, those to delete first in front: unassigned before assigned, then Pending, Unknown, Running, then not
 * ready before ready, lower deletion cost, higher rank (more related pods on the same node), ready for a shorter time,
 * more restarts, newer. Times are compared by the power of two of their age, so that pods of about one age go in the
 * order of their uids, which is as good as chance. Without `nowMs` times are compared exactly. Pods that no rule
 * tells apart keep their order. Mirrors kubernetes pkg/controller (ActivePodsWithRanks); without ranks ActivePods, which
 * does not ask what a pod costs.
 */
export function inDeletionOrder(
  pods: readonly V1Pod[],
  ranks?: readonly number[],
  nowMs?: number,
): readonly V1Pod[] {
  const candidates = pods.map((pod, index) => candidateOf(pod, ranks && (ranks[index] ?? 0)));
  candidates.sort((a, b) => compareCandidates(a, b, nowMs));
  return candidates.map((candidate) => candidate.pod);
}

/**
 * How dear a pod is, as its annotation says; 0 for none or for what is no 32-bit integer in plain decimal. Mirrors
 * kubernetes pkg/apis/core/helper (GetDeletionCostFromPodAnnotations).
 */
export function deletionCost(pod: V1Pod): number {
  const value = pod.metadata?.annotations?.['controller.kubernetes.io/pod-deletion-cost'];
  if (value === undefined || !/^(0|[1-9]\d*|-\d+)$/.test(value)) return 0;
  const cost = Number(value);
  return cost >= -2147483648 && cost <= 2147483647 ? cost + 0 : 0;
}

/** What the order depends on, read once per pod: a sort compares each pod many times. */
interface Candidate {
  readonly pod: V1Pod;
  readonly assigned: boolean;
  readonly phase: number;
  readonly ready: boolean;
  readonly cost: number;
  readonly rank: number;
  readonly readyAtMs: number | undefined;
  readonly restarts: number;
  readonly sidecarRestarts: number;
  readonly createdAtMs: number | undefined;
  readonly uid: string;
}

function candidateOf(pod: V1Pod, rank: number | undefined): Candidate {
  return {
    pod,
    assigned: (pod.spec?.nodeName ?? '') !== '',
    phase: phaseOrder(pod),
    ready: isPodReady(pod),
    cost: rank === undefined ? 0 : deletionCost(pod),
    rank: rank ?? 0,
    readyAtMs: readyTimeMs(pod),
    restarts: maxRestarts(pod),
    sidecarRestarts: maxSidecarRestarts(pod),
    createdAtMs: parseTimeOrUndefined(pod.metadata?.creationTimestamp),
    uid: pod.metadata?.uid ?? '',
  };
}

function phaseOrder(pod: V1Pod): number {
  const phase = pod.status?.phase;
  return phase === 'Running' ? 2 : phase === 'Unknown' ? 1 : 0;
}

function maxRestarts(pod: V1Pod): number {
  let restarts = 0;
  for (const status of pod.status?.containerStatuses ?? [])
    restarts = Math.max(restarts, status.restartCount);
  return restarts;
}

function maxSidecarRestarts(pod: V1Pod): number {
  const statuses = pod.status?.initContainerStatuses;
  if (statuses === undefined) return 0;
  let restarts = 0;
  for (const container of pod.spec?.initContainers ?? []) {
    if (!isSidecar(container)) continue;
    const status = statuses.find((candidate) => candidate.name === container.name);
    if (status !== undefined) restarts = Math.max(restarts, status.restartCount);
  }
  return restarts;
}

function compareCandidates(a: Candidate, b: Candidate, nowMs: number | undefined): number {
  if (a.assigned !== b.assigned) return a.assigned ? 1 : -1;
  if (a.phase !== b.phase) return a.phase - b.phase;
  if (a.ready !== b.ready) return a.ready ? 1 : -1;
  if (a.cost !== b.cost) return a.cost - b.cost;
  if (a.rank !== b.rank) return b.rank - a.rank;
  if (a.ready && a.readyAtMs !== b.readyAtMs) return compareAges(a, b, a.readyAtMs, b.readyAtMs, nowMs);
  if (a.restarts !== b.restarts) return b.restarts - a.restarts;
  if (a.sidecarRestarts !== b.sidecarRestarts) return b.sidecarRestarts - a.sidecarRestarts;
  if (a.createdAtMs !== b.createdAtMs) return compareAges(a, b, a.createdAtMs, b.createdAtMs, nowMs);
  return 0;
}

/** Two different times: no time first, then the later; of one logarithmic age, the smaller uid. */
function compareAges(
  a: Candidate,
  b: Candidate,
  atMsOfA: number | undefined,
  atMsOfB: number | undefined,
  nowMs: number | undefined,
): number {
  if (atMsOfA === undefined) return -1;
  if (atMsOfB === undefined) return 1;
  if (nowMs === undefined) return atMsOfB - atMsOfA;
  const difference = logarithmicAge(atMsOfA, nowMs) - logarithmicAge(atMsOfB, nowMs);
  if (difference !== 0) return difference;
  return a.uid < b.uid ? -1 : a.uid > b.uid ? 1 : 0;
}

/** The whole binary logarithm of the age in nanoseconds, the unit Kubernetes counts in; -1 for no age at all. */
function logarithmicAge(atMs: number, nowMs: number): number {
  const ageMs = nowMs - atMs;
  return ageMs > 0 ? Math.trunc(Math.log2(ageMs * 1e6)) : -1;
}
