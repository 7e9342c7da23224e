import { formatTime, quantityValue } from '../../apimachinery/index.ts';
import { inodesMax, nodeStats } from '../eviction/observe.ts';
import { limitOf } from '../usage/container-usage.ts';
import { type ContainerStats, type PodStats, totalOf } from '../usage/pod-stats.ts';
import type { Served } from './kubelet-server.ts';

/** What the machine, its pods and their containers use. Mirrors k8s.io/kubelet pkg/apis/stats/v1alpha1 (Summary). */
export function statsSummary(served: Served): object {
  const { parts, atMs, pods } = served;
  const { facts, machine, startMs } = parts;
  const time = formatTime(atMs);
  const used = nodeStats(parts, pods, atMs);
  const seconds = served.nodeCpuSeconds() + pods.reduce((sum, pod) => sum + podSeconds(served, pod), 0);
  const capacity = quantityValue(facts.capacity.memory ?? '0');
  const disk = {
    ...fsStats(time, quantityValue(facts.capacity['ephemeral-storage'] ?? '0'), used.ephemeralStorage),
    inodesFree: Math.max(0, inodesMax(parts) - used.inodes),
    inodes: inodesMax(parts),
    inodesUsed: used.inodes,
  };
  const ofPods = pods.reduce((sum, pod) => sum + totalOf(pod, 'memory'), 0);
  return {
    node: {
      nodeName: facts.name,
      systemContainers: [
        { name: 'pods', startTime: formatTime(startMs), memory: memoryStats(time, ofPods, capacity) },
      ],
      startTime: formatTime(startMs),
      cpu: cpuStats(time, used.cpu, seconds),
      memory: memoryStats(time, used.memory, capacity),
      fs: disk,
      runtime: { imageFs: { ...disk, usedBytes: parts.images.sizeBytes(atMs) }, containerFs: disk },
      rlimit: { time, maxpid: machine.pidsMax, curproc: used.pids },
    },
    pods: pods.filter(({ found }) => found).map((pod) => podSummary(served, pod, time)),
  };
}

/** In seconds of a core. */
export function podSeconds({ cpuSeconds }: Served, pod: PodStats): number {
  return pod.containers.reduce((sum, { name }) => sum + cpuSeconds(pod, name), 0);
}

function podSummary(served: Served, stats: PodStats, time: string): object {
  const { metadata, status } = stats.pod;
  const { name = '', namespace = '', uid = '' } = metadata ?? {};
  return {
    podRef: { name, namespace, uid },
    startTime: status?.startTime ?? time,
    containers: stats.containers.map((container) => containerSummary(served, stats, container, time)),
    cpu: cpuStats(time, totalOf(stats, 'cpu'), podSeconds(served, stats)),
    memory: memoryStats(time, totalOf(stats, 'memory')),
    'ephemeral-storage': {
      time,
      usedBytes: totalOf(stats, 'ephemeralStorage'),
      inodesUsed: totalOf(stats, 'inodes'),
    },
    process_stats: { process_count: totalOf(stats, 'pids') },
  };
}

function containerSummary(served: Served, stats: PodStats, container: ContainerStats, time: string): object {
  const { name, startedMs, cpu, memory, ephemeralStorage, inodes } = container;
  const spec = stats.pod.spec?.containers.find((one) => one.name === name);
  const limit = spec === undefined ? Infinity : limitOf(spec, 'memory') / 1000;
  return {
    name,
    startTime: formatTime(startedMs),
    cpu: cpuStats(time, cpu, served.cpuSeconds(stats, name)),
    memory: memoryStats(time, memory, limit),
    rootfs: { time, usedBytes: ephemeralStorage, inodesUsed: inodes },
    logs: { time, usedBytes: 0 },
  };
}

function cpuStats(time: string, milli: number, seconds: number) {
  return { time, usageNanoCores: milli * 1e6, usageCoreNanoSeconds: Math.round(seconds * 1e9) };
}

function memoryStats(time: string, used: number, capacity = Infinity) {
  const available = capacity === Infinity ? {} : { availableBytes: Math.max(0, capacity - used) };
  return { time, ...available, usageBytes: used, workingSetBytes: used, rssBytes: used };
}

function fsStats(time: string, capacityBytes: number, usedBytes: number) {
  return { time, availableBytes: Math.max(0, capacityBytes - usedBytes), capacityBytes, usedBytes };
}
