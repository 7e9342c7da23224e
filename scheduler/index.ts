/**
 * Decides which node each pod goes to. A pod's way: an informer tells of it, the queue holds it (`queue/`); a cycle
 * takes it out, asks the plugins (`framework/`, `plugins/`) about the nodes it knows (`cache/`), counts the pod as placed
 * there and binds it. A pod no node takes waits until something happens that may help it. Mirrors kube-scheduler.
 */
export { type AddSchedulerOptions, addScheduler } from './add-scheduler.ts';
export type { ClusterAction, ClusterEvent, QueueingHint, QueueingHints } from './framework/cluster-event.ts';
export type { CycleState, Plugin, WeightedPlugin } from './framework/plugin.ts';
export { Status, type StatusCode } from './framework/status.ts';
export { defaultPlugins } from './plugins/index.ts';
