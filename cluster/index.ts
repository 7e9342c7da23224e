/**
 * The composition root: store, API server, controllers, scheduler and kubelets wired together. `createCluster` takes
 * whatever world it is given; `startCluster` opens a real one around it.
 */

export { problemOfServiceCidrs } from '../apiserver/index.ts';
export {
  createCertificateAuthority,
  type NodeCidrOptions,
  problemOfControllers,
  problemOfNodeCidrs,
  runsController,
} from '../controllers/index.ts';
export {
  BehaviourError,
  type ContainerPrograms,
  type DeclaredDevices,
  type DeclaredNodeUsage,
  type DeclaredStaticPod,
  type ExecCall,
  isKwok,
  type KubeletConfiguration,
  type KwokRules,
  type PodBehaviours,
  type PodHttpCall,
  parseBehaviours,
  parseDevices,
  parseKubeletConfiguration,
  parseKwok,
  parseNodeUsage,
  parseStaticPods,
} from '../kubelet-sim/index.ts';
export {
  type CallExtender,
  readSchedulerConfiguration,
  type SchedulerConfiguration,
  SchedulerConfigurationError,
  type SchedulerOptions,
} from '../scheduler/index.ts';
// Whoever composes a cluster opens its store.
export { openStore, StoreMemory } from '../store/index.ts';
export {
  type BuiltInActors,
  builtInManagers,
  type Cluster,
  type ClusterOptions,
  createCluster,
  type Managers,
  managersOf,
} from './cluster.ts';
export { inProcessTransport, type RequestHandler } from './in-process-transport.ts';
export { kubeconfig } from './kubeconfig.ts';
export {
  type CustomMetric,
  type DeclaredMetrics,
  type ExternalMetric,
  parseMetrics,
} from './metrics/index.ts';
export { type StartClusterOptions, type StartedCluster, startCluster } from './start-cluster.ts';
export { type StartedKubelets, type StartKubeletsOptions, startKubelets } from './start-kubelets.ts';
export { turnTakingTransport } from './turn-taking-transport.ts';
