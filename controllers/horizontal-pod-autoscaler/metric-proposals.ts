import type {
  V2ContainerResourceMetricSource,
  V2ExternalMetricSource,
  V2MetricIdentifier,
  V2MetricSpec,
  V2MetricStatus,
  V2MetricTarget,
  V2MetricValueStatus,
  V2ObjectMetricSource,
  V2PodsMetricSource,
} from '../../api/index.ts';
import {
  goQuote,
  goSelectorText,
  labelSelectorMatcher,
  messageOf,
  milliQuantityOf,
  parseApiVersion,
  quantityMilliValue,
} from '../../apimachinery/index.ts';
import type { DescribedResource, MetricsClient } from './metrics-client.ts';
import { requestsOf } from './pod-requests.ts';
import {
  type Calculated,
  replicasByAverage,
  replicasByShare,
  replicasByUtilization,
  replicasByValue,
  type ScaledPods,
} from './replica-calculator.ts';

/** What is scaled, and by whom metrics are told. */
export interface Scaled extends ScaledPods {
  readonly namespace: string;
  /** Selects its pods. */
  readonly selector: string;
  /** As the scale's status says. */
  readonly statusReplicas: number;
  readonly metrics: MetricsClient;
  /** The resource that serves a kind: `deployments.apps`. */
  readonly resourceOf: (apiVersion: string, kind: string) => Promise<string>;
}

/** What a metric asks for. */
export interface Proposal {
  readonly replicas: number;
  /** What it is called where it decides. */
  readonly name: string;
  readonly status: V2MetricStatus;
}

/** A metric that cannot be told: what the event says, and what the whole error says. */
export class MetricError extends Error {
  override readonly name = 'MetricError';
  readonly reason: string;
  /** What went wrong, without which metric it was. */
  readonly detail: string;

  constructor(reason: string, detail: string, message: string) {
    super(message);
    this.reason = reason;
    this.detail = detail;
  }
}

/** Mirrors kubernetes pkg/controller/podautoscaler (computeReplicasForMetric). Rejects with MetricError. */
export function proposalOf(spec: V2MetricSpec, scaled: Scaled): Promise<Proposal> {
  const { type, object, pods, resource, containerResource, external } = spec;
  if (type === 'Object' && object !== undefined) {
    return told('FailedGetObjectMetric', 'failed to get object metric value', () => ofObject(object, scaled));
  }
  if (type === 'Pods' && pods !== undefined) {
    return told('FailedGetPodsMetric', 'failed to get pods metric value', () => ofPods(pods, scaled));
  }
  if (type === 'Resource' && resource !== undefined) {
    const failed = `failed to get ${resource.name} resource metric value`;
    return told('FailedGetResourceMetric', failed, async () => {
      const { calculated, current, name } = await ofResource({ ...resource, container: '' }, scaled);
      return { ...calculated, name, status: { type, resource: { name: resource.name, current } } };
    });
  }
  if (type === 'ContainerResource' && containerResource !== undefined) {
    const failed = `failed to get ${containerResource.container} container metric value`;
    return told('FailedGetContainerResourceMetric', failed, async () => {
      const { calculated, current, name } = await ofResource(containerResource, scaled);
      const { container } = containerResource;
      return {
        ...calculated,
        name,
        status: { type, containerResource: { name: containerResource.name, container, current } },
      };
    });
  }
  if (type === 'External' && external !== undefined) {
    const failed = `failed to get ${external.metric.name} external metric value`;
    return told('FailedGetExternalMetric', failed, () => ofExternal(external, scaled));
  }
  const says = `unknown metric source type ${goQuote(type)}`;
  return Promise.reject(new MetricError('InvalidMetricSourceType', says, says));
}

/** The condition and event tell of the inner failure, all else of which metric it was, too. */
async function told(reason: string, failed: string, propose: () => Promise<Proposal>): Promise<Proposal> {
  try {
    return await propose();
  } catch (error) {
    const outer = error instanceof Retold ? error.outer : messageOf(error);
    throw new MetricError(reason, messageOf(error), `${failed}: ${outer}`);
  }
}

/** An error that is told in more words outside of its condition. */
class Retold extends Error {
  readonly outer: string;

  constructor(inner: unknown, prefix: string) {
    super(messageOf(inner));
    this.outer = `${prefix}: ${messageOf(inner)}`;
  }
}

async function retelling<T>(prefix: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Retold(error, prefix);
  }
}

/** Mirrors computeStatusForResourceMetricGeneric. */
async function ofResource(
  { name: resource, target, container }: V2ContainerResourceMetricSource,
  scaled: Scaled,
): Promise<{
  readonly calculated: Calculated;
  readonly current: V2MetricValueStatus;
  readonly name: string;
}> {
  const { averageValue, averageUtilization } = target;
  if (averageValue === undefined && averageUtilization === undefined) {
    throw new Error(
      'invalid resource metric source: neither an average utilization target nor an average value (usage) target was set',
    );
  }
  const what = averageValue === undefined ? 'utilization' : 'usage';
  const calculated = await prefixed(`failed to get ${resource} ${what}`, async () => {
    const given = await prefixed(`unable to get metrics for resource ${resource}`, () =>
      scaled.metrics.ofResource(resource, scaled.namespace, scaled.selector, container),
    );
    if (averageValue !== undefined) {
      return replicasByAverage(scaled, given, resource, quantityMilliValue(averageValue));
    }
    const requests = () => requestsOf(scaled.pods, container, resource);
    return replicasByUtilization(scaled, given, requests, {
      resource,
      targetPercent: averageUtilization ?? 0,
    });
  });
  const { usage, utilization } = calculated;
  const format = resource === 'memory' ? 'BinarySI' : 'DecimalSI';
  const current = {
    ...(utilization !== undefined && { averageUtilization: utilization }),
    averageValue: milliQuantityOf(usage, format).toString(),
  };
  const ofContainer = container === '' ? '' : 'container ';
  const name =
    averageValue === undefined
      ? `${resource} ${ofContainer}resource utilization (percentage of request)`
      : `${resource} resource`;
  return { calculated, current, name };
}

