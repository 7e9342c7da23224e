import { type KubeletApi, type Kubelets, type Transport, user } from '../apimachinery/index.ts';
import {
  type ApiServer,
  type ApiServerOptions,
  createApiServer,
  type OwnDocuments,
} from '../apiserver/index.ts';
import {
  type Client,
  type ClientOptions,
  createClient,
  createInformerFactory,
  RequestCounts,
} from '../client/index.ts';
import {
  createManager,
  introspectionPath,
  type Manager,
  type ManagerState,
  silentLogger,
} from '../controller-runtime/index.ts';
import { addControllers, type ControllerOptions, runsController } from '../controllers/index.ts';
import type { Cause, Environment } from '../environment/index.ts';
import type { PodBehaviour, PodBehaviours, Sharing } from '../kubelet-sim/index.ts';
import {
  AttemptLog,
  addScheduler,
  attemptsPath,
  type CallExtender,
  defaultSchedulerName,
  SchedulerConfigurationError,
  type SchedulerOptions,
  schedulerName,
} from '../scheduler/index.ts';
import type { PlayedStages, Stage } from '../stages/index.ts';
import { programOfActor, userOfActor } from './identities.ts';
import { inProcessTransport, type UserOf } from './in-process-transport.ts';
import { type DeclaredMetrics, metricsApis, Sharers } from './metrics/index.ts';
import { type NodeOptions, NodePool } from './node-pool.ts';
import { leftToStages, stagesActor, stagesModule } from './played-stages.ts';
import { turnTakingTransport } from './turn-taking-transport.ts';

/** Actors that run on managers: by the name of each, what adds to its manager what it does. */
export type Managers = Readonly<Record<string, (manager: Manager) => unknown>>;

/** Which of the built-in actors run. */
export interface BuiltInActors extends Pick<ControllerOptions, 'allocateNodeCidrs' | 'certificateAuthority'> {
  /**
   * As kube-controller-manager's --controllers: `*` enables all, `NAME` this one, `-NAME` disables it; of what is said of one,
   * the first counts. None: []. Default: all.
   */
  readonly controllers?: readonly string[];
  /** False: none runs. Default: true. */
  readonly scheduler?: boolean;
  /** Which schedulers run, beside one another. Default: one, as kube-scheduler is without a file. */
  readonly schedulers?: readonly SchedulerOptions[];
  /** How extenders of schedulers are reached. Default: they are not; over HTTP, where the cluster is started in real time. */
  readonly callExtender?: CallExtender;
}

type ActorOptions = BuiltInActors & Pick<ApiServerOptions, 'serviceCidrs'>;

/** What runs the built-in actors that are asked for. */
export function managersOf({
  controllers,
  scheduler = true,
  schedulers = [{}],
  callExtender,
  ...options
}: ActorOptions): Managers {
  const reached = callExtender && { callExtender };
  return Object.freeze({
    'controller-manager': (manager: Manager) => addControllers(manager, controllers, options),
    ...(scheduler ? schedulerManagers(schedulers.map((one) => ({ ...reached, ...one }))) : {}),
  });
}

/** Each is an actor of its own: all are told apart by their names. */
function schedulerManagers(schedulers: readonly SchedulerOptions[]): Managers {
  const managers: Record<string, (manager: Manager) => unknown> = {};
  for (const options of schedulers) {
    const name = schedulerName(options);
    const actor = name === defaultSchedulerName ? name : `scheduler/${name}`;
    if (actor in managers) {
      const problem = { path: 'profiles[0].schedulerName', message: `two schedulers are called "${name}"` };
      throw new SchedulerConfigurationError([problem], options.configuration?.place);
    }
    managers[actor] = (manager) => addScheduler(manager, options);
  }
  return managers;
}

/** By the names that componentstatuses have for them. */
function componentsOf(managers: Managers): string[] {
  const names = Object.keys(managers).map((actor) => (isScheduler(actor) ? 'scheduler' : actor));
  return [...new Set(names)];
}

function isScheduler(actor: string): boolean {
  return programOfActor(actor) === 'kube-scheduler';
}

/** Every built-in controller, and a scheduler. */
export const builtInManagers: Managers = managersOf({});

