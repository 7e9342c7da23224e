import type { V1Pod } from '../../api/index.ts';
import { isPodReady } from '../../component-helpers/index.ts';
import { groupPods } from './pod-groups.ts';
import { type PodMetrics, type Usage, usageOf, utilizationOf } from './pod-metrics.ts';

/** By how much usage may differ from what is wanted before something is done: 0.1 is ten percent. */
export interface Tolerances {
  readonly scaleUp: number;
  readonly scaleDown: number;
}

/** The pods that are scaled, as they are. */
export interface ScaledPods {
  readonly pods: readonly V1Pod[];
  readonly currentReplicas: number;
  readonly tolerances: Tolerances;
  readonly nowMs: number;
}

/** How many replicas a metric asks for, and what was used, in thousandths. */
export interface Calculated {
  readonly replicas: number;
  readonly usage: number;
  readonly utilization?: number;
}

const int32Max = 2 ** 31 - 1;

function isWithin({ scaleUp, scaleDown }: Tolerances, ratio: number): boolean {
  return 1 - scaleDown <= ratio && ratio <= 1 + scaleUp;
}

/** By a share of what pods ask for. Throws where it cannot be told. Mirrors GetResourceReplicas. */
export function replicasByUtilization(
  scaled: ScaledPods,
  metrics: PodMetrics,
  requests: () => ReadonlyMap<string, number>,
  { resource, targetPercent }: { readonly resource: string; readonly targetPercent: number },
): Calculated {
  let known: ReadonlyMap<string, number> | undefined;
  const asked = () => {
    known ??= requests();
    return known;
  };
  return replicasByMetrics(scaled, metrics, resource, {
    measure: (given) => utilizationOf(given, asked(), targetPercent),
    full: (name) => Math.trunc(((asked().get(name) ?? 0) * Math.max(100, targetPercent)) / 100),
  });
}

/** By a target for each pod. Throws where it cannot be told. Mirrors calcPlainMetricReplicas. */
export function replicasByAverage(
  scaled: ScaledPods,
  metrics: PodMetrics,
  resource: string,
  target: number,
): Calculated {
  return replicasByMetrics(scaled, metrics, resource, {
    measure: (given) => usageOf(given, target),
    full: () => target,
  });
}

interface Measure {
  measure(metrics: PodMetrics): Usage;
  /** What a pod of which nothing is known is taken to use, when there seem to be too many. */
  full(name: string): number;
}

/**
 * What pods use that serve says whether there are too few or too many of them. Those that are not known or not ready yet are
 * taken to use what speaks against a change. Mirrors GetResourceReplicas and calcPlainMetricReplicas.
 */
function replicasByMetrics(
  { pods, currentReplicas, tolerances, nowMs }: ScaledPods,
  given: PodMetrics,
  resource: string,
  { measure, full }: Measure,
): Calculated {
  if (pods.length === 0) throw new Error('no pods returned by selector while calculating replica count');
  const { readyCount, unready, missing, ignored } = groupPods(pods, given, resource, nowMs);
  const left = new Set([...ignored, ...unready]);
  const metrics: PodMetrics = new Map([...given].filter(([name]) => !left.has(name)));
  if (metrics.size === 0)
    throw new Error('did not receive metrics for targeted pods (pods might be unready)');
  const { ratio, average: usage, utilization } = measure(metrics);
  const result = (replicas: number): Calculated => ({
    replicas,
    usage,
    ...(utilization !== undefined && { utilization }),
  });
  const growsUnready = unready.length > 0 && ratio > 1;
  if (!growsUnready && missing.length === 0) {
    return result(isWithin(tolerances, ratio) ? currentReplicas : Math.ceil(ratio * readyCount));
  }
  const assume = (names: readonly string[], value: (name: string) => number) => {
    for (const name of names) metrics.set(name, { value: value(name), timestampMs: 0, windowMs: 0 });
  };
  if (ratio < 1) assume(missing, full);
  if (ratio > 1) assume(missing, () => 0);
  if (growsUnready) assume(unready, () => 0);
  const { ratio: cautious } = measure(metrics);
  const turns = (ratio < 1 && cautious > 1) || (ratio > 1 && cautious < 1);
  if (isWithin(tolerances, cautious) || turns) return result(currentReplicas);
  const replicas = Math.ceil(cautious * metrics.size);
  const contradicts =
    (cautious < 1 && replicas > currentReplicas) || (cautious > 1 && replicas < currentReplicas);
  return result(contradicts ? currentReplicas : replicas);
}

/** By one value for all pods that serve. Mirrors getUsageRatioReplicaCount. */
export function replicasByValue(
  { pods, currentReplicas, tolerances }: ScaledPods,
  usage: number,
  target: number,
): Calculated {
  const ratio = usage / target;
  if (currentReplicas === 0) return { replicas: Math.ceil(ratio), usage };
  if (isWithin(tolerances, ratio)) return { replicas: currentReplicas, usage };
  if (pods.length === 0) {
    const says = 'no pods returned by selector while calculating replica count';
    throw new Error(`unable to calculate ready pods: ${says}`);
  }
  const ready = pods.filter((pod) => pod.status?.phase === 'Running' && isPodReady(pod)).length;
  return { replicas: Math.min(int32Max, Math.ceil(ratio * ready)), usage };
}

/** By one value that is shared by as many pods as the scale counts. Mirrors GetExternalPerPodMetricReplicas. */
export function replicasByShare(
  statusReplicas: number,
  tolerances: Tolerances,
  usage: number,
  target: number,
): Calculated {
  const ratio = usage / (target * statusReplicas);
  const replicas = isWithin(tolerances, ratio)
    ? statusReplicas
    : Math.min(int32Max, Math.ceil(usage / target));
  return { replicas, usage: statusReplicas === 0 ? 0 : Math.ceil(usage / statusReplicas) };
}
