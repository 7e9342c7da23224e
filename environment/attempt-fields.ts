/**
 * What a scheduler found out while it tried one pod once: enough to say for every node why the pod is not there, and why it is
 * where it is. Lists of nodes hold names.
 */
export interface AttemptFields {
  /** `namespace/name`. */
  readonly pod: string;
  readonly uid: string;
  /** The pod's resourceVersion that was looked at. */
  readonly podRevision: number;
  /** Counts from 1, for as long as the pod waits. */
  readonly attempt: number;
  /** The `schedule` record of the attempt: what the scheduler wrote then has it for its cause. */
  readonly record: number;
  /** What brought the pod to its turn. */
  readonly because: QueueReason;
  /** How many nodes there were. */
  readonly nodeCount: number;
  /** The nodes that were looked at and would not do, by what was said of them. */
  readonly refused: readonly RefusedNodes[];
  /** What holds for every node that was not looked at, where no node would do. */
  readonly absent?: Refusal | undefined;
  /** The nodes that would do, in the order in which they were looked at. */
  readonly feasible: readonly string[];
  /**
   * Why there is one, and no other was looked at: the pod was nominated for it, or a search for a pod that is the same to the
   * scheduler had found it second best (batched).
   */
  readonly unsought?: 'nominated' | 'batched';
  /** What each plugin that had something to say gave them; none where there was no choice. */
  readonly scores: readonly PluginScores[];
  /** By the order of `feasible`: the normalized scores, each times its weight, added up. */
  readonly totals: readonly number[];
  /** Where the pod goes; absent: nowhere. */
  readonly node?: string | undefined;
  /** Why it goes nowhere. */
  readonly message?: string | undefined;
  /** Where it will fit when others have made way; '': nowhere any more. */
  readonly nominatedNode?: string | undefined;
  /** The nodes where that was considered, of which the best was taken. */
  readonly candidates?: readonly Candidate[] | undefined;
  /** Until when it is not tried again; absent where it is not to be tried again after a while. */
  readonly backoffUntilMs?: number | undefined;
}

/** A plugin's no. */
export interface Refusal {
  readonly plugin: string;
  /** `Unschedulable`, `UnschedulableAndUnresolvable` or `Error`, as in kube-scheduler. */
  readonly code: string;
  readonly reasons: readonly string[];
}

export interface RefusedNodes extends Refusal {
  readonly nodes: readonly string[];
}

/** A node on which a pod would fit if others went. */
export interface Candidate {
  readonly node: string;
  /** Who would go: `namespace/name`, the most important first. */
  readonly victims: readonly string[];
  /** How many of them go against a budget. */
  readonly violations: number;
}

/** By the order of the nodes that would do. */
export interface PluginScores {
  readonly plugin: string;
  readonly weight: number;
  /** As the plugin gave them, and as they count: between 0 and 100. */
  readonly raw: readonly number[];
  readonly normalized: readonly number[];
}

/** What moved a pod from one place of the scheduling queue to another. */
export interface QueueReason {
  /** As kube-scheduler calls it: `UnscheduledPodAdd`, `BackoffComplete`; of objects `Node/Add`, `AssignedPod/Delete`. */
  readonly event: string;
  /** The object it happened to: `namespace/name`. */
  readonly object?: string;
  /** Whose hint said that it may help. */
  readonly plugin?: string;
}

/** Where a pod is on its way to a node. */
export interface PodPlaceFields {
  readonly pod: string;
  readonly uid: string;
  /**
   * `active`: to be tried; `backoff`: to be tried, but not yet; `unschedulable`: until something happens that may help;
   * `gated`: a plugin keeps it out; `permit`: it has a node, and a plugin has it wait; `binding`: it has a node, and is on its
   * way there; `gone`: it is there, or waits for nothing any more.
   */
  readonly place: 'active' | 'backoff' | 'unschedulable' | 'gated' | 'permit' | 'binding' | 'gone';
  readonly because?: QueueReason;
  /** Who keeps it there. */
  readonly plugins?: readonly string[];
  /** What they say. */
  readonly message?: string;
  /** The node it has. */
  readonly node?: string;
  readonly untilMs?: number;
}
