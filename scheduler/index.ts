/**
 * Decides which node each pod goes to. A pod's way: an informer tells of it, the queue holds it (`queue/`); a cycle
 * takes it out, asks the plugins (`framework/`, `plugins/`) about the nodes it knows (`cache/`), counts the pod as placed
 * there and binds it. A pod no node takes waits until something happens that may help it. Mirrors kube-scheduler.
 *
 * A plugin is a row of the table of plugins, which the profiles of a configuration name; examples/scheduler-plugin.ts adds one.
 */
export { addScheduler, type SchedulerOptions, schedulerName } from './add-scheduler.ts';
export {
  AttemptLog,
  attemptsPath,
  type KeptAttempt,
  type KeptPlace,
  type PodAttempts,
} from './attempts/attempt-log.ts';
export {
  defaultConfiguration,
  defaultSchedulerName,
  type SchedulerConfiguration,
} from './configuration/configuration.ts';
export {
  readSchedulerConfiguration,
  schedulerConfiguration,
} from './configuration/scheduler-configuration.ts';
export type { KubeSchedulerConfiguration } from './configuration/v1.ts';
export type { CallExtender, ExtenderAnswer, ExtenderRequest } from './extenders/call-extender.ts';
export type {
  ClusterEvent,
  EventAction,
  EventInterest,
  KnownResource,
  QueueingHint,
} from './framework/cluster-event.ts';
export { SchedulerConfigurationError } from './framework/configuration-error.ts';
export type { CycleState, StateData } from './framework/cycle-state.ts';
export type { PluginHandle, Snapshot } from './framework/handle.ts';
export type {
  PermitWait,
  Plugin,
  PluginEntry,
  PluginFactory,
  PostFilterResult,
} from './framework/plugin.ts';
export type { EnabledPlugin, ExtensionPoint, PluginSet, PluginSets, Profile } from './framework/profile.ts';
export { Status, type StatusCode } from './framework/status.ts';
export type { WaitingPod, WaitingPods } from './framework/waiting-pods.ts';
export { defaultPlugins } from './plugins/index.ts';
