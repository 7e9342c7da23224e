/**
 * The composition root: store, API server, controllers, scheduler and kubelets wired together. `createCluster` takes
 * whatever world it is given; `startCluster` opens a real one around it.
 */

export {
  type AccessControl,
  type AdmissionPlugin,
  type AdmissionPlugins,
  type ApiServer,
  type ApiServerOptions,
  type Attributes,
  type Authenticator,
  type Authorizer,
  connectInMemory,
  type Decision,
  httpWebhooks,
  type LocalPort,
  type LocalPorts,
  type MutatingPlugin,
  problemOfServiceCidrs,
  type RequestInfo,
  type RequestMatch,
  refuseInMemory,
  type ServedEnd,
  serveInMemory,
  type UserRules,
  type ValidatingPlugin,
  type WebhookLimits,
  type WebhookServices,
  type Webhooks,
  type WebhookTarget,
  webhookUrl,
} from '../apiserver/index.ts';
export {
  type CertificateAuthority,
  type ControllerOptions as BuiltInControllerOptions,
  createCertificateAuthority,
  type NodeCidrOptions,
  problemOfControllers,
  problemOfNodeCidrs,
  runsController,
} from '../controllers/index.ts';
export {
  type AmountOverTime,
  BehaviourError,
  type BehaviourMatch,
  type BehaviourPreset,
  type ContainerPrograms,
  type Curve,
  type DeclaredAmount,
  type DeclaredAnswer,
  type DeclaredCommand,
  type DeclaredDevices,
  type DeclaredExit,
  type DeclaredNodeUsage,
  type DeclaredOutcomes,
  type DeclaredProcess,
  type DeclaredStaticPod,
  type DeclaredUsage,
  type DelayMs,
  type ExecCall,
  isKwok,
  type KubeletConfiguration,
  type KubeletEndpoint,
  type KubeletOptions,
  type KwokRules,
  type LeftToOthers,
  type LocalPlace,
  type LogRow,
  type NodeSpec,
  type Patterns,
  type PlayedPods,
  type PodBehaviour,
  type PodBehaviours,
  type PodHttpCall,
  type Points,
  type PrepareBehaviour,
  type ProbeOutcome,
  parseBehaviours,
  parseDevices,
  parseKubeletConfiguration,
  parseKwok,
  parseNodeUsage,
  parseStaticPods,
  type Varied,
} from '../kubelet-sim/index.ts';
export {
  type AttemptLog,
  type CallExtender,
  type ConfigurationPlace,
  type ConfigurationProblem,
  type ExtenderAnswer,
  type ExtenderConfiguration,
  type ExtenderRequest,
  type Profile,
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
export { inProcessTransport, type RequestHandler, type UserOf } from './in-process-transport.ts';
export { kubeconfig } from './kubeconfig.ts';
export {
  type CustomMetric,
  type DeclaredMetrics,
  type ExternalMetric,
  parseMetrics,
} from './metrics/index.ts';
export type { NodeOptions } from './node-pool.ts';
export { type StartClusterOptions, type StartedCluster, startCluster } from './start-cluster.ts';
export { type StartedKubelets, type StartKubeletsOptions, startKubelets } from './start-kubelets.ts';
export { turnTakingTransport } from './turn-taking-transport.ts';
