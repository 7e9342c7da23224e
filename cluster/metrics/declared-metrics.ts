import type { V1Pod } from '../../api/index.ts';
import {
  formatTime,
  type KubeObject,
  type Labels,
  milliQuantityOf,
  notFound,
  parseLabelSelector,
} from '../../apimachinery/index.ts';
import type { AggregatedApi, AggregatedRequest } from '../../apiserver/index.ts';
import { isPodReady } from '../../component-helpers/index.ts';
import { amountAt, type DeclaredAmount, matchesPattern } from '../../kubelet-sim/index.ts';
import { metricsResource } from './metrics-resource.ts';

/** A metric of objects of one kind. In texts `*` stands for any characters. */
export interface CustomMetric {
  readonly name: string;
  /** Whose: `pods`, `services`, `ingresses.networking.k8s.io`. */
  readonly resource: string;
  /** Default: any. */
  readonly namespace?: string;
  /** The object's name. Default: any. */
  readonly object?: string;
  /** Labels that the objects have. Default: any. */
  readonly labels?: Labels;
  /** Its times are counted from the start of the cluster. Shared: among the pods that are ready. */
  readonly value: DeclaredAmount;
}

/** A metric of something outside the cluster. */
export interface ExternalMetric {
  readonly name: string;
  /** Default: any. */
  readonly namespace?: string;
  /** What a selector of an autoscaler selects it by. */
  readonly labels?: Labels;
  /** Its times are counted from the start of the cluster. */
  readonly value: DeclaredAmount;
}

/** Mirrors a metrics adapter: k8s.io/metrics pkg/apis/custom_metrics/v1beta2. */
export function customMetrics(metrics: readonly CustomMetric[], startMs: number): AggregatedApi {
  const type = { group: 'custom.metrics.k8s.io', version: 'v1beta2' };
  const names = [...new Set(metrics.map(({ resource, name }) => `${resource}/${name}`))];
  return {
    ...type,
    resources: names.map((resource) =>
      metricsResource({ ...type, resource, kind: 'MetricValueList', namespaced: true }, ['get']),
    ),
    answer(request) {
      const { namespace, resource, name, subresource } = request.info;
      const metric = resource === 'metrics' ? name : subresource;
      const whose = resource === 'metrics' ? 'namespaces' : resource;
      if (metric === '') return undefined;
      const declared = metrics.filter((one) => one.name === metric && one.resource === whose);
      const object = resource === 'metrics' ? namespace : name;
      const items = declared.flatMap((one) => valuesOf(one, object, request, startMs));
      if (items.length === 0 && object !== '*') {
        throw notFound({ group: type.group, resource: `${whose}/${metric}` }, object);
      }
      return { kind: 'MetricValueList', apiVersion: 'custom.metrics.k8s.io/v1beta2', metadata: {}, items };
    },
  };
}

function valuesOf(metric: CustomMetric, object: string, request: AggregatedRequest, startMs: number) {
  const { info, query, nowMs } = request;
  const [resource = '', ...group] = metric.resource.split('.');
  const isNamespaces = metric.resource === 'namespaces';
  const selector = parseLabelSelector(query.labelSelector ?? '');
  const all = request
    .list(group.join('.'), resource, isNamespaces ? '' : info.namespace)
    .filter((one) => isMeant(metric, one));
  const serving = Math.max(1, resource === 'pods' ? all.filter((pod: V1Pod) => isPodReady(pod)).length : 1);
  const total = amountAt(metric.value, nowMs - startMs, { name: metric.name });
  const isShared = typeof metric.value !== 'string' && metric.value.shared === true;
  const value = milliQuantityOf(isShared ? Math.round(total / serving) : total).toString();
  return all
    .filter(({ metadata }) => object === '*' || metadata?.name === object)
    .filter(({ metadata }) => object !== '*' || selector.matches(metadata?.labels))
    .map(({ metadata }) => ({
      describedObject: {
        kind: kinds[resource] ?? resource,
        ...(metadata?.namespace !== undefined && { namespace: metadata.namespace }),
        name: metadata?.name,
        apiVersion: '/v1',
      },
      metric: { name: metric.name, selector: null },
      timestamp: formatTime(nowMs),
      value,
    }));
}

const kinds: Readonly<Record<string, string>> = { pods: 'Pod', services: 'Service', namespaces: 'Namespace' };

function isMeant(
  { namespace = '*', object = '*', labels = {} }: CustomMetric,
  { metadata }: KubeObject,
): boolean {
  return (
    matchesPattern(namespace, metadata?.namespace ?? metadata?.name ?? '') &&
    matchesPattern(object, metadata?.name ?? '') &&
    Object.entries(labels).every(([key, pattern]) => matchesPattern(pattern, metadata?.labels?.[key] ?? ''))
  );
}

/** Mirrors a metrics adapter: k8s.io/metrics pkg/apis/external_metrics/v1beta1. */
export function externalMetrics(metrics: readonly ExternalMetric[], startMs: number): AggregatedApi {
  const type = { group: 'external.metrics.k8s.io', version: 'v1beta1' };
  const names = [...new Set(metrics.map(({ name }) => name))];
  return {
    ...type,
    resources: names.map((resource) =>
      metricsResource({ ...type, resource, kind: 'ExternalMetricValueList', namespaced: true }, ['get']),
    ),
    answer({ info, query, nowMs }) {
      if (info.name !== '' || info.namespace === '') return undefined;
      const selector = parseLabelSelector(query.labelSelector ?? '');
      const items = metrics
        .filter(
          ({ name, namespace = '*' }) => name === info.resource && matchesPattern(namespace, info.namespace),
        )
        .filter(({ labels }) => selector.matches(labels))
        .map(({ name, labels = {}, value }) => ({
          metricName: name,
          metricLabels: labels,
          timestamp: formatTime(nowMs),
          value: milliQuantityOf(amountAt(value, nowMs - startMs, { name: info.resource })).toString(),
        }));
      const kind = { kind: 'ExternalMetricValueList', apiVersion: 'external.metrics.k8s.io/v1beta1' };
      return { ...kind, metadata: {}, items };
    },
  };
}
