import {
  exposition,
  type Metric,
  quantityMilliValue,
  quantityValue,
  type Sample,
} from '../../apimachinery/index.ts';
import { limitOf } from '../usage/container-usage.ts';
import type { ContainerStats, PodStats } from '../usage/pod-stats.ts';
import type { Served } from './kubelet-server.ts';

/** What dashboards read of containers: the metrics of cadvisor that follow from what is declared. Differs: there are no others. */
export function cadvisorMetrics(served: Served): string {
  const { parts, atMs, pods } = served;
  const { capacity } = parts.facts;
  const each = (value: (pod: PodStats, container: ContainerStats) => number) =>
    pods.flatMap((pod) =>
      pod.containers.map(
        (container): Sample => ({ labels: labelsOf(pod, container), value: value(pod, container), atMs }),
      ),
    );
  const family = (name: string, help: string, samples: readonly Sample[]): Metric => ({
    name,
    help,
    type: name.endsWith('_total') ? 'counter' : 'gauge',
    samples,
  });
  const ofMachine = (value: number) => [{ labels: {}, value }];
  return exposition([
    family(
      'container_cpu_usage_seconds_total',
      'Cumulative cpu time consumed in seconds.',
      each((pod, { name }) => served.cpuSeconds(pod, name)),
    ),
    family(
      'container_memory_usage_bytes',
      'Current memory usage in bytes, including all memory regardless of when it was accessed',
      each((_pod, { memory }) => memory),
    ),
    family(
      'container_memory_working_set_bytes',
      'Current working set in bytes.',
      each((_pod, { memory }) => memory),
    ),
    family(
      'container_processes',
      'Number of processes running inside the container.',
      each((_pod, { pids }) => pids),
    ),
    family('container_spec_memory_limit_bytes', 'Memory limit for the container.', each(memoryLimit)),
    family(
      'container_start_time_seconds',
      'Start time of the container since unix epoch in seconds.',
      each((_pod, { startedMs }) => startedMs / 1000),
    ),
    family(
      'machine_cpu_cores',
      'Number of logical CPU cores.',
      ofMachine(Math.ceil(quantityMilliValue(capacity.cpu ?? '0') / 1000)),
    ),
    family(
      'machine_memory_bytes',
      'Amount of memory installed on the machine.',
      ofMachine(quantityValue(capacity.memory ?? '0')),
    ),
  ]);
}

/** 0: there is none. */
function memoryLimit({ pod }: PodStats, { name }: ContainerStats): number {
  const spec = pod.spec?.containers.find((container) => container.name === name);
  const limit = spec === undefined ? Infinity : limitOf(spec, 'memory');
  return limit === Infinity ? 0 : limit / 1000;
}

function labelsOf({ pod }: PodStats, { name }: ContainerStats) {
  const { uid = '', namespace = '', name: podName = '' } = pod.metadata ?? {};
  const image = pod.spec?.containers.find((container) => container.name === name)?.image ?? '';
  return { container: name, id: `/kubepods/pod${uid}/${name}`, image, namespace, pod: podName };
}