export interface ClusterOptions
  extends Omit<NodeOptions, 'sharing' | 'leaves' | 'onStarted'>,
    Omit<ApiServerOptions, 'aggregated' | 'documents'>,
    BuiltInActors {
  /** Metrics of objects and of what is outside the cluster. Default: none. What pods use, their behaviours say. */
  readonly metrics?: DeclaredMetrics;
  /** Default: those that `controllers` and `scheduler` say. */
  readonly managers?: Managers;
  /**
   * How many bytes may be taken by what the scheduler found out in its attempts: the oldest are forgotten first. It is in
   * `Cluster.attempts`, and served at `attemptsPath`. Default: 0, nothing is kept.
   */
  readonly attemptBytesMax?: number;
  /**
   * What objects go through, as kwok has it. Those of pods and nodes are in the place of what kubelets do with pods, and tell of
   * their nodes. Default: none.
   */
  readonly stages?: readonly Stage[];
  /** How the kubelets of other nodes are reached, where they say that they listen. Default: they are not; over HTTPS, in real time. */
  readonly remoteKubelet?: (host: string) => KubeletApi | undefined;
  /** How many simulated nodes, `node-1` and on. Default 3. */
  readonly nodes?: number;
  /**
   * How an actor (`kubelet/node-1`, `default-scheduler`) reaches the API server. `direct` is its own: it says who the actor
   * is. Default: by `turnTakingTransport`.
   */
  readonly connect?: (actor: string, direct: Transport) => Transport;
  /** How whoever is no part of the cluster reaches it. Default: directly with `connect`, or else as an actor does. */
  readonly connectOutside?: (direct: Transport) => Transport;
}

/** A whole control plane in one process. */
export interface Cluster {
  readonly environment: Environment;
  readonly api: ApiServer;
  /** What the scheduler found out in its attempts, if it is kept. */
  readonly attempts: AttemptLog | undefined;
  /** A client of this process; `userAgent` names it in the trace. */
  client(userAgent: string): Client;
  /** Starts one more actor on a manager, with what `add` adds to it; resolves when all of it is at work. */
  manage(actor: string, add: (manager: Manager) => unknown): Promise<Manager>;
  /** What each manager of controllers does, as of now. Served at `introspectionPath` too. */
  introspect(): readonly ManagerState[];
  /** Names of the nodes that run. */
  nodes(): readonly string[];
  /** Ends a node without a word, as a power cut does. `cause`: what the trace says led to it. */
  killNode(name: string, cause?: Cause): void;
  /** Starts a node that was killed, or a new one. */
  startNode(name: string, cause?: Cause): Promise<void>;
  /** Stops what was started, last first. */
  stop(): Promise<void>;
}

/** Wires a cluster together. It does not know which world it runs in. Resolves when every part is at work. */
export async function createCluster(environment: Environment, options: ClusterOptions): Promise<Cluster> {
  const { managers, controllers, behaviours = [], metrics, nodes, nodeUsage = [] } = options;
  const components = componentsOf(managers ?? managersOf(options));
  const serviceAccounts = managers === undefined && runsController('serviceaccount-controller', controllers);
  // An API server alone has nobody to ask.
  const isAlone = nodes === 0 && metrics === undefined;
  let api: ApiServer | undefined;
  let cluster: RunningCluster | undefined;
  const sharing = sharingOf(behaviours, environment.clock.now(), () => api);
  const aggregated = isAlone ? [] : metricsApis(behaviours, metrics ?? {}, sharing, nodeUsage);
  const attempts = attemptLog(environment, options);
  const documents = documentsOf(attempts, () => cluster);
  const kubelets: Kubelets = (node, host) =>
    cluster?.has(node) === false && host !== undefined
      ? options.remoteKubelet?.(host)
      : cluster?.connections(node);
  const served = {
    components,
    serviceAccounts,
    kubelets,
    ...options,
    aggregated,
    documents,
  };
  api = await createApiServer(environment.fork('apiserver'), served);
  cluster = new RunningCluster(environment, api, { ...options, sharing }, attempts);
  if (options.stages !== undefined && options.stages.length > 0) await cluster.play(options.stages);
  await cluster.start();
  return cluster;
}

function attemptLog({ trace, clock }: Environment, options: ClusterOptions): AttemptLog | undefined {
  const { attemptBytesMax = 0 } = options;
  return attemptBytesMax > 0 ? new AttemptLog(trace, () => clock.now(), attemptBytesMax) : undefined;
}

/** How containers share what is declared for all of them, by the pods that the API server knows. */
function sharingOf(behaviours: PodBehaviours, startMs: number, api: () => ApiServer | undefined): Sharing {
  const cache = () => api()?.resources.preferred('', 'pods')?.storage.cache;
  const sharers = new Sharers(behaviours, {
    list: () => [...(cache()?.select({ namespace: '', name: '' }) ?? [])].map(([, { object }]) => object),
    get revision() {
      return cache()?.changedRevision ?? 0;
    },
  });
  const nodeOf = (name: string) => api()?.resources.preferred('', 'nodes')?.storage.cache.get(name)?.object;
  return { startMs, sharers: (behaviour: PodBehaviour) => sharers.of(behaviour), nodeOf };
}

function documentsOf(attempts: AttemptLog | undefined, cluster: () => Cluster | undefined): OwnDocuments {
  return new Map<string, (query: Readonly<Record<string, string>>) => object>([
    [introspectionPath, () => ({ managers: cluster()?.introspect() ?? [] })],
    ...(attempts ? [[attemptsPath, ({ pod = '' }) => attempts.of(pod)] as const] : []),
  ]);
}

