import type { KubeObject, ResourceType } from '../../apimachinery/index.ts';
import type { Client, EventRecorder, Indexer, Indexers, ResourceEventHandler } from '../../client/index.ts';
import type { Environment } from '../../environment/index.ts';
import type { ImageStates } from '../cache/image-states.ts';
import type { NodeInfo } from '../cache/node-info.ts';
import type { NodeTally } from '../cache/node-tally.ts';
import type { Nominator } from '../cache/nominator.ts';
import type { PlacedTerms } from '../cache/placed-terms.ts';
import type { PodInfo } from '../cache/pod-info.ts';
import type { PodSet } from '../cache/pod-sets.ts';
import type { Extenders } from '../extenders/extenders.ts';
import type { Devices } from '../plugins/dynamic-resources/devices.ts';
import type { CycleState } from './cycle-state.ts';
import type { PreBindingPods } from './pre-binding-pods.ts';
import type { Status } from './status.ts';
import type { WaitingPods } from './waiting-pods.ts';

/** The nodes with what is on them, as of now. Who wants to change something clones it. Mirrors SharedLister. */
export interface Snapshot {
  nodes(): readonly NodeInfo[];
  node(name: string): NodeInfo | undefined;
  /** Whether any node has a pod whose priority is less. */
  hasPodsBelow(priority: number): boolean;
  /** How many pods of a set are on each node, also on nodes that do not exist. */
  countPods(set: PodSet): NodeTally;
  /** Which images are on nodes. */
  readonly images: Pick<ImageStates, 'has'>;
  /** What the pods that have a node say of others. */
  readonly placedTerms: PlacedTerms;
}

/** What the scheduler gives its plugins. */
export interface HandleParts {
  readonly environment: Environment;
  /** Under the scheduler's name. */
  readonly client: Client;
  readonly recorder: EventRecorder;
  readonly snapshot: Snapshot;
  /** Pods that are to come to a node on which others make way for them. */
  readonly nominator: Pick<Nominator, 'isEmpty' | 'podsOn'>;
  readonly extenders: Extenders;
  /** Pods that a Permit plugin has wait. */
  readonly waitingPods: WaitingPods;
  /**
   * Objects of any kind, kept up to date by an informer that is shared, with these indexes. To be asked for when the plugin is
   * made: it is filled before the first pod is tried. Each profile has a plugin of its own: their indexes of one name must be
   * the very same functions.
   */
  lister<T extends KubeObject>(type: ResourceType<T>, indexers?: Indexers<T>): Indexer<T>;
  /**
   * Tells what happens to objects of a kind, a moment after the lister has it, and before any pod is tried because of it. To
   * be asked for when the plugin is made: all that is there is told before the first pod is tried.
   */
  watch<T extends KubeObject>(type: ResourceType<T>, handler: ResourceEventHandler<T>): void;
  /** The devices of the cluster, shared by all profiles. To be asked for when the plugin is made. */
  devices(): Devices;
  /** Pods whose `preBind` is under way. */
  readonly preBinding: PreBindingPods;
  /** Writes while the scheduler goes on. What the API server answers may be thrown: it is told of in the trace. */
  write(what: string, task: () => Promise<void>): void;
  /** Has a pod that waits tried again after a back-off, because something that was under way for it has failed. */
  retry(uid: string): void;
  /** What `preBind` waits with for others: a pod that waits so keeps no other from being bound. */
  pause(delayMs: number): Promise<void>;
}

/** Asks the other plugins what would be, on copies of a state and of nodes. Mirrors kube-scheduler framework (PluginsRunner). */
export interface PluginRunner {
  /** With the pods that are nominated for the node and no less important, and also without them. */
  runFilters(state: CycleState, pod: PodInfo, node: NodeInfo): Status | undefined;
  /** Puts another pod on the node, for the plugins that `preFilter` computed something from it for. */
  runAddPod(state: CycleState, pod: PodInfo, other: PodInfo, node: NodeInfo): Status | undefined;
  runRemovePod(state: CycleState, pod: PodInfo, other: PodInfo, node: NodeInfo): Status | undefined;
}

/** What a plugin may use of the scheduler that it is part of. Mirrors kube-scheduler framework (Handle). */
export interface PluginHandle extends HandleParts, PluginRunner {
  /** The client, for writes that follow from this attempt. */
  clientFor(state: CycleState): Client;
}
