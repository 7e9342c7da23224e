import { defaultMetrics } from '../defaulters/autoscaling.ts';
import { type Fields, fieldsOf, isEmpty, listOf, present } from '../fields.ts';
import { behaviorFromText, behaviorText } from './autoscaler-behavior.ts';
import {
  metricSpecFromV1,
  metricSpecToV1,
  metricStatusFromV1,
  metricStatusToV1,
} from './autoscaler-metrics.ts';

/**
 * autoscaling/v1 knows one metric, the CPU. What v2 says beyond that travels in annotations of the v1 object, in the
 * forms Kubernetes uses, so that it survives a client that reads and writes v1.
 */
const prefix = 'autoscaling.alpha.kubernetes.io/';
const annotations = {
  metrics: `${prefix}metrics`,
  currentMetrics: `${prefix}current-metrics`,
  conditions: `${prefix}conditions`,
  behavior: `${prefix}behavior`,
  scaleDownTolerance: `${prefix}scale-down-tolerance`,
  scaleUpTolerance: `${prefix}scale-up-tolerance`,
} as const;
const annotationNames: readonly string[] = Object.values(annotations);

/** Those that carry the status: what of it v1 has no fields for. */
export const autoscalerStatusAnnotations: ReadonlySet<string> = new Set([
  annotations.currentMetrics,
  annotations.conditions,
]);

export function autoscalerToV1(autoscaler: Fields): Fields {
  const spec = fieldsOf(autoscaler.spec);
  const status = fieldsOf(autoscaler.status);
  const metrics = listOf(spec.metrics).map(fieldsOf);
  const currentMetrics = listOf(status.currentMetrics).map(fieldsOf);
  const conditions = listOf(status.conditions).map(fieldsOf);
  const others = metrics.filter((metric) => utilizationTarget(metric) === undefined);
  const carried = present({
    [annotations.metrics]: textOf(others.map(metricSpecToV1)),
    [annotations.currentMetrics]: textOf(currentMetrics.map(metricStatusToV1)),
    [annotations.behavior]: spec.behavior === undefined ? undefined : behaviorText(fieldsOf(spec.behavior)),
    [annotations.conditions]: textOf(conditions.map(conditionToV1)),
  });
  const { scaleTargetRef, minReplicas, maxReplicas } = spec;
  const targetCPUUtilizationPercentage = firstDefined(metrics.map(utilizationTarget));
  const { observedGeneration, lastScaleTime, currentReplicas, desiredReplicas } = status;
  const currentCPUUtilizationPercentage = lastDefined(currentMetrics.map(currentUtilization));
  return {
    ...withAnnotations(autoscaler, carried),
    spec: present({ scaleTargetRef, minReplicas, maxReplicas, targetCPUUtilizationPercentage }),
    status: present({
      observedGeneration,
      lastScaleTime,
      currentReplicas: currentReplicas ?? 0,
      desiredReplicas: desiredReplicas ?? 0,
      currentCPUUtilizationPercentage,
    }),
  };
}

export function autoscalerFromV1(autoscaler: Fields): Fields {
  const carried = fieldsOf(fieldsOf(autoscaler.metadata).annotations);
  const { targetCPUUtilizationPercentage: target, ...spec } = fieldsOf(autoscaler.spec);
  const { currentCPUUtilizationPercentage: current, ...status } = fieldsOf(autoscaler.status);
  const others = carriedList(carried[annotations.metrics])?.map(metricSpecFromV1) ?? [];
  const own =
    target === undefined ? [] : [cpuMetric({ target: { type: 'Utilization', averageUtilization: target } })];
  const metrics = [...others, ...own];
  const currentMetrics =
    carriedList(carried[annotations.currentMetrics])?.map(metricStatusFromV1) ??
    (current === undefined ? undefined : [cpuMetric({ current: { averageUtilization: current } })]);
  return {
    ...withAnnotations(autoscaler, {}),
    spec: present({
      ...spec,
      metrics: metrics.length === 0 ? defaultMetrics : metrics,
      behavior: behaviorFromText(carried[annotations.behavior]),
    }),
    status: present({
      ...status,
      currentMetrics,
      conditions: carriedList(carried[annotations.conditions]),
    }),
  };
}

function utilizationTarget(metric: Fields): unknown {
  const resource = fieldsOf(metric.resource);
  if (metric.type !== 'Resource' || resource.name !== 'cpu') return undefined;
  return fieldsOf(resource.target).averageUtilization;
}

function currentUtilization(metric: Fields): unknown {
  const resource = fieldsOf(metric.resource);
  if (metric.type !== 'Resource' || resource.name !== 'cpu') return undefined;
  return fieldsOf(resource.current).averageUtilization;
}

function cpuMetric(value: Fields): Fields {
  return { type: 'Resource', resource: { name: 'cpu', ...value } };
}

function conditionToV1({ type, status, lastTransitionTime, reason, message }: Fields): Fields {
  return { type, status, lastTransitionTime: lastTransitionTime ?? null, reason, message };
}

function textOf(list: readonly Fields[]): string | undefined {
  return list.length === 0 ? undefined : JSON.stringify(list);
}

/** A list from an annotation; a user may have written there what is none, and that is passed over. */
function carriedList(text: unknown): readonly Fields[] | undefined {
  if (typeof text !== 'string') return undefined;
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) ? list.map(fieldsOf) : undefined;
  } catch {
    return undefined;
  }
}

/** The object with these of our annotations, and all that are not ours. */
function withAnnotations(object: Fields, carried: Fields): Fields {
  const metadata = fieldsOf(object.metadata);
  const kept = Object.entries(fieldsOf(metadata.annotations)).filter(
    ([name]) => !annotationNames.includes(name),
  );
  const { annotations: _, ...rest } = metadata;
  const merged = { ...Object.fromEntries(kept), ...carried };
  return { ...object, metadata: isEmpty(merged) ? rest : { ...rest, annotations: merged } };
}

function firstDefined(values: readonly unknown[]): unknown {
  return values.find((value) => value !== undefined);
}

function lastDefined(values: readonly unknown[]): unknown {
  return values.findLast((value) => value !== undefined);
}
