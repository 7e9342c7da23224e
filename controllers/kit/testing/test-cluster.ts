import {
  appsV1,
  type CoreV1Event,
  coreV1,
  type V1Deployment,
  type V1Pod,
  type V1ReplicaSet,
} from '../../../api/index.ts';
import type { ApiRequest, KubeObject, ResourceType } from '../../../apimachinery/index.ts';
import type { Client } from '../../../client/index.ts';
import type { Manager } from '../../../controller-runtime/index.ts';
import type { Simulation } from '../../../simulation/index.ts';
import { openTestWorld, type TestWorld } from '../../../testing/index.ts';
import { addDeploymentController } from '../../deployment/deployment-controller.ts';
import { addReplicaSetController } from '../../replicaset/replicaset-controller.ts';
import { startTestKubelet } from './test-kubelet.ts';

export interface TestCluster {
  readonly world: Simulation;
  readonly client: Client;
  /** What was asked to be written, as `controller VERB path`. */
  readonly writes: string[];
  /** What was refused of it, with the code in front. */
  readonly refused: string[];
  /** What reconciles have failed with, as `key: message`. */
  readonly errors: readonly string[];
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
  /** Which controllers there are. Default: those of Deployments and ReplicaSets. */
  readonly add?: (manager: Manager) => unknown;
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

/** A test world with some controllers and a kubelet of the simplest kind. */
export async function startTestCluster(options: TestClusterOptions = {}): Promise<TestCluster> {
  const { intercept, watchDelayMs } = options;
  const writes: string[] = [];
  const refused: string[] = [];
  const world = await openTestWorld({
    seed: options.seed ?? 1,
    messages: watchDelayMs !== undefined,
    latency: ({ kind, fields }) => (kind === 'watch-event' ? (watchDelayMs?.(String(fields.path)) ?? 0) : 0),
    intercept(request, user) {
      if (request.method !== 'GET') writes.push(lineOf(request));
      const fault = intercept?.(request, user);
      if (fault instanceof Error) throw fault;
      return fault?.then((error) => {
        if (error instanceof Error) throw error;
      });
    },
    around: (_actor, direct) => ({
      async request(request) {
        const response = await direct.request(request);
        if (request.method !== 'GET' && response.status >= 400)
          refused.push(`${response.status} ${lineOf(request)}`);
        return response;
      },
    }),
  });
  const manager = await world.run(() =>
    world.cluster.manage('controller-manager', (added) => addAll(added, options)),
  );
  const log = { writes, refused, errors: world.errors };
  return clusterOf(world, manager, log);
}

function lineOf({ headers, method, path }: Omit<ApiRequest, 'user'>): string {
  return `${headers['user-agent']} ${method} ${path}`;
}

/** The controllers, and the kubelet, which shares their manager. */
function addAll(manager: Manager, { add = addWorkloads, ...options }: TestClusterOptions): void {
  add(manager);
  const environment = manager.environment.fork('kubelet');
  startTestKubelet(environment, manager.clientFor('kubelet'), manager.informers, {
    readyAfterMs: 'readyAfterMs' in options ? options.readyAfterMs : 1000,
    brokenImages: options.brokenImages ?? [],
  });
}

function addWorkloads(manager: Manager): void {
  addDeploymentController(manager);
  addReplicaSetController(manager);
}

function clusterOf(
  { control: world, client: clientFor }: TestWorld,
  { informers }: Manager,
  log: Pick<TestCluster, 'writes' | 'refused' | 'errors'>,
): TestCluster {
  const client = clientFor('test');
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
