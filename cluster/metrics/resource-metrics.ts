import type { V1Container, V1Node, V1Pod } from '../../api/index.ts';
import {
  formatTime,
  groupBy,
  isConditionTrue,
  milliQuantityOf,
  notFound,
  parseLabelSelector,
  parseTimeOrUndefined,
  quantityOf,
} from '../../apimachinery/index.ts';
import type { AggregatedApi, AggregatedRequest } from '../../apiserver/index.ts';
import {
  type DeclaredNodeUsage,
  limitOf,
  MachineUsage,
  ownBehaviours,
  type PodBehaviours,
  type Sharing,
  usageAt,
  usageDeclared,
} from '../../kubelet-sim/index.ts';
import { metricsResource } from './metrics-resource.ts';

/** How often metrics are gathered, and over how long. Mirrors metrics-server (--metric-resolution). */
const resolutionMs = 15_000;
const bytesPerMilli = 1000;

/**
 * What pods and nodes use, as their behaviours declare it. Mirrors metrics-server: a container is known when it has been seen
 * twice, a pod when all its containers are. Nothing is gathered: it follows from the time and from what pods say of themselves.
 */
export function resourceMetrics(
  behaviours: PodBehaviours,
  sharing: Sharing,
  nodeUsage: readonly DeclaredNodeUsage[],
): AggregatedApi {
  const group = { group: 'metrics.k8s.io', version: 'v1beta1' };
  return {
    ...group,
    resources: [
      metricsResource({ ...group, resource: 'nodes', kind: 'NodeMetrics', namespaced: false }),
      metricsResource({ ...group, resource: 'pods', kind: 'PodMetrics', namespaced: true }),
    ],
    answer(request) {
      const { resource, name, subresource } = request.info;
      if (subresource !== '' || (resource !== 'pods' && resource !== 'nodes')) return undefined;
      const gathering = new Gathering(request, behaviours, sharing, nodeUsage);
      const items = resource === 'pods' ? gathering.pods() : gathering.nodes();
      if (name === '') return { ...kindOf(`${kinds[resource]}List`), metadata: {}, items };
      const found = items.find((item) => item.metadata.name === name);
      if (found === undefined) throw notFound({ group: group.group, resource }, name);
      return { ...kindOf(kinds[resource]), ...found };
    },
  };
}

const kinds = { pods: 'PodMetrics', nodes: 'NodeMetrics' } as const;

function kindOf(kind: string) {
  return { kind, apiVersion: 'metrics.k8s.io/v1beta1' };
}

interface Usage {
  readonly cpu: number;
  readonly memory: number;
}

/** One look at what all use, as of the last time that it was gathered. */
class Gathering {
  readonly #request: AggregatedRequest;
  readonly #behaviours: PodBehaviours;
  readonly #atMs: number;
  readonly #sharing: Sharing;
  readonly #nodeUsage: readonly DeclaredNodeUsage[];

  constructor(
    request: AggregatedRequest,
    behaviours: PodBehaviours,
    sharing: Sharing,
    nodeUsage: readonly DeclaredNodeUsage[],
  ) {
    this.#request = request;
    this.#behaviours = behaviours;
    this.#sharing = sharing;
    this.#nodeUsage = nodeUsage;
    this.#atMs = Math.floor(request.nowMs / resolutionMs) * resolutionMs;
  }

  pods() {
    const { info, query } = this.#request;
    const selector = parseLabelSelector(query.labelSelector ?? '');
    const pods: readonly V1Pod[] = this.#request.list('', 'pods', info.namespace, info.name);
    return pods
      .filter(({ metadata }) => selector.matches(metadata?.labels))
      .flatMap((pod) => {
        const usages = this.#usages(pod);
        if (usages === undefined) return [];
        const { name = '', namespace = '', labels } = pod.metadata ?? {};
        const containers = usages.map(([container, usage]) => ({ name: container, usage: listOf(usage) }));
        return [{ ...this.#about({ name, namespace, ...(labels && { labels }) }), containers }];
      });
  }

  nodes() {
    const selector = parseLabelSelector(this.#request.query.labelSelector ?? '');
    const nodes: readonly V1Node[] = this.#request.list('', 'nodes', '');
    const pods: readonly V1Pod[] = this.#request.list('', 'pods', '');
    const podsByNode = groupBy(pods, ({ spec }) => spec?.nodeName);
    return nodes
      .filter(
        ({ metadata, status }) =>
          selector.matches(metadata?.labels) && isConditionTrue(status?.conditions, 'Ready'),
      )
      .map(({ metadata }) => {
        const { name = '', labels } = metadata ?? {};
        const own = podsByNode.get(name) ?? [];
        const all = own.flatMap((pod) => this.#usages(pod) ?? []).map(([, usage]) => usage);
        const machine = new MachineUsage(this.#nodeUsage, name, this.#sharing.startMs);
        const used = (what: keyof Usage) =>
          all.reduce((sum, usage) => sum + usage[what], machine.at(what, this.#atMs));
        return {
          ...this.#about({ name, ...(labels && { labels }) }),
          usage: listOf({ cpu: used('cpu'), memory: used('memory') }),
        };
      });
  }

  #about<T extends object>(metadata: T) {
    const creationTimestamp = formatTime(this.#request.nowMs);
    const window = `${resolutionMs / 1000}s`;
    return { metadata: { ...metadata, creationTimestamp }, timestamp: formatTime(this.#atMs), window };
  }

  /** Undefined: not all of its containers are known. */
  #usages(pod: V1Pod): readonly (readonly [string, Usage])[] | undefined {
    if (pod.status?.phase !== 'Running') return undefined;
    const own = ownBehaviours(pod).behaviours;
    const usages: [string, Usage][] = [];
    for (const container of pod.spec?.containers ?? []) {
      const status = pod.status.containerStatuses?.find(({ name }) => name === container.name);
      const startedMs = parseTimeOrUndefined(status?.state?.running?.startedAt);
      if (startedMs === undefined || startedMs > this.#atMs - resolutionMs) return undefined;
      usages.push([container.name, this.#usage(pod, container, startedMs, own)]);
    }
    return usages;
  }

  #usage(pod: V1Pod, container: V1Container, startedMs: number, ofPod: PodBehaviours): Usage {
    const declaration = usageDeclared(ofPod, this.#behaviours, pod, container);
    if (declaration === undefined) return { cpu: 0, memory: 0 };
    const running = { pod, container, startedMs };
    const used = (name: 'cpu' | 'memory') =>
      Math.min(limitOf(container, name), usageAt(name, declaration, running, this.#atMs, this.#sharing));
    return { cpu: used('cpu'), memory: used('memory') };
  }
}

function listOf({ cpu, memory }: Usage) {
  return {
    cpu: milliQuantityOf(cpu).toString(),
    memory: quantityOf(Math.round(memory / bytesPerMilli), 'BinarySI').toString(),
  };
}
