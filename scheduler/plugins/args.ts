import type { V1NodeAffinity, V1TopologySpreadConstraint } from '../../api/index.ts';

/**
 * What plugins are told, as kube-scheduler config/v1 has it (types_pluginargs.go), with its defaults filled in: only what
 * has none may be absent.
 */
export interface PluginArgs {
  readonly DefaultPreemption: DefaultPreemptionArgs;
  readonly DynamicResources: DynamicResourcesArgs;
  readonly InterPodAffinity: InterPodAffinityArgs;
  readonly NodeAffinity: NodeAffinityArgs;
  readonly NodeResourcesBalancedAllocation: NodeResourcesBalancedAllocationArgs;
  readonly NodeResourcesFit: NodeResourcesFitArgs;
  readonly PodTopologySpread: PodTopologySpreadArgs;
  readonly VolumeBinding: VolumeBindingArgs;
}

export interface DefaultPreemptionArgs {
  readonly minCandidateNodesPercentage: number;
  readonly minCandidateNodesAbsolute: number;
}

/** Lengths of time as Go writes them. */
export interface DynamicResourcesArgs {
  /** How long looking for devices on one node may take; no effect here, as it takes no time in a simulation. */
  readonly filterTimeout: string;
  /** How long a pod waits for devices that are got ready. */
  readonly bindingTimeout: string;
}

export interface InterPodAffinityArgs {
  readonly hardPodAffinityWeight: number;
  readonly ignorePreferredTermsOfExistingPods: boolean;
}

export interface NodeAffinityArgs {
  /** What is asked of nodes besides what pods ask. */
  readonly addedAffinity?: V1NodeAffinity;
}

export interface ResourceSpec {
  readonly name: string;
  readonly weight: number;
}

/** `score` (0 to 10) at a `utilization` of so many percent. */
export interface UtilizationShapePoint {
  readonly utilization: number;
  readonly score: number;
}

export interface NodeResourcesBalancedAllocationArgs {
  readonly resources: readonly ResourceSpec[];
}

export interface ScoringStrategy {
  readonly type: 'LeastAllocated' | 'MostAllocated' | 'RequestedToCapacityRatio';
  readonly resources: readonly ResourceSpec[];
  /** Of the type of this name only. */
  readonly requestedToCapacityRatio?: { readonly shape: readonly UtilizationShapePoint[] };
}

export interface NodeResourcesFitArgs {
  readonly ignoredResources?: readonly string[];
  /** Domains of resources. */
  readonly ignoredResourceGroups?: readonly string[];
  readonly scoringStrategy: ScoringStrategy;
}

export interface PodTopologySpreadArgs {
  readonly defaultConstraints?: readonly V1TopologySpreadConstraint[];
  readonly defaultingType: 'System' | 'List';
}

export interface VolumeBindingArgs {
  readonly bindTimeoutSeconds: number;
}

const cpuAndMemory: readonly ResourceSpec[] = [
  { name: 'cpu', weight: 1 },
  { name: 'memory', weight: 1 },
];

/** What plugins are told where a configuration says nothing. Mirrors kubernetes pkg/scheduler/apis/config/v1 (defaults.go). */
export const defaultArgs: PluginArgs = {
  DefaultPreemption: { minCandidateNodesPercentage: 10, minCandidateNodesAbsolute: 100 },
  DynamicResources: { filterTimeout: '10s', bindingTimeout: '10m0s' },
  InterPodAffinity: { hardPodAffinityWeight: 1, ignorePreferredTermsOfExistingPods: false },
  NodeAffinity: {},
  NodeResourcesBalancedAllocation: { resources: cpuAndMemory },
  NodeResourcesFit: { scoringStrategy: { type: 'LeastAllocated', resources: cpuAndMemory } },
  PodTopologySpread: { defaultingType: 'System' },
  VolumeBinding: { bindTimeoutSeconds: 600 },
};
