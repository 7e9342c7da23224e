/**
 * homeostat as a library: a Kubernetes control plane in this process.
 *
 *     const cluster = await startCluster({ nodes: 3 });
 *     const pods = await cluster.client().list(coreV1.pods);
 *     await cluster.stop();
 */
export * from './api/public.ts';
export type {
  KubeList,
  KubeObject,
  ObjectKey,
  ObjectMeta,
  OwnerReference,
  ResourceType,
  Status,
  Transport,
} from './apimachinery/index.ts';
export {
  hasStatusCause,
  ignoreAlreadyExists,
  ignoreNotFound,
  isAlreadyExists,
  isBadRequest,
  isConflict,
  isExpired,
  isForbidden,
  isGone,
  isInternalError,
  isInvalid,
  isMethodNotSupported,
  isNotFound,
  isServerTimeout,
  isServiceUnavailable,
  isTimeout,
  isTooManyRequests,
  isUnauthorized,
  keyOf,
  StatusError,
  suggestedDelaySeconds,
} from './apimachinery/index.ts';
export * from './client/public.ts';
export {
  BehaviourError,
  type BuiltInActors,
  builtInManagers,
  type CallExtender,
  type Cluster,
  type ClusterOptions,
  type ContainerPrograms,
  type CustomMetric,
  createCluster,
  type DeclaredDevices,
  type DeclaredMetrics,
  type DeclaredNodeUsage,
  type DeclaredStaticPod,
  type ExecCall,
  type ExternalMetric,
  inProcessTransport,
  type KubeletConfiguration,
  kubeconfig,
  type Managers,
  type NodeCidrOptions,
  type PodBehaviours,
  type PodHttpCall,
  parseBehaviours,
  parseDevices,
  parseKubeletConfiguration,
  parseMetrics,
  parseNodeUsage,
  parseStaticPods,
  type RequestHandler,
  readSchedulerConfiguration,
  type SchedulerConfiguration,
  SchedulerConfigurationError,
  type StartClusterOptions,
  type StartedCluster,
  type StartedKubelets,
  type StartKubeletsOptions,
  startCluster,
  startKubelets,
} from './cluster/index.ts';
export * from './controller-runtime/public.ts';
export type { Cause, Environment, Fork, Trace, TraceRecord, WorldControl } from './environment/index.ts';
export { realEnvironment } from './environment/real/index.ts';
export {
  loadScenarios,
  parseScenarios,
  type RunOptions,
  runScenario,
  type Scenario,
  type ScenarioResult,
} from './scenarios/index.ts';
export {
  createSimulation,
  type FaultAnswer,
  faultRule,
  type MessageMatch,
  type Network,
  type Simulation,
} from './simulation/index.ts';
export { parseStage, type Stage, StageError } from './stages/index.ts';
export { openStore, type Store, StoreError } from './store/index.ts';
