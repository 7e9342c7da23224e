import type { Plugin } from './plugin.ts';

/**
 * Where plugins take part, by the names configurations have for it, with Go's name of the interface and our members of
 * `Plugin` that it consists of. In the order in which Kubernetes reads them.
 * Mirrors kubernetes pkg/scheduler/framework/runtime (getExtensionPoints).
 */
export const extensionPoints = {
  preFilter: { kind: 'PreFilterPlugin', members: ['preFilter'] },
  filter: { kind: 'FilterPlugin', members: ['filter'] },
  postFilter: { kind: 'PostFilterPlugin', members: ['postFilter'] },
  reserve: { kind: 'ReservePlugin', members: ['reserve', 'unreserve'] },
  preScore: { kind: 'PreScorePlugin', members: ['preScore'] },
  score: { kind: 'ScorePlugin', members: ['score'] },
  preBind: { kind: 'PreBindPlugin', members: ['preBind'] },
  bind: { kind: 'BindPlugin', members: ['bind'] },
  postBind: { kind: 'PostBindPlugin', members: ['postBind'] },
  permit: { kind: 'PermitPlugin', members: ['permit'] },
  preEnqueue: { kind: 'PreEnqueuePlugin', members: ['preEnqueue'] },
  queueSort: { kind: 'QueueSortPlugin', members: ['less'] },
  // Of features that are off by default: no plugin has them.
  placementGenerate: { kind: 'PlacementGeneratePlugin', members: [] },
  placementScore: { kind: 'PlacementScorePlugin', members: [] },
} as const satisfies Readonly<Record<string, { kind: string; members: readonly (keyof Plugin)[] }>>;

export type ExtensionPoint = keyof typeof extensionPoints;

/** A plugin that is to run, and how much its scores count: 0 where nothing is said, which is as good as 1. */
export interface EnabledPlugin {
  readonly name: string;
  readonly weight: number;
  /** Where in the list of a file it is named; absent: it is so by default. */
  readonly at?: number;
}

/** Mirrors kube-scheduler config/v1 (PluginSet). */
export interface PluginSet {
  readonly enabled: readonly EnabledPlugin[];
  /** Names; `*` stands for all. */
  readonly disabled: readonly string[];
}

/** What is said of each extension point, and of all of them at once. */
export type PluginSets = Readonly<Record<ExtensionPoint | 'multiPoint', PluginSet>>;

/** How the pods of one name are scheduled. Mirrors kube-scheduler config/v1 (KubeSchedulerProfile), with its defaults. */
export interface Profile {
  readonly schedulerName: string;
  /** How many of the nodes are enough to choose from; 0: the more nodes there are, the less. */
  readonly percentageOfNodesToScore: number;
  readonly plugins: PluginSets;
  /** What plugins are told, by their names. */
  readonly args: ReadonlyMap<string, unknown>;
}

/** All of them, in their order. */
export const points = Object.keys(extensionPoints) as readonly ExtensionPoint[];

/** One thing for each extension point. */
export function eachPoint<T>(make: (point: ExtensionPoint) => T): Readonly<Record<ExtensionPoint, T>> {
  return Object.fromEntries(points.map((point) => [point, make(point)])) as Record<ExtensionPoint, T>;
}

const empty: PluginSet = { enabled: [], disabled: [] };

/** These plugins, at all their points. */
export function atAllPoints(enabled: readonly EnabledPlugin[]): PluginSets {
  return { ...eachPoint(() => empty), multiPoint: { enabled, disabled: [] } };
}
