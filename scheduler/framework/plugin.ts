import type { NodeInfo } from '../cache/node-info.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { EventInterest } from './cluster-event.ts';
import type { CycleState } from './cycle-state.ts';
import type { Diagnosis } from './diagnosis.ts';
import type { PluginHandle } from './handle.ts';
import type { SignatureParts } from './pod-signature.ts';
import type { Status } from './status.ts';

/** A plugin has nothing to do with this pod: its later steps are left out. */
export type Skip = 'skip';

/** Only these nodes are worth a look. */
export interface NarrowedNodes {
  readonly nodeNames: ReadonlySet<string>;
}

/** The pod is not bound before `WaitingPod.allow` was called for the plugin; at that time at the latest it is refused. */
export interface PermitWait {
  readonly waitMs: number;
}

/** What came of making room for a pod that fits nowhere. */
export interface PostFilterResult {
  /** Why there was none to be made; absent: the pod will fit once what was begun has ended. */
  readonly status?: Status;
  /** Where the pod will fit then; '': nowhere, and a former nomination is over. Absent: that stays as it is. */
  readonly nominatedNode?: string;
  /** All places that were considered for that, of which the best was taken. */
  readonly candidates?: readonly PreemptionCandidate[];
}

/** A node on which the pod fits if others go. Mirrors kube-scheduler's extenderv1.Victims. */
export interface PreemptionCandidate {
  readonly node: string;
  /** The most important first. */
  readonly victims: readonly PodInfo[];
  /** How many of them go against a budget. */
  readonly violations: number;
}

/**
 * One rule of where pods go, on as many of the extension points as it has something to say about. All points up to
 * `permit` are one synchronous block. What is computed per pod stands in PodInfo, what is computed per node in NodeInfo:
 * `filter` and `score` run for every pod on every node and allocate nothing. A Status is a no, undefined a yes. The
 * asynchronous points may also reject, with an answer of the API server: that counts as a failure, and the pod is tried
 * again. Mirrors kube-scheduler framework (Plugin and its extension points).
 */
export interface Plugin {
  readonly name: string;
  /**
   * What may make a pod schedulable that this plugin turned away; absent: whatever happens. Mirrors EnqueueExtensions
   * (EventsToRegister).
   */
  readonly events?: readonly EventInterest[];
  /**
   * All that it looks at in a pod when it filters and scores; undefined: no other pod is as this one. Pods that are the same to
   * all plugins may be placed by one search; where a plugin that filters or scores does not say it, none are. Mirrors SignPlugin.
   */
  sign?(pod: PodInfo): SignatureParts | undefined;
  /** A no keeps the pod out of the queue without an attempt. */
  preEnqueue?(pod: PodInfo): Status | undefined;
  /** Whether `a` is to be scheduled before `b`. */
  less?(a: Queued, b: Queued): boolean;
  preFilter?(state: CycleState, pod: PodInfo): Status | NarrowedNodes | Skip | undefined;
  /** Brings what `preFilter` computed up to date, as if `other` were on the node too. Mirrors PreFilterExtensions. */
  addPod?(state: CycleState, pod: PodInfo, other: PodInfo, node: NodeInfo): Status | undefined;
  /** As if `other` were not on the node any more. */
  removePod?(state: CycleState, pod: PodInfo, other: PodInfo, node: NodeInfo): Status | undefined;
  filter?(state: CycleState, pod: PodInfo, node: NodeInfo): Status | undefined;
  /** Asked when no node will do, one plugin after the other until one has made room; who takes time keeps all other pods waiting. */
  postFilter?(
    state: CycleState,
    pod: PodInfo,
    diagnosis: Diagnosis,
  ): PostFilterResult | Promise<PostFilterResult>;
  preScore?(state: CycleState, pod: PodInfo, nodes: readonly NodeInfo[]): Skip | undefined;
  /** A whole number; between 0 and 100 unless `normalizeScore` makes it so. */
  score?(state: CycleState, pod: PodInfo, node: NodeInfo): number;
  /** Brings the scores of all nodes between 0 and 100, in place. */
  normalizeScore?(state: CycleState, pod: PodInfo, scores: number[]): void;
  reserve?(state: CycleState, pod: PodInfo, nodeName: string): Status | undefined;
  /** Called when the attempt fails later, also for what was not reserved. */
  unreserve?(state: CycleState, pod: PodInfo, nodeName: string): void;
  permit?(state: CycleState, pod: PodInfo, nodeName: string): Status | PermitWait | undefined;
  /** Whether `preBind` has nothing to do for the pod. Until one that has is done, the pod is nominated for the node. */
  preBindPreFlight?(state: CycleState, pod: PodInfo, nodeName: string): Skip | undefined;
  /** Once the signal is aborted, another pod takes the place of this one: what is begun has no effect any more. */
  preBind?(
    state: CycleState,
    pod: PodInfo,
    nodeName: string,
    signal: AbortSignal,
  ): Promise<Status | undefined>;
  /** The first that does not skip the pod binds it. */
  bind?(state: CycleState, pod: PodInfo, nodeName: string): Promise<Status | Skip | undefined>;
  /** The pod is bound. */
  postBind?(state: CycleState, pod: PodInfo, nodeName: string): void;
}

/** A plugin that has these extension points. */
export type With<Point extends keyof Plugin> = Plugin & Required<Pick<Plugin, Point>>;
export type FilterPlugin = With<'filter'>;

/** Those that have the extension point. */
export function having<Point extends keyof Plugin>(plugins: readonly Plugin[], point: Point): With<Point>[] {
  return plugins.filter((plugin): plugin is With<Point> => plugin[point] !== undefined);
}

/** Makes a plugin for one profile; `args` is what that says of the plugin. Mirrors PluginFactory. */
export type PluginFactory<Args = unknown> = (args: Args, handle: PluginHandle) => Plugin;

/** A row of the table of plugins: one that profiles may name. */
export interface PluginEntry {
  /** The plugin's own name. */
  readonly name: string;
  readonly plugin: PluginFactory<never>;
  /** How much its score counts where a profile says nothing of the plugin. Default 1. */
  readonly weight?: number;
}

/** What pods in the queue are sorted by. */
export interface Queued {
  readonly info: PodInfo;
  readonly timestampMs: number;
}

export const nodeScoreMax = 100;
