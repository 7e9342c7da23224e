import type { ExtensionPoint } from '../framework/profile.ts';

/**
 * A KubeSchedulerConfiguration as files have it. Mirrors kube-scheduler config/v1. `parallelism`, `leaderElection`,
 * `clientConnection`, `enableProfiling`, `enableContentionProfiling` and `delayCacheUntilActive` have no effect here.
 */
export interface KubeSchedulerConfiguration {
  readonly apiVersion?: 'kubescheduler.config.k8s.io/v1';
  readonly kind?: 'KubeSchedulerConfiguration';
  readonly parallelism?: number;
  readonly leaderElection?: LeaderElectionConfiguration;
  readonly clientConnection?: ClientConnectionConfiguration;
  readonly enableProfiling?: boolean;
  readonly enableContentionProfiling?: boolean;
  readonly percentageOfNodesToScore?: number;
  readonly podInitialBackoffSeconds?: number;
  readonly podMaxBackoffSeconds?: number;
  readonly profiles?: readonly KubeSchedulerProfile[];
  readonly extenders?: readonly Extender[];
  readonly delayCacheUntilActive?: boolean;
}

export interface LeaderElectionConfiguration {
  readonly leaderElect?: boolean;
  readonly leaseDuration?: string;
  readonly renewDeadline?: string;
  readonly retryPeriod?: string;
  readonly resourceLock?: string;
  readonly resourceName?: string;
  readonly resourceNamespace?: string;
}

export interface ClientConnectionConfiguration {
  readonly kubeconfig?: string;
  readonly acceptContentTypes?: string;
  readonly contentType?: string;
  readonly qps?: number;
  readonly burst?: number;
}

export interface KubeSchedulerProfile {
  readonly schedulerName?: string;
  readonly percentageOfNodesToScore?: number;
  readonly plugins?: Readonly<Partial<Record<ExtensionPoint | 'multiPoint', PluginSetV1>>>;
  readonly pluginConfig?: readonly PluginConfig[];
}

export interface PluginSetV1 {
  readonly enabled?: readonly PluginV1[];
  readonly disabled?: readonly PluginV1[];
}

export interface PluginV1 {
  readonly name: string;
  readonly weight?: number;
}

/** What one plugin is told. Of plugins that are not Kubernetes' own it may be anything. */
export interface PluginConfig {
  readonly name: string;
  readonly args?: unknown;
}

export interface Extender {
  readonly urlPrefix: string;
  readonly filterVerb?: string;
  readonly preemptVerb?: string;
  readonly prioritizeVerb?: string;
  readonly weight?: number;
  readonly bindVerb?: string;
  readonly enableHTTPS?: boolean;
  readonly tlsConfig?: ExtenderTlsConfig;
  /** As Go writes durations. */
  readonly httpTimeout?: string;
  readonly nodeCacheCapable?: boolean;
  readonly managedResources?: readonly { readonly name: string; readonly ignoredByScheduler?: boolean }[];
  readonly ignorable?: boolean;
}

export interface ExtenderTlsConfig {
  readonly insecure?: boolean;
  readonly serverName?: string;
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly caFile?: string;
  /** In base64, as the next. */
  readonly certData?: string;
  readonly keyData?: string;
  readonly caData?: string;
}
