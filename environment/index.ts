/**
 * Everything a component may ask of the world: clock, randomness, ids, trace, tasks. There are two worlds that
 * provide it: `environment/real/` and `simulation/`. What they share (streams derived from a seed and a name, the tree
 * of forks, the trace) stands here.
 */
export type {
  AttemptFields,
  Candidate,
  PluginScores,
  PodPlaceFields,
  QueueReason,
  Refusal,
  RefusedNodes,
} from './attempt-fields.ts';
export type { WaitOptions, WorldControl } from './control.ts';
export type {
  Cause,
  Clock,
  Environment,
  Fork,
  Ids,
  Random,
  RecordOf,
  SubscribeOptions,
  Timer,
  TimerOptions,
  Trace,
  TraceKind,
  TraceRecord,
} from './environment.ts';
export { EnvironmentNode, rootEnvironment } from './environment-node.ts';
export { RevokedError, WaitError, type WaitFailure, WorldFailure } from './errors.ts';
export { idsFrom } from './ids.ts';
export type { LocalCommand, LocalFile, LocalMachine, LocalProcess } from './local-machine.ts';
export { streamOf } from './random.ts';
export { deriveKey, rootKey, type StreamKey } from './seed.ts';
export type {
  AuditFields,
  Change,
  ChangedValue,
  DeliveryFields,
  ElectionFields,
  EnqueueFields,
  FaultFields,
  KubeletFields,
  MessageFields,
  NodeFields,
  ReconcileEndFields,
  ReconcileFields,
  RequestAttributes,
  RequestFields,
  ScheduleFields,
  StepFields,
  TimerFields,
  TraceFields,
  WriteFields,
} from './trace-fields.ts';
export { TraceLog } from './trace-log.ts';
export type { TimerOwner, WorldPort } from './world-port.ts';
