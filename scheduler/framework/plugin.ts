import type { Client } from '../../client/index.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { QueueingHints } from './cluster-event.ts';
import type { Status } from './status.ts';

/** What plugins keep for one cycle. Mirrors kube-scheduler framework (CycleState). */
export class CycleState {
  #values: Map<string, unknown> | undefined;

  read<T>(key: string): T | undefined {
    return this.#values?.get(key) as T | undefined;
  }

  write(key: string, value: unknown): void {
    this.#values ??= new Map();
    this.#values.set(key, value);
  }
}

/** A plugin has nothing to do with this pod: its later steps are left out. */
export type Skip = 'skip';

/** Only these nodes are worth a look. */
export interface NarrowedNodes {
  readonly nodeNames: ReadonlySet<string>;
}

/**
 * One rule of where pods go, on as many of the extension points as it has something to say about. What is computed
 * per pod stands in PodInfo, what is computed per node in NodeInfo: `filter` and `score` run for every pod on every
 * node and allocate nothing. Mirrors kube-scheduler framework (Plugin and its extension points).
 */
export interface Plugin {
  readonly name: string;
  /** Which events may make a pod schedulable that this plugin turned away. */
  readonly hints?: QueueingHints;
  /** A no keeps the pod out of the queue without an attempt. */
  preEnqueue?(pod: PodInfo): Status | undefined;
  /** Whether `a` is to be scheduled before `b`. */
  less?(a: Queued, b: Queued): boolean;
  preFilter?(state: CycleState, pod: PodInfo): Status | NarrowedNodes | Skip | undefined;
  filter?(state: CycleState, pod: PodInfo, node: NodeInfo): Status | undefined;
  preScore?(state: CycleState, pod: PodInfo, nodes: readonly NodeInfo[]): Skip | undefined;
  /** A whole number; between 0 and 100 unless `normalizeScore` makes it so. */
  score?(state: CycleState, pod: PodInfo, node: NodeInfo): number;
  /** Brings the scores of all nodes between 0 and 100, in place. */
  normalizeScore?(state: CycleState, pod: PodInfo, scores: number[]): void;
  reserve?(state: CycleState, pod: PodInfo, nodeName: string): Status | undefined;
  unreserve?(state: CycleState, pod: PodInfo, nodeName: string): void;
  /** Rejects when the pod could not be bound. */
  bind?(client: Client, pod: PodInfo, nodeName: string): Promise<void>;
}

/** What pods in the queue are sorted by. */
export interface Queued {
  readonly info: PodInfo;
  readonly timestampMs: number;
}

export const nodeScoreMax = 100;

/** A plugin and how much its score counts. */
export interface WeightedPlugin {
  readonly plugin: Plugin;
  readonly weight: number;
}
