import { quantityValue } from '../../apimachinery/index.ts';
import type { NodeImages } from '../node/node-images.ts';
import type { NodeFacts } from '../node/node-spec.ts';
import type { MachineUsage } from '../usage/node-usage.ts';
import { type PodStats, totalOf } from '../usage/pod-stats.ts';
import type { Observation, Observations } from './signals.ts';
import { amountOf, type Threshold } from './thresholds.ts';

/** What a node is looked at for. */
export interface MeasuredNode {
  readonly facts: NodeFacts;
  readonly machine: MachineUsage;
  readonly images: NodeImages;
  readonly thresholds: readonly Threshold[];
}

/** What a machine and the pods on it use together: bytes, files, processes, thousandths of CPUs. */
export interface NodeStats {
  readonly cpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  readonly inodes: number;
  readonly pids: number;
}

export function nodeStats(
  { machine, images }: Pick<MeasuredNode, 'machine' | 'images'>,
  pods: readonly PodStats[],
  atMs: number,
): NodeStats {
  const sum = (name: keyof NodeStats) => pods.reduce((total, stats) => total + totalOf(stats, name), 0);
  const own = (name: keyof NodeStats) => Math.ceil(machine.at(name, atMs) / 1000);
  return {
    cpu: machine.at('cpu', atMs) + sum('cpu'),
    memory: own('memory') + sum('memory'),
    ephemeralStorage: own('ephemeralStorage') + sum('ephemeralStorage') + images.sizeBytes(atMs),
    inodes: own('inodes') + sum('inodes'),
    pids: own('pids') + sum('pids'),
  };
}

/** A file or directory for so many bytes of the disk. Mirrors the default of ext4. */
const bytesPerInode = 16_384;

export function inodesMax({ facts, machine }: Pick<MeasuredNode, 'facts' | 'machine'>): number {
  const bytes = quantityValue(facts.capacity['ephemeral-storage'] ?? '0');
  return machine.inodesMax ?? Math.floor(bytes / bytesPerInode);
}

/**
 * What is left of what a node can be short of. One disk holds the images, the containers and the rest.
 * Mirrors kubernetes pkg/kubelet/eviction (makeSignalObservations).
 */
export function observe(node: MeasuredNode, pods: readonly PodStats[], atMs: number): Observations {
  const { facts, machine } = node;
  const used = nodeStats(node, pods, atMs);
  const ofPods = pods.reduce((total, stats) => total + totalOf(stats, 'memory'), 0);
  const disk = diskLeft(facts, used);
  const files = left(inodesMax(node), used.inodes);
  return {
    'memory.available': left(quantityValue(facts.capacity.memory ?? '0'), used.memory),
    'allocatableMemory.available': left(memoryForPods(node), ofPods),
    'nodefs.available': disk,
    'imagefs.available': disk,
    'containerfs.available': disk,
    'nodefs.inodesFree': files,
    'imagefs.inodesFree': files,
    'containerfs.inodesFree': files,
    'pid.available': left(machine.pidsMax, used.pids),
  };
}

/** The disk that holds the images. */
export function diskOf(node: MeasuredNode, pods: readonly PodStats[], atMs: number): Observation {
  return diskLeft(node.facts, nodeStats(node, pods, atMs));
}

function diskLeft({ capacity }: NodeFacts, { ephemeralStorage }: NodeStats): Observation {
  return left(quantityValue(capacity['ephemeral-storage'] ?? '0'), ephemeralStorage);
}

function left(capacity: number, used: number) {
  return { available: Math.max(0, capacity - used), capacity };
}

/** What is allocatable is without what evictions keep free. */
function memoryForPods({ facts, thresholds }: MeasuredNode): number {
  const capacity = quantityValue(facts.capacity.memory ?? '0');
  const allocatable = quantityValue(facts.allocatable.memory ?? '0');
  const hard = thresholds.find(({ signal }) => signal === 'allocatableMemory.available');
  const kept = hard === undefined ? 0 : amountOf(hard.value, { capacity, available: 0 });
  return Math.min(capacity, allocatable + kept);
}
