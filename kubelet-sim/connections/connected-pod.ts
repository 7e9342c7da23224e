import type { V1Pod, V1PodStatus } from '../../api/index.ts';
import type { ProcessLog } from '../process/process-log.ts';

/** A pod on the node, as far as connections lead to it. */
export interface ConnectedPod {
  readonly pod: V1Pod;
  /** As of now. */
  status(): V1PodStatus;
  /** The object is gone, and whatever ran with it. */
  readonly gone: boolean;
  /** Calls back after each change of its containers, and when it is gone. Returns what ends that. */
  onChange(callback: () => void): () => void;
  /** What a container that is a process has written, or wrote in the run before. */
  processLog(container: string, previous: boolean): ProcessLog | undefined;
  /** The process of a container that runs has ended by itself, now. */
  endContainer(name: string, code: number): void;
}
