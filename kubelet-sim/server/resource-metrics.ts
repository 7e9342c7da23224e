import { exposition, type Metric, type Sample } from '../../apimachinery/index.ts';
import { nodeStats } from '../eviction/observe.ts';
import { type ContainerStats, type PodStats, totalOf } from '../usage/pod-stats.ts';
import type { Served } from './kubelet-server.ts';
import { podSeconds } from './stats-summary.ts';

/** What metrics-server reads. Mirrors kubernetes pkg/kubelet/metrics/collectors (resource_metrics.go). */
export function resourceMetrics(served: Served): string {
  const { parts, atMs, pods } = served;
  const running = pods.filter(({ containers }) => containers.length > 0);
  const all = running.reduce((sum, pod) => sum + podSeconds(served, pod), served.nodeCpuSeconds());
  const { memory } = nodeStats(parts, pods, atMs);
  const ofContainers = (value: (pod: PodStats, container: ContainerStats) => number, timed = true) =>
    running.flatMap((pod) =>
      pod.containers.map(
        (container): Sample => ({
          labels: { container: container.name, ...labelsOf(pod) },
          value: value(pod, container),
          ...(timed && { atMs }),
        }),
      ),
    );
  const ofPods = (value: (pod: PodStats) => number) =>
    running.map((pod): Sample => ({ labels: labelsOf(pod), value: value(pod), atMs }));
  const error = [{ labels: {}, value: 0 }];
  return exposition([
    family('node_cpu_usage_seconds_total', 'Cumulative cpu time consumed by the node in core-seconds', [
      { labels: {}, value: all, atMs },
    ]),
    family('node_memory_working_set_bytes', 'Current working set of the node in bytes', [
      { labels: {}, value: memory, atMs },
    ]),
    family(
      'container_cpu_usage_seconds_total',
      'Cumulative cpu time consumed by the container in core-seconds',
      ofContainers((pod, { name }) => served.cpuSeconds(pod, name)),
    ),
    family(
      'container_memory_working_set_bytes',
      'Current working set of the container in bytes',
      ofContainers((_pod, container) => container.memory),
    ),
    family(
      'container_start_time_seconds',
      'Start time of the container since unix epoch in seconds',
      ofContainers((_pod, { startedMs }) => startedMs / 1000, false),
    ),
    family(
      'pod_cpu_usage_seconds_total',
      'Cumulative cpu time consumed by the pod in core-seconds',
      ofPods((pod) => podSeconds(served, pod)),
    ),
    family(
      'pod_memory_working_set_bytes',
      'Current working set of the pod in bytes',
      ofPods((pod) => totalOf(pod, 'memory')),
    ),
    family('resource_scrape_error', scrapeError, error),
    {
      name: 'scrape_error',
      help: `[ALPHA] (Deprecated since 1.29.0) ${scrapeError}`,
      type: 'gauge',
      samples: error,
    },
  ]);
}

const scrapeError = '1 if there was an error while getting container metrics, 0 otherwise';

function family(name: string, help: string, samples: readonly Sample[]): Metric {
  return { name, help: `[STABLE] ${help}`, type: name.endsWith('_total') ? 'counter' : 'gauge', samples };
}

function labelsOf({ pod }: PodStats) {
  return { namespace: pod.metadata?.namespace ?? '', pod: pod.metadata?.name ?? '' };
}
