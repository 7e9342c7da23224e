/** A condition of a node that is short of something. */
export type PressureCondition = 'MemoryPressure' | 'DiskPressure' | 'PIDPressure';

/** What is short then, as messages name it. */
export type StarvedResource = 'memory' | 'ephemeral-storage' | 'inodes' | 'pids';

interface SignalRow {
  readonly condition: PressureCondition;
  readonly resource: StarvedResource;
}

const memory: SignalRow = { condition: 'MemoryPressure', resource: 'memory' };
const disk: SignalRow = { condition: 'DiskPressure', resource: 'ephemeral-storage' };
const inodes: SignalRow = { condition: 'DiskPressure', resource: 'inodes' };

/** What thresholds may be about. Mirrors kubernetes pkg/kubelet/eviction (signalToNodeCondition, signalToResource). */
export const signals = {
  'memory.available': memory,
  'allocatableMemory.available': memory,
  'nodefs.available': disk,
  'imagefs.available': disk,
  'containerfs.available': disk,
  'nodefs.inodesFree': inodes,
  'imagefs.inodesFree': inodes,
  'containerfs.inodesFree': inodes,
  'pid.available': { condition: 'PIDPressure', resource: 'pids' },
} as const satisfies Readonly<Record<string, SignalRow>>;

export type Signal = keyof typeof signals;

export function isSignal(name: string): name is Signal {
  return Object.hasOwn(signals, name);
}

/** How much there is, and how much of that is left: bytes, files, or processes. */
export interface Observation {
  readonly available: number;
  readonly capacity: number;
}

/** Of what is not in it nothing is known. */
export type Observations = Readonly<Partial<Record<Signal, Observation>>>;
