/** What one pod uses of one metric, in thousandths. Mirrors kubernetes pkg/controller/podautoscaler/metrics (PodMetric). */
export interface PodMetric {
  readonly value: number;
  readonly timestampMs: number;
  readonly windowMs: number;
}

/** By the pod's name. */
export type PodMetrics = Map<string, PodMetric>;

/** What is used of what is wanted: their ratio, and what is used of each pod on average. */
export interface Usage {
  readonly ratio: number;
  readonly average: number;
  /** In percent of what is asked for; only where that is the measure. */
  readonly utilization?: number;
}

/** By a target for each pod. Mirrors GetMetricUsageRatio. */
export function usageOf(metrics: PodMetrics, target: number): Usage {
  const average = Math.trunc(totalOf(metrics) / metrics.size);
  return { ratio: average / target, average };
}

/** By a target in percent of what pods ask for. Throws where nothing is known of them. Mirrors GetResourceUtilizationRatio. */
export function utilizationOf(
  metrics: PodMetrics,
  requests: ReadonlyMap<string, number>,
  targetPercent: number,
): Usage {
  const known = new Map([...metrics].filter(([name]) => requests.has(name)));
  const used = totalOf(known);
  const asked = [...known.keys()].reduce((sum, name) => sum + (requests.get(name) ?? 0), 0);
  if (asked === 0) throw new Error('no metrics returned matched known pods');
  const utilization = Math.trunc((used * 100) / asked);
  return { ratio: utilization / targetPercent, average: Math.trunc(used / known.size), utilization };
}

function totalOf(metrics: PodMetrics): number {
  return [...metrics.values()].reduce((sum, { value }) => sum + value, 0);
}
