import type { AggregatedApi } from '../../apiserver/index.ts';
import type { DeclaredNodeUsage, PodBehaviours, Sharing } from '../../kubelet-sim/index.ts';
import {
  type CustomMetric,
  customMetrics,
  type ExternalMetric,
  externalMetrics,
} from './declared-metrics.ts';
import { resourceMetrics } from './resource-metrics.ts';

export type { CustomMetric, ExternalMetric } from './declared-metrics.ts';
export { parseMetrics } from './parse-metrics.ts';
export { Sharers } from './sharers.ts';

/** Metrics that are declared: of objects, and of what is outside the cluster. */
export interface DeclaredMetrics {
  readonly custom?: readonly CustomMetric[];
  readonly external?: readonly ExternalMetric[];
}

/** The APIs by which autoscalers, and `kubectl top`, are told. What nothing is declared for is not served. */
export function metricsApis(
  behaviours: PodBehaviours,
  { custom = [], external = [] }: DeclaredMetrics,
  sharing: Sharing,
  nodeUsage: readonly DeclaredNodeUsage[],
): readonly AggregatedApi[] {
  const { startMs } = sharing;
  return [
    resourceMetrics(behaviours, sharing, nodeUsage),
    ...(custom.length > 0 ? [customMetrics(custom, startMs)] : []),
    ...(external.length > 0 ? [externalMetrics(external, startMs)] : []),
  ];
}
