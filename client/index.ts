/** How an actor sees the world: client-go's parts by their names. */

export type { BackoffOptions } from './backoff.ts';
export type * from './client.ts';
export { type Connection, type ConnectOptions, connect } from './connect.ts';
export { type ClientOptions, createClient } from './create-client.ts';
export { createPriorityQueue } from './create-priority-queue.ts';
export {
  createWorkQueue,
  type DurationObserver,
  type WorkQueueDurations,
  type WorkQueueOptions,
} from './create-work-queue.ts';
export type { CredentialSource, Credentials } from './credentials.ts';
export { type DiscoveredResource, discoverResources, preferredResources } from './discovery.ts';
export type { CorrelatorOptions } from './event-correlator.ts';
export {
  createEventRecorder,
  type EventRecorder,
  type EventRecorderOptions,
  type EventTarget,
} from './event-recorder.ts';
export { callExtenderOverHttp } from './http-extender.ts';
export { type HttpTransport, type HttpTransportOptions, httpTransport } from './http-transport.ts';
export type * from './informer.ts';
export {
  createInformerFactory,
  type InformerFactoryOptions,
  type ResourceOptions,
} from './informer-factory.ts';
export {
  type AccessOverrides,
  type ClusterAccess,
  clusterAccess,
  type FindOptions,
  findCluster,
  type Host,
  inClusterAccess,
  type Kubeconfig,
  type KubeconfigEntry,
  KubeconfigError,
  type Program,
  type ProgramEnd,
  type ReadFile,
  readKubeconfig,
  thisMachine,
} from './kubeconfig/index.ts';
export {
  defaultElectionTimes,
  type ElectionTimes,
  LeaderElector,
  type LeaderElectorOptions,
  type LeaderMetrics,
  type LeaseLockOptions,
  leaseLock,
  type ResourceLock,
} from './leader-election/index.ts';
export { byNamespace, createLister, type Lister, type NamespaceLister, namespaceIndex } from './lister.ts';
export { type MergeFromOptions, mergeFrom } from './merge-from.ts';
export { isPodGone, patchPodStatus } from './pod-status.ts';
export {
  bucketRateLimiter,
  defaultControllerRateLimiter,
  exponentialRateLimiter,
  fastSlowRateLimiter,
  maxOfRateLimiter,
  maxWaitRateLimiter,
  type RateLimiter,
} from './rate-limiter.ts';
export type { ReflectorOptions } from './reflector.ts';
export { RequestCounts } from './request-counts.ts';
export { objectPath } from './resource-path.ts';
export { createRestMapper, type KindReference, NoKindMatchError, type RestMapper } from './rest-mapper.ts';
export { retryOnConflict } from './retry-on-conflict.ts';
export type { SharedInformerOptions } from './shared-informer.ts';
export { type FlowControl, withFlowControl } from './transport/flow-control.ts';
export { withRetries } from './transport/retries.ts';
export { withTimeout } from './transport/timeout.ts';
export { withWarnings } from './transport/warnings.ts';
export { isTransportError, TransportError } from './transport-error.ts';
export { isOperatingError } from './watch-errors.ts';
export type * from './work-queue.ts';
