import {
  hasStatusCause,
  messageOf,
  parseDuration,
  parseTimeOrUndefined,
  quantityMilliValue,
} from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import type { PodMetric, PodMetrics } from './pod-metrics.ts';

/** What metrics are about: an object of a kind, in the resource that serves it. */
export interface DescribedResource {
  /** `deployments.apps`, `pods`. */
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
  /** True for a namespace, whose metrics are its own. */
  readonly isNamespace: boolean;
}

/** How long a value is taken to have been gathered that does not say. */
const windowMsDefault = 60_000;

interface PodMetricsList {
  readonly items?: readonly {
    readonly metadata?: { readonly name?: string };
    readonly timestamp?: string;
    readonly window?: string;
    readonly containers?: readonly {
      readonly name: string;
      readonly usage?: Readonly<Record<string, string>>;
    }[];
  }[];
}

interface MetricValueList {
  readonly items?: readonly {
    readonly describedObject?: { readonly name?: string };
    readonly timestamp?: string;
    readonly windowSeconds?: number;
    readonly value: string;
  }[];
}

/**
 * Asks for metrics what serves them, by the API server. Rejects with the error that users are told. Mirrors kubernetes
 * pkg/controller/podautoscaler/metrics (restMetricsClient).
 */
export class MetricsClient {
  readonly #client: Client;

  constructor(client: Client) {
    this.#client = client;
  }

  /** Of the pods of a selector, or of one container of each where it is named. */
  async ofResource(
    resource: string,
    namespace: string,
    selector: string,
    container: string,
  ): Promise<PodMetrics> {
    const path = `/apis/metrics.k8s.io/v1beta1/namespaces/${namespace}/pods`;
    const { items = [] } = await this.#ask<PodMetricsList>('resource', path, { labelSelector: selector });
    if (items.length === 0) throw new Error('no metrics returned from resource metrics API');
    const metrics: PodMetrics = new Map();
    for (const { metadata, timestamp, window, containers = [] } of items) {
      const counted = container === '' ? containers : containers.filter(({ name }) => name === container);
      const values = counted.map(({ usage }) => usage?.[resource]);
      if (values.length === 0 || values.includes(undefined)) continue;
      const value = values.reduce((sum, text) => sum + quantityMilliValue(text ?? '0'), 0);
      metrics.set(metadata?.name ?? '', metricOf(value, timestamp, parseDuration(window ?? '0s')));
    }
    return metrics;
  }

  /** Of the pods of a selector, by a metric of their own. */
  async ofPods(
    metric: string,
    namespace: string,
    selector: string,
    metricSelector: string,
  ): Promise<PodMetrics> {
    const path = `/apis/custom.metrics.k8s.io/v1beta2/namespaces/${namespace}/pods/*/${metric}`;
    const { items = [] } = await this.#ask<MetricValueList>('custom', path, {
      labelSelector: selector,
      ...(metricSelector !== '' && { metricLabelSelector: metricSelector }),
    });
    if (items.length === 0) throw new Error('no metrics returned from custom metrics API');
    return new Map(
      items.map(({ describedObject, timestamp, windowSeconds, value }) => {
        const windowMs = windowSeconds === undefined ? windowMsDefault : windowSeconds * 1000;
        return [describedObject?.name ?? '', metricOf(quantityMilliValue(value), timestamp, windowMs)];
      }),
    );
  }

  /** Of one object, in thousandths. */
  async ofObject(metric: string, described: DescribedResource, metricSelector: string): Promise<number> {
    const { resource, namespace, name, isNamespace } = described;
    const object = isNamespace
      ? `namespaces/${namespace}/metrics`
      : `namespaces/${namespace}/${resource}/${name}`;
    const path = `/apis/custom.metrics.k8s.io/v1beta2/${object}/${metric}`;
    const query = metricSelector === '' ? {} : { metricLabelSelector: metricSelector };
    const { items = [] } = await this.#ask<MetricValueList>('custom', path, query);
    const [first] = items;
    if (first === undefined) {
      throw new Error(
        'unable to fetch metrics from custom metrics API: the custom metrics API server returned 0 results when we asked for exactly one',
      );
    }
    return quantityMilliValue(first.value);
  }

  /** Of what is outside the cluster: the sum of all there are, in thousandths. */
  async external(metric: string, namespace: string, selector: string): Promise<number> {
    const path = `/apis/external.metrics.k8s.io/v1beta1/namespaces/${namespace}/${metric}`;
    const query = selector === '' ? {} : { labelSelector: selector };
    const { items = [] } = await this.#ask<MetricValueList>('external', path, query);
    if (items.length === 0) throw new Error('no metrics returned from external metrics API');
    return items.reduce((sum, { value }) => sum + quantityMilliValue(value), 0);
  }

  async #ask<T extends object>(
    api: string,
    path: string,
    query: Readonly<Record<string, string>>,
  ): Promise<T> {
    try {
      return (await this.#client.raw({ method: 'GET', path, query })) as T;
    } catch (error) {
      throw new Error(`unable to fetch metrics from ${api} metrics API: ${whyNot(error, api, path)}`);
    }
  }
}

/** As Kubernetes' clients tell of what is not served. */
function whyNot(error: unknown, api: string, path: string): string {
  if (!hasStatusCause(error, 'UnexpectedServerResponse')) return messageOf(error);
  if (api === 'custom') return 'no custom metrics API (custom.metrics.k8s.io) registered';
  const [group = '', , , , resource = ''] = path.slice('/apis/'.length).split('/');
  return `${messageOf(error)} (get ${resource}.${group})`;
}

function metricOf(value: number, timestamp: string | undefined, windowMs: number): PodMetric {
  return { value, timestampMs: parseTimeOrUndefined(timestamp) ?? 0, windowMs };
}
