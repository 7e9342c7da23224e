/**
 * Decides which node each pod goes to. A pod's way: an informer tells of it, the queue holds it (`queue/`); a cycle
 * takes it out, asks the plugins (`framework/`, `plugins/`) about the nodes it knows (`cache/`), counts the pod as placed
 * there and binds it. A pod no node takes waits until something happens that may help it. Mirrors kube-scheduler.
 *
 * A plugin is a row of the table of plugins, which the profiles of a configuration name; examples/scheduler-plugin.ts adds one.
 *
 * @module homeostat/scheduler
 */

export type { Quantity, QuantityFormat } from '../apimachinery/index.ts';
export type {
  Amounts,
  HostPort,
  MatchedNode,
  NodeMatcher,
  ResourceList,
  UsedPorts,
} from '../component-helpers/index.ts';
export { addScheduler, type SchedulerOptions, schedulerName } from './add-scheduler.ts';
export {
  AttemptLog,
  attemptsPath,
  type KeptAttempt,
  type KeptPlace,
  type PodAttempts,
} from './attempts/attempt-log.ts';
export type { ImageState, ImageStates, NodeImages } from './cache/image-states.ts';
export type { NodeInfo } from './cache/node-info.ts';
export type { NodeTally, TopologyVersion } from './cache/node-tally.ts';
export type { PlacedTerm, PlacedTerms } from './cache/placed-terms.ts';
export type { AffinityTerm, PodAffinity, WeightedTerm } from './cache/pod-affinity.ts';
export type { PodInfo } from './cache/pod-info.ts';
export type { PodNodeAffinity } from './cache/pod-node-affinity.ts';
export type { PodSet } from './cache/pod-sets.ts';
export type { PodSpread, SpreadConstraint } from './cache/pod-spread.ts';
export type { Resource } from './cache/resource.ts';
export {
  defaultConfiguration,
  defaultSchedulerName,
  type ExtenderConfiguration,
  type SchedulerConfiguration,
} from './configuration/configuration.ts';
export {
  type Place as ConfigurationPlace,
  readSchedulerConfiguration,
  schedulerConfiguration,
} from './configuration/scheduler-configuration.ts';
export type {
  ClientConnectionConfiguration,
  Extender as V1Extender,
  ExtenderTlsConfig,
  KubeSchedulerConfiguration,
  KubeSchedulerProfile,
  LeaderElectionConfiguration,
  PluginConfig,
  PluginSetV1,
  PluginV1,
} from './configuration/v1.ts';
export type { CallExtender, ExtenderAnswer, ExtenderRequest } from './extenders/call-extender.ts';
export type {
  ClusterEvent,
  EventAction,
  EventInterest,
  KnownResource,
  QueueingHint,
} from './framework/cluster-event.ts';
export { type ConfigurationProblem, SchedulerConfigurationError } from './framework/configuration-error.ts';
export type { CycleState, StateData } from './framework/cycle-state.ts';
export type { Diagnosis, RefusedNodeInfos } from './framework/diagnosis.ts';
export type { HandleParts, PluginHandle, PluginRunner, Snapshot } from './framework/handle.ts';
export type {
  FilterPlugin,
  NarrowedNodes,
  PermitWait,
  Plugin,
  PluginEntry,
  PluginFactory,
  PostFilterResult,
  PreemptionCandidate,
  Queued,
  Skip,
  With,
} from './framework/plugin.ts';
export { type SignatureParts, unordered } from './framework/pod-signature.ts';
export {
  type EnabledPlugin,
  type ExtensionPoint,
  extensionPoints,
  type PluginSet,
  type PluginSets,
  type Profile,
} from './framework/profile.ts';
export { Status, type StatusCode } from './framework/status.ts';
export type { WaitingPod, WaitingPods } from './framework/waiting-pods.ts';
export { defaultPlugins } from './plugins/index.ts';
