import type { V1Pod } from '../../api/index.ts';

/** What a container uses at one moment: thousandths of CPUs, bytes, files, processes. */
export interface ContainerStats {
  readonly name: string;
  readonly startedMs: number;
  readonly cpu: number;
  readonly memory: number;
  readonly ephemeralStorage: number;
  readonly inodes: number;
  readonly pids: number;
}

/** What a pod uses at one moment. */
export interface PodStats {
  readonly pod: V1Pod;
  /** Whether there is anything of it on the node. */
  readonly found: boolean;
  /** Those that run. */
  readonly containers: readonly ContainerStats[];
}

export type Measure = 'cpu' | 'memory' | 'ephemeralStorage' | 'inodes' | 'pids';

/** What all of a pod's containers use. */
export function totalOf({ containers }: PodStats, measure: Measure): number {
  return containers.reduce((sum, container) => sum + container[measure], 0);
}
