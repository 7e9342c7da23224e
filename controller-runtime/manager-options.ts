import type { Metric } from '../apimachinery/index.ts';
import type { Client, ElectionTimes, EventRecorder, InformerFactory, ResourceLock } from '../client/index.ts';
import type { ControllerDefaults, GroupKindConcurrency } from './controller-options.ts';
import type { Logger } from './logger.ts';
import type { CertificateFilesOptions } from './serving/certificate-files.ts';
import type { HttpHandler } from './serving/http-handler.ts';
import type { WebhookServer } from './webhook/webhook-server.ts';

/**
 * Mirrors controller-runtime pkg/manager (Options). Differs: nothing listens unless an address is given; a manager is given its
 * client and its cache, in place of a configuration of which it would make them. Older names, and what they are now:
 * SyncPeriod and Namespace are options of the cache (`InformerFactoryOptions`, `CacheOptions`), NewCache is `informers`,
 * ClientBuilder and NewClient are `client`, ClientDisableCacheFor is `disableFor` of `cachedClient`, MetricsBindAddress is
 * `metrics.bindAddress`, Port and CertDir are options of `WebhookServer`, Logger is `logger`, EventBroadcaster is
 * `eventRecorderFor`; Scheme and MapperProvider are in the ResourceType that each call names.
 */
export interface ManagerOptions {
  readonly client: Client;
  /** Shared by everything the manager runs. Ends with the environment it was made for, not with the manager. */
  readonly informers: InformerFactory;
  /** How long `stop` waits for what does not finish. 0: not at all; below 0: for ever. Default 30 s. */
  readonly gracefulShutdownTimeoutMs?: number;
  /** Several managers take part in an election, and only one runs what is in the group `leader-election`. Default: it is the leader. */
  readonly leaderElection?: LeaderElectionOptions;
  /** What holds for all controllers that do not say otherwise. */
  readonly controller?: ControllerDefaults & { readonly groupKindConcurrency?: GroupKindConcurrency };
  /** Default: `environmentLogger`, JSON to standard error over a real cluster, and nothing in virtual time, where the trace has it all. */
  readonly logger?: Logger;
  /** Tells people what one of the parts does, under its name. Default: Events, by the client. */
  readonly eventRecorderFor?: (name: string) => EventRecorder;
  readonly metrics?: MetricsOptions;
  /** Serves the webhooks of the manager. Default: one that does not listen. */
  readonly webhookServer?: WebhookServer;
  /** Where `/healthz` and `/readyz` are served: `:8081`. '' and '0' (default): nowhere. */
  readonly healthProbeBindAddress?: string;
  /** Default `/readyz`. */
  readonly readinessEndpointName?: string;
  /** Default `/healthz`. */
  readonly livenessEndpointName?: string;
}

export interface LeaderElectionOptions extends Partial<ElectionTimes> {
  /** The name of the Lease. */
  readonly id: string;
  readonly namespace: string;
  /** Who this manager is. Default: the name of its environment, and something random. */
  readonly identity?: string;
  /** When the manager has stopped, the lease is given up, and another need not wait until it is over. Default false. */
  readonly releaseOnCancel?: boolean;
  /** Set on the Lease. */
  readonly labels?: Readonly<Record<string, string>>;
  /** Reaches the server of the Lease. Default: the manager's client. */
  readonly client?: Client;
  /** In place of the Lease: `id`, `namespace`, `identity` and `labels` do not count. */
  readonly lock?: ResourceLock;
}

export interface MetricsOptions {
  /** Where `/metrics` and `/debug/homeostat/controllers` are served: `:8080`. '' and '0' (default): nowhere. */
  readonly bindAddress?: string;
  /** HTTPS with these. Default: HTTP. */
  readonly certificates?: CertificateFilesOptions;
  /** Served there too, by their paths. */
  readonly extraHandlers?: Readonly<Record<string, HttpHandler>>;
  /** Put around each handler: who may ask, say. */
  readonly filter?: (handler: HttpHandler) => HttpHandler;
  /** Told beside the manager's own. */
  readonly extraMetrics?: () => readonly Metric[];
}
