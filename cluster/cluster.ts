import type { Transport } from '../apimachinery/index.ts';
import { type ApiServer, createApiServer } from '../apiserver/index.ts';
import { type Client, createClient, createInformerFactory } from '../client/index.ts';
import { createManager, type Manager } from '../controller-runtime/index.ts';
import { addControllers } from '../controllers/index.ts';
import type { Environment } from '../environment/index.ts';
import { addScheduler } from '../scheduler/index.ts';
import type { Store } from '../store/index.ts';
import { inProcessTransport } from './in-process-transport.ts';
import { type NodeOptions, NodePool } from './node-pool.ts';
import { turnTakingTransport } from './turn-taking-transport.ts';

export interface ClusterOptions extends NodeOptions {
  /** Opened by the caller, and closed by it after `stop`. */
  readonly store: Store;
  /** Told of what nobody foresaw in the API server; whoever asked has got a 500. */
  readonly onInternalError?: (error: unknown) => void;
  /**
   * How often history is forgotten: one to two intervals of it are kept. 0: all is. Default: 5 minutes, as in Kubernetes
   * (--etcd-compaction-interval).
   */
  readonly compactionIntervalMs?: number;
  /** How many simulated nodes, `node-1` and on. Default 3. */
  readonly nodes?: number;
  /** How an actor (`kubelet/node-1`, `default-scheduler`) reaches the API server. Default: by `turnTakingTransport`. */
  readonly connect?: (actor: string, direct: Transport) => Transport;
}

/** A whole control plane in one process. */
export interface Cluster {
  readonly environment: Environment;
  readonly api: ApiServer;
  /** A client of this process; `userAgent` names it in the trace. */
  client(userAgent: string): Client;
  /** Names of the nodes that run. */
  nodes(): readonly string[];
  /** Ends a node without a word, as a power cut does. */
  killNode(name: string): void;
  /** Starts a node that was killed, or a new one. */
  startNode(name: string): Promise<void>;
  /** Stops what was started, last first. */
  stop(): Promise<void>;
}

/** Wires a cluster together. It does not know which world it runs in. Resolves when every part is at work. */
export async function createCluster(environment: Environment, options: ClusterOptions): Promise<Cluster> {
  const { store, onInternalError, compactionIntervalMs } = options;
  const api = await createApiServer(environment.fork('apiserver'), {
    store,
    ...(onInternalError === undefined ? {} : { onInternalError }),
    ...(compactionIntervalMs === undefined ? {} : { compactionIntervalMs }),
  });
  const cluster = new RunningCluster(environment, api, options);
  await cluster.start();
  return cluster;
}

class RunningCluster implements Cluster {
  readonly environment: Environment;
  readonly api: ApiServer;
  readonly #direct: Transport;
  /** For whoever is no part of the cluster. */
  readonly #own: Transport;
  readonly #connect: NonNullable<ClusterOptions['connect']>;
  readonly #managers: readonly Manager[];
  readonly #pool: NodePool;
  readonly #nodeCount: number;

  constructor(environment: Environment, api: ApiServer, options: ClusterOptions) {
    this.environment = environment;
    this.api = api;
    this.#direct = inProcessTransport(api);
    const turnTaking = turnTakingTransport(environment, this.#direct);
    this.#own = options.connect === undefined ? turnTaking : this.#direct;
    this.#connect = options.connect ?? (() => turnTaking);
    this.#nodeCount = options.nodes ?? 3;
    this.#pool = new NodePool(environment, (actor, life) => this.#actorClient(actor, life), options);
    this.#managers = [
      this.#manager('controller-manager', (manager) => addControllers(manager)),
      this.#manager('default-scheduler', (manager) => addScheduler(manager)),
    ];
  }

  async start(): Promise<void> {
    await Promise.all([
      ...this.#managers.map((manager) => manager.start()),
      ...Array.from({ length: this.#nodeCount }, (_, at) => this.#pool.start(`node-${at + 1}`)),
    ]);
  }

  client(userAgent: string): Client {
    return createClient(this.#own, { userAgent });
  }

  nodes(): readonly string[] {
    return this.#pool.names();
  }

  killNode(name: string): void {
    this.#pool.kill(name);
  }

  startNode(name: string): Promise<void> {
    return this.#pool.start(name);
  }

  async stop(): Promise<void> {
    this.#pool.stop();
    await Promise.all(this.#managers.map((manager) => manager.stop()));
    this.api.stop();
  }

  #manager(actor: string, add: (manager: Manager) => unknown): Manager {
    const environment = this.environment.fork(actor);
    const client = this.#actorClient(actor, environment);
    const manager = createManager(environment, {
      client,
      informers: createInformerFactory(environment, client),
    });
    add(manager);
    return manager;
  }

  /** What an actor had begun is not sent any more once its environment has ended: a crash does not write. */
  #actorClient(actor: string, { signal }: Environment): Client {
    return createClient(this.#connect(actor, this.#direct), { userAgent: actor.replace('/', ':'), signal });
  }
}