/**
 * Kubernetes' own controllers are not made with controller-runtime: they wait for their caches without an end, and their
 * queues know no priorities.
 */
const clientGoControllers = { cacheSyncTimeoutMs: 0, usePriorityQueue: false };

class RunningCluster implements Cluster {
  readonly environment: Environment;
  readonly api: ApiServer;
  readonly attempts: AttemptLog | undefined;
  /** For whoever is no part of the cluster. */
  readonly #own: Transport;
  readonly #connect: NonNullable<ClusterOptions['connect']>;
  readonly #managers: Manager[];
  readonly #pool: NodePool;
  readonly #nodeCount: number;
  #stages: PlayedStages | undefined;

  constructor(
    environment: Environment,
    api: ApiServer,
    options: ClusterOptions & NodeOptions,
    attempts: AttemptLog | undefined,
  ) {
    this.environment = environment;
    this.api = api;
    this.attempts = attempts;
    const takesTurns = (_actor: string, direct: Transport) => turnTakingTransport(environment, direct);
    this.#connect = options.connect ?? takesTurns;
    const direct = inProcessTransport(api);
    const outside = options.connect === undefined ? takesTurns('', direct) : direct;
    this.#own = options.connectOutside?.(direct) ?? outside;
    this.#nodeCount = options.nodes ?? 3;
    const { node, allocateNodeCidrs } = options;
    this.#pool = new NodePool(environment, (actor, life) => this.#actorClient(actor, life), {
      ...options,
      ...leftToStages(options.stages, () => this.#stages),
      onStarted: (name, cause) => this.#stages?.nodeStarted(name, cause),
      node: { waitsForPodCidr: allocateNodeCidrs !== undefined, ...node },
    });
    const managers = Object.entries(options.managers ?? managersOf(options));
    this.#managers = managers.map(([actor, add]) => this.#manager(actor, add));
  }

  async start(): Promise<void> {
    await Promise.all([
      ...this.#managers.map((manager) => manager.start()),
      ...Array.from({ length: this.#nodeCount }, (_, at) => this.#pool.start(`node-${at + 1}`)),
    ]);
  }

  /** Before the start. */
  async play(stages: readonly Stage[]): Promise<void> {
    const { addStages } = await stagesModule();
    const isRunning = (name: string) => this.#pool.isRunning(name);
    const add = (manager: Manager) => {
      const as = (username: string) => this.#clientAs(() => user(username), manager.environment);
      this.#stages = addStages(manager, { stages, isRunning, as });
    };
    this.#managers.push(this.#manager(stagesActor, add));
  }

  client(userAgent: string): Client {
    return createClient(this.#own, { userAgent });
  }

  async manage(actor: string, add: (manager: Manager) => unknown): Promise<Manager> {
    const manager = this.#manager(actor, add);
    this.#managers.push(manager);
    await manager.start();
    return manager;
  }

  introspect(): readonly ManagerState[] {
    return this.#managers.map((manager) => manager.introspect());
  }

  nodes(): readonly string[] {
    return this.#pool.names();
  }

  /** Whether a node is of this cluster's own, though it may not run. */
  has(node: string): boolean {
    return this.#pool.has(node);
  }

  connections(node: string): KubeletApi | undefined {
    return this.#pool.connections(node);
  }

  killNode(name: string, cause?: Cause): void {
    this.#pool.kill(name, cause);
  }

  startNode(name: string, cause?: Cause): Promise<void> {
    return this.#pool.start(name, cause);
  }

  async stop(): Promise<void> {
    this.#pool.stop();
    await Promise.all(this.#managers.map((manager) => manager.stop()));
    this.api.stop();
  }

  #manager(actor: string, add: (manager: Manager) => unknown): Manager {
    const environment = this.environment.fork(actor);
    const requests = new RequestCounts();
    const client = this.#actorClient(actor, environment, requests.observe);
    const manager = createManager(environment, {
      client,
      informers: createInformerFactory(environment, client),
      logger: silentLogger,
      controller: programOfActor(actor) === undefined ? {} : clientGoControllers,
      metrics: { extraMetrics: () => requests.metrics('kubernetes.default.svc') },
    });
    add(manager);
    return manager;
  }

  #clientAs(userOf: UserOf, { signal }: Environment): Client {
    const direct = inProcessTransport(this.api, userOf);
    return createClient(this.#connect(stagesActor, direct), { userAgent: stagesActor, signal });
  }

  /** What an actor had begun is not sent any more once its environment has ended: a crash does not write. */
  #actorClient(actor: string, { signal }: Environment, onResponse?: ClientOptions['onResponse']): Client {
    const direct = inProcessTransport(this.api, userOfActor(actor), programOfActor(actor));
    const userAgent = actor.replace('/', ':');
    const options = { userAgent, signal, ...(onResponse && { onResponse }) };
    return createClient(this.#connect(actor, direct), options);
  }
}
