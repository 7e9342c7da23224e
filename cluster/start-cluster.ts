import {
  type HttpServer,
  httpLocalPorts,
  httpWebhooks,
  remoteKubelet,
  serveHttp,
  type WebhookServices,
} from '../apiserver/index.ts';
import { type Client, callExtenderOverHttp } from '../client/index.ts';
import type { WorldFailure } from '../environment/index.ts';
import { localMachine, type RealEnvironment, realEnvironment } from '../environment/real/index.ts';
import { openStore, type Store, type StoreError } from '../store/index.ts';
import { type Cluster, type ClusterOptions, createCluster } from './cluster.ts';
import { defaultQuotaBytes } from './default-quota.ts';
import { keptAuthority } from './kept-authority.ts';
import { kubeconfig } from './kubeconfig.ts';

export interface StartClusterOptions extends Omit<ClusterOptions, 'store' | 'connect'> {
  /** Where the store lies on disk. Absent: in memory, and gone with the process. */
  readonly dataDir?: string;
  /** True: an acknowledged write survives a power cut, not only the end of the process. */
  readonly fsync?: boolean;
  /**
   * How many bytes the store may keep, objects and their history; past it only deletes are taken, as past etcd's
   * --quota-backend-bytes. Default: what the heap of this process has room for, and 2 GiB at most, as in etcd.
   */
  readonly quotaBackendBytes?: number;
  /** Told when the store cannot take writes (the disk is full, the quota is used up), and when it can again: undefined. */
  readonly onStoreAlarm?: (alarm: StoreError | undefined) => void;
  /** The port on 127.0.0.1; 0 (default): a free one. */
  readonly port?: number;
  /**
   * The hosts, without their ports, by which the server may be called besides 127.0.0.1, and from which web pages may.
   * Default: the loopback names, as `kubectl proxy --accept-hosts` has it.
   */
  readonly acceptHosts?: readonly RegExp[];
  /** Where the services of webhooks are, which are no part of the cluster's own network; others are not found. */
  readonly webhookServices?: WebhookServices;
  /** Something in the cluster failed that never should. Default: it is thrown, and ends the process. */
  readonly onFailure?: (failure: WorldFailure) => void;
}

/** A cluster in real time that serves HTTP. */
export interface StartedCluster {
  readonly cluster: Cluster;
  readonly environment: RealEnvironment;
  /** `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly port: number;
  /** For kubectl and client libraries. */
  readonly kubeconfig: string;
  client(userAgent?: string): Client;
  /** Ends connections, stops every part, closes the store. Idempotent. */
  stop(): Promise<void>;
}

/**
 * Starts a cluster in real time. Rejects with a StoreError or a listen error, and leaves nothing behind then.
 *
 * @example
 *     const cluster = await startCluster({ nodes: 3, dataDir: '.homeostat/data' });
 *     await writeFile('kubeconfig', cluster.kubeconfig);
 *     const { items } = await cluster.client().list(coreV1.nodes);
 *     await cluster.stop();
 */
export async function startCluster(options: StartClusterOptions = {}): Promise<StartedCluster> {
  const onFailure = options.onFailure ?? rethrow;
  const environment = realEnvironment({ onFailure });
  let store: Store | undefined;
  let http: HttpServer | undefined;
  try {
    const { dataDir, fsync = false, quotaBackendBytes = defaultQuotaBytes(), onStoreAlarm } = options;
    store = await openStore(environment, {
      ...(dataDir === undefined ? { memory: true } : { directory: dataDir, fsync }),
      quotaBytes: quotaBackendBytes,
      ...(onStoreAlarm === undefined ? {} : { onAlarm: onStoreAlarm }),
    });
    const webhooks = httpWebhooks(options.webhookServices);
    // In memory nothing is left to be the same authority for.
    const kept =
      dataDir === undefined ? {} : { certificateAuthority: await keptAuthority(environment, store) };
    const cluster = await createCluster(environment, {
      webhooks,
      callExtender: callExtenderOverHttp,
      localPorts: httpLocalPorts,
      remoteKubelet,
      machine: localMachine,
      ...kept,
      ...options,
      store,
    });
    http = await serveHttp(cluster.api, {
      port: options.port ?? 0,
      ...(options.acceptHosts === undefined ? {} : { acceptHosts: options.acceptHosts }),
      ...(options.onInternalError === undefined ? {} : { onInternalError: options.onInternalError }),
    });
    return started(environment, store, cluster, http);
  } catch (error) {
    await http?.close();
    await store?.close();
    environment.close();
    throw error;
  }
}

function started(
  environment: RealEnvironment,
  store: Store,
  cluster: Cluster,
  http: HttpServer,
): StartedCluster {
  let stopping: Promise<void> | undefined;
  const stop = async () => {
    await http.close();
    await cluster.stop();
    environment.close();
    await store.close();
  };
  return {
    cluster,
    environment,
    url: http.url,
    port: http.port,
    kubeconfig: kubeconfig(http.url),
    client: (userAgent = 'homeostat') => cluster.client(userAgent),
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
}

function rethrow(failure: WorldFailure): never {
  throw failure;
}
