import {
  appsV1,
  type CoreV1Event,
  coreV1,
  type V1Deployment,
  type V1Pod,
  type V1ReplicaSet,
} from '../../../api/index.ts';
import type { ApiRequest, KubeObject, ResourceType, Transport } from '../../../apimachinery/index.ts';
import { createApiServer } from '../../../apiserver/index.ts';
import {
  type Client,
  createClient,
  createInformerFactory,
  type InformerFactory,
} from '../../../client/index.ts';
import { createManager } from '../../../controller-runtime/index.ts';
import { createSimulation, type Simulation } from '../../../simulation/index.ts';
import { openStore } from '../../../store/index.ts';
import { addDeploymentController } from '../../deployment/deployment-controller.ts';
import { addReplicaSetController } from '../../replicaset/replicaset-controller.ts';
import { slowedWatch } from './slow-watch.ts';
import { startTestKubelet } from './test-kubelet.ts';

export interface TestCluster {
  readonly world: Simulation;
  readonly client: Client;
  /** What was asked to be written, as `controller VERB path`. */
  readonly writes: string[];
  /** What was refused of it, with the code in front. */
  readonly refused: string[];
  /** What reconciles have failed with, as `key: message`. */
  readonly errors: string[];
  apply(deployment: V1Deployment): Promise<void>;
  /** Lets the world come to rest. */
  settle(): Promise<void>;
  /** Calls the API in the world. */
  ask<T>(question: (client: Client) => Promise<T>): Promise<T>;
  deployment(name?: string): Promise<V1Deployment>;
  change(spec: Partial<NonNullable<V1Deployment['spec']>>, name?: string): Promise<void>;
  /** By revision. */
  replicaSets(): Promise<readonly V1ReplicaSet[]>;
  pods(): Promise<readonly V1Pod[]>;
  /** Told of all objects of a type after each change of one of them. */
  onChange<T extends KubeObject>(type: ResourceType<T>, look: (objects: readonly T[]) => void): void;
  /** `reason: message` of all events about objects of a kind, in the order of their first time. */
  events(kind: string): Promise<readonly string[]>;
}

export interface TestClusterOptions {
  readonly seed?: number;
  /** After so long a pod is ready; undefined: never. Default 1 s. */
  readonly readyAfterMs?: number | undefined;
  /** Pods of these images never become ready. */
  readonly brokenImages?: readonly string[];
  /** How late the events of a watch come. Default: at once. */
  readonly watchDelayMs?: (path: string) => number;
  /** Asked for every request; answers it instead of the API server. Others may act by the client before it is sent. */
  readonly intercept?: (
    request: Omit<ApiRequest, 'user'>,
    direct: Client,
  ) => Error | undefined | Promise<unknown>;
}

/** An API server on memory, both controllers and a kubelet of the simplest kind, in virtual time. */
export async function startTestCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const world = createSimulation({ seed: options.seed ?? 1 });
  const log: RequestLog = { writes: [], refused: [], errors: [] };
  const { client, informers } = await world.complete(() => start(world, options, log));
  return clusterOf(world, client, informers, log);
}

type RequestLog = Pick<TestCluster, 'writes' | 'refused' | 'errors'>;

async function start(world: Simulation, options: TestClusterOptions, log: RequestLog) {
  const { environment } = world;
  environment.trace.subscribe(({ kind, fields }) => {
    if (kind === 'reconcile-end' && fields.result === 'failed')
      log.errors.push(`${fields.key}: ${fields.message}`);
  });
  const store = await openStore(environment, { memory: true });
  const server = await createApiServer(environment.fork('apiserver'), { store });
  const user = { name: 'system:admin', groups: ['system:masters'] };
  const handle = (request: Omit<ApiRequest, 'user'>) => server.handle({ ...request, user });
  const direct = createClient({ request: handle }, { userAgent: 'somebody' });
  const transport: Transport = {
    request: async (request) => {
      const line = `${request.headers['user-agent']} ${request.method} ${request.path}`;
      const isWrite = request.method !== 'GET';
      if (isWrite) log.writes.push(line);
      let fault: unknown = options.intercept?.(request, direct);
      if (fault instanceof Promise) fault = await fault;
      if (fault instanceof Error) throw fault;
      const response = await handle(request);
      if (isWrite && response.status >= 400) log.refused.push(`${response.status} ${line}`);
      return slowedWatch(response, environment.clock, options.watchDelayMs?.(request.path) ?? 0);
    },
  };
  const client = createClient(transport, { userAgent: 'test' });
  const informers = createInformerFactory(environment, client);
  const manager = createManager(environment.fork('manager'), { client, informers });
  addDeploymentController(manager);
  addReplicaSetController(manager);
  startTestKubelet(environment.fork('kubelet'), client.withUserAgent('kubelet'), informers, {
    readyAfterMs: 'readyAfterMs' in options ? options.readyAfterMs : 1000,
    brokenImages: options.brokenImages ?? [],
  });
  await manager.start();
  return { client, informers };
}

function clusterOf(
  world: Simulation,
  client: Client,
  informers: InformerFactory,
  log: RequestLog,
): TestCluster {
  const namespace = 'default';
  const ask = <T>(question: (asked: Client) => Promise<T>) => world.complete(() => question(client));
  const deployment = (name = 'web') => ask((asked) => asked.get(appsV1.deployments, { namespace, name }));
  return {
    world,
    client,
    ...log,
    ask,
    deployment,
    onChange: (type, look) => {
      const informer = informers.informer(type);
      const onChange = () => look(informer.indexer.list());
      informer.addEventHandler({ onUpdate: onChange, onDelete: onChange });
    },
    settle: () => world.settle(),
    apply: async (wanted) => void (await ask((asked) => asked.create(appsV1.deployments, wanted))),
    change: async (spec, name = 'web') => {
      const patch = { type: 'merge', body: { spec } } as const;
      await ask((asked) => asked.patch(appsV1.deployments, { namespace, name }, patch));
    },
    replicaSets: async () => {
      const { items } = await ask((asked) => asked.list(appsV1.replicaSets, { namespace }));
      return items.toSorted((a, b) => revision(a) - revision(b));
    },
    pods: async () => (await ask((asked) => asked.list(coreV1.pods, { namespace }))).items,
    events: async (kind) => {
      const { items } = await ask((asked) => asked.list(coreV1.events, { namespace }));
      return items
        .filter((event) => event.involvedObject.kind === kind)
        .toSorted(byRevision)
        .map((event) => `${event.reason}: ${event.message}`);
    },
  };
}

function revision(replicaSet: V1ReplicaSet): number {
  return Number(replicaSet.metadata?.annotations?.['deployment.kubernetes.io/revision'] ?? 0);
}

function byRevision(a: CoreV1Event, b: CoreV1Event): number {
  return Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion);
}

/** A Deployment of pods that run one image. */
export function web(
  spec: Partial<NonNullable<V1Deployment['spec']>> = {},
  image = 'nginx:1',
  name = 'web',
): V1Deployment {
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: {
      replicas: 3,
      selector: { matchLabels: { app: name } },
      template: template(image, name),
      ...spec,
    },
  };
}

export function template(image: string, name = 'web') {
  return { metadata: { labels: { app: name } }, spec: { containers: [{ name: 'main', image }] } };
}