/** Mirrors computeStatusForPodsMetric. */
async function ofPods({ metric, target }: V2PodsMetricSource, scaled: Scaled): Promise<Proposal> {
  const given = await prefixed(`unable to get metric ${metric.name}`, () =>
    scaled.metrics.ofPods(metric.name, scaled.namespace, scaled.selector, selectorText(metric)),
  );
  const { replicas, usage } = replicasByAverage(scaled, given, '', milliOf(target.averageValue));
  const current = { averageValue: milliQuantityOf(usage).toString() };
  return {
    replicas,
    name: `pods metric ${metric.name}`,
    status: { type: 'Pods', pods: { metric, current } },
  };
}

/** Mirrors computeStatusForObjectMetric. */
async function ofObject(source: V2ObjectMetricSource, scaled: Scaled): Promise<Proposal> {
  const { describedObject, metric, target } = source;
  const { namespace, metrics, statusReplicas, tolerances } = scaled;
  const asked = async () => {
    const { kind, name } = describedObject;
    try {
      const described = await resourceDescribed(source, scaled);
      return await metrics.ofObject(metric.name, described, selectorText(metric));
    } catch (error) {
      throw new Error(
        `unable to get metric ${metric.name}: ${messageOf(error)} on ${kind} ${namespace}/${name}`,
      );
    }
  };
  const said = (calculated: Calculated, current: V2MetricValueStatus, name: string): Proposal => ({
    replicas: calculated.replicas,
    name,
    status: { type: 'Object', object: { describedObject, metric, current } },
  });
  if (target.type === 'Value' && target.value !== undefined) {
    const calculated = replicasByValue(scaled, await asked(), milliOf(target.value));
    const current = { value: milliQuantityOf(calculated.usage).toString() };
    return said(calculated, current, `${describedObject.kind} metric ${metric.name}`);
  }
  if (target.type === 'AverageValue' && target.averageValue !== undefined) {
    const usage = await retelling(`failed to get ${metric.name} object metric`, asked);
    const calculated = replicasByShare(statusReplicas, tolerances, usage, milliOf(target.averageValue));
    const current = { averageValue: milliQuantityOf(calculated.usage).toString() };
    return said(calculated, current, externalName(metric));
  }
  throw neitherTarget('object');
}

async function resourceDescribed(
  { describedObject: { apiVersion = '', kind, name } }: V2ObjectMetricSource,
  { namespace, resourceOf }: Scaled,
): Promise<DescribedResource> {
  const isNamespace = kind === 'Namespace' && parseApiVersion(apiVersion).group === '';
  const resource = isNamespace ? 'namespaces' : await resourceOf(apiVersion, kind);
  return { resource, namespace, name, isNamespace };
}

/** Mirrors computeStatusForExternalMetric. */
async function ofExternal({ metric, target }: V2ExternalMetricSource, scaled: Scaled): Promise<Proposal> {
  const { namespace, metrics, statusReplicas, tolerances } = scaled;
  const asked = () =>
    prefixed(`unable to get external metric ${namespace}/${metric.name}/${goSelector(metric)}`, () =>
      metrics.external(metric.name, namespace, selectorText(metric)),
    );
  const said = (calculated: Calculated, current: V2MetricValueStatus): Proposal => ({
    replicas: calculated.replicas,
    name: externalName(metric),
    status: { type: 'External', external: { metric, current } },
  });
  if (target.averageValue !== undefined) {
    const usage = await retelling(`failed to get ${metric.name} external metric`, asked);
    const calculated = replicasByShare(statusReplicas, tolerances, usage, milliOf(target.averageValue));
    return said(calculated, { averageValue: milliQuantityOf(calculated.usage).toString() });
  }
  if (target.value !== undefined) {
    return retelling(`failed to get external metric ${metric.name}`, async () => {
      const calculated = replicasByValue(scaled, await asked(), milliOf(target.value));
      return said(calculated, { value: milliQuantityOf(calculated.usage).toString() });
    });
  }
  throw neitherTarget('external');
}

function neitherTarget(source: string): Error {
  return new Error(
    `invalid ${source} metric source: neither a value target nor an average value target was set`,
  );
}

async function prefixed<T>(prefix: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw new Error(`${prefix}: ${messageOf(error)}`);
  }
}

function milliOf(quantity: V2MetricTarget['value']): number {
  return quantityMilliValue(quantity ?? '0');
}

function selectorText({ selector }: V2MetricIdentifier): string {
  return selector === undefined ? '' : labelSelectorMatcher(selector).toString();
}

function goSelector({ selector }: V2MetricIdentifier): string {
  return selector === undefined ? 'nil' : goSelectorText(selector);
}

function externalName(metric: V2MetricIdentifier): string {
  return `external metric ${metric.name}(${goSelector(metric)})`;
}
