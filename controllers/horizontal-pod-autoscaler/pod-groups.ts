import type { V1Pod } from '../../api/index.ts';
import { findCondition, parseTimeOrUndefined } from '../../apimachinery/index.ts';
import type { PodMetric, PodMetrics } from './pod-metrics.ts';

/** How long after its start a pod's CPU is looked at with care (--horizontal-pod-autoscaler-cpu-initialization-period). */
const initializationMs = 300_000;
/** How soon after its start a pod becomes ready first (--horizontal-pod-autoscaler-initial-readiness-delay). */
const firstReadinessMs = 30_000;

/** Pods by how their metrics count. */
export interface PodGroups {
  readonly readyCount: number;
  readonly unready: readonly string[];
  /** Nothing is known of them. */
  readonly missing: readonly string[];
  readonly ignored: readonly string[];
}

/** Mirrors kubernetes pkg/controller/podautoscaler (groupPods). */
export function groupPods(
  pods: readonly V1Pod[],
  metrics: PodMetrics,
  resource: string,
  nowMs: number,
): PodGroups {
  const groups = { unready: [] as string[], missing: [] as string[], ignored: [] as string[] };
  let readyCount = 0;
  for (const pod of pods) {
    const { name = '', deletionTimestamp } = pod.metadata ?? {};
    const phase = pod.status?.phase;
    const metric = metrics.get(name);
    if (deletionTimestamp !== undefined || phase === 'Failed') groups.ignored.push(name);
    else if (phase === 'Pending') groups.unready.push(name);
    else if (metric === undefined) groups.missing.push(name);
    else if (resource === 'cpu' && !countsForCpu(pod, metric, nowMs)) groups.unready.push(name);
    else readyCount++;
  }
  return { readyCount, ...groups };
}

/** What a pod uses while it starts says nothing of its load. */
function countsForCpu({ status }: V1Pod, metric: PodMetric, nowMs: number): boolean {
  const condition = findCondition(status?.conditions, 'Ready');
  const startMs = parseTimeOrUndefined(status?.startTime);
  if (condition === undefined || startMs === undefined) return false;
  const changedMs = parseTimeOrUndefined(condition.lastTransitionTime) ?? 0;
  if (startMs + initializationMs > nowMs) {
    return condition.status !== 'False' && metric.timestampMs >= changedMs + metric.windowMs;
  }
  return condition.status !== 'False' || startMs + firstReadinessMs <= changedMs;
}
