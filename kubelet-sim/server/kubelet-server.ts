import type { V1Pod } from '../../api/index.ts';
import type { HttpAnswer, HttpCall } from '../../apimachinery/index.ts';
import type { KubeletConfiguration } from '../eviction/kubelet-configuration.ts';
import type { MeasuredNode } from '../eviction/observe.ts';
import type { PodStats } from '../usage/pod-stats.ts';
import { cadvisorMetrics } from './cadvisor-metrics.ts';
import { configurationDocument } from './configuration-document.ts';
import { CpuMeter } from './cpu-meter.ts';
import { resourceMetrics } from './resource-metrics.ts';
import { statsSummary } from './stats-summary.ts';

/** A pod on the node, as far as it is told of. */
export interface ServedPod {
  readonly pod: V1Pod;
  readonly over: boolean;
  stats(atMs: number): PodStats;
  /** What a container that runs used of CPU, in thousandths. */
  cpuAt(container: string, atMs: number): number;
}

export interface ServerParts extends MeasuredNode {
  readonly configuration: KubeletConfiguration;
  /** When the machine was started. */
  readonly startMs: number;
  now(): number;
  pods(): readonly ServedPod[];
}

/** All that is told of one moment. */
export interface Served {
  readonly parts: ServerParts;
  readonly atMs: number;
  readonly pods: readonly PodStats[];
  /** Of CPU, from its start on, in seconds of a core. */
  cpuSeconds(pod: PodStats, container: string): number;
  nodeCpuSeconds(): number;
}

/**
 * Answers what is asked on the port of a kubelet, as `kubectl get --raw /api/v1/nodes/NODE/proxy/...` does. Mirrors kubernetes
 * pkg/kubelet/server. Differs: logs, exec and the like are not asked here.
 */
export class KubeletServer {
  readonly #parts: ServerParts;
  readonly #meter = new CpuMeter();

  constructor(parts: ServerParts) {
    this.#parts = parts;
  }

  serve({ method, path }: HttpCall): HttpAnswer {
    const [name = ''] = path.split('?', 1);
    const page = pages.get(name.replace(/(.)\/$/, '$1'));
    if (page === undefined) return text(404, '404 page not found\n');
    if (method !== 'GET') return text(405, '405: Method Not Allowed');
    return page(this.#served());
  }

  #served(): Served {
    const atMs = this.#parts.now();
    const served = this.#parts.pods().filter(({ over }) => !over);
    const workers = new Map(served.map((pod) => [pod.stats(atMs), pod]));
    return {
      parts: this.#parts,
      atMs,
      pods: [...workers.keys()],
      cpuSeconds: (stats, name) => this.#cpuSeconds(stats, name, workers.get(stats), atMs),
      nodeCpuSeconds: () => {
        const { startMs, machine } = this.#parts;
        return this.#meter.read('', startMs, atMs, (ms) => machine.at('cpu', ms));
      },
    };
  }

  #cpuSeconds(
    { pod, containers }: PodStats,
    name: string,
    worker: ServedPod | undefined,
    atMs: number,
  ): number {
    const startedMs = containers.find((container) => container.name === name)?.startedMs ?? atMs;
    const meter = `${pod.metadata?.uid}/${name}`;
    return this.#meter.read(meter, startedMs, atMs, (ms) => worker?.cpuAt(name, ms) ?? 0);
  }
}

type Page = (served: Served) => HttpAnswer;

const pages: ReadonlyMap<string, Page> = new Map(
  Object.entries<Page>({
    '/healthz': () => text(200, 'ok'),
    '/healthz/ping': () => text(200, 'ok'),
    '/pods': ({ parts }) => json(podList(parts.pods().map(({ pod }) => pod))),
    '/runningpods': ({ pods }) => json(podList(pods.filter(isRunning).map(({ pod }) => pod))),
    '/configz': ({ parts }) => json(configurationDocument(parts.configuration, parts.facts.kubeletPort)),
    '/stats/summary': (served) => json(statsSummary(served), 1),
    '/metrics': ({ pods }) => metrics(kubeletMetrics(pods)),
    '/metrics/resource': (served) => metrics(resourceMetrics(served)),
    '/metrics/cadvisor': (served) => metrics(cadvisorMetrics(served)),
    '/metrics/probes': () => metrics(''),
  }),
);

function isRunning({ containers }: PodStats): boolean {
  return containers.length > 0;
}

function podList(items: readonly V1Pod[]) {
  return { kind: 'PodList', apiVersion: 'v1', metadata: {}, items };
}

function kubeletMetrics(pods: readonly PodStats[]): string {
  const running = pods.filter(isRunning);
  const containers = running.reduce((sum, pod) => sum + pod.containers.length, 0);
  return `# HELP kubelet_running_containers [ALPHA] Number of containers currently running
# TYPE kubelet_running_containers gauge
kubelet_running_containers{container_state="running"} ${containers}
# HELP kubelet_running_pods [ALPHA] Number of pods that have a running pod sandbox
# TYPE kubelet_running_pods gauge
kubelet_running_pods ${running.length}
`;
}

function text(status: number, body: string): HttpAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body };
}

function metrics(body: string): HttpAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'text/plain; version=0.0.4; charset=utf-8; escaping=underscores' },
    body,
  };
}

function json(value: object, indent?: number): HttpAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value, undefined, indent),
  };
}
