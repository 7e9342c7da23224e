import { type CoreV1Event, coreV1, type V1Node, type V1Pod } from '../../api/index.ts';
import type { LocalKubeletApi, Transport } from '../../apimachinery/index.ts';
import type { ApiServer } from '../../apiserver/index.ts';
import { type Client, createClient } from '../../client/index.ts';
import { inProcessTransport, type RequestHandler } from '../../cluster/in-process-transport.ts';
import type { Fork, RecordOf, TraceRecord } from '../../environment/index.ts';
import type { Simulation } from '../../simulation/index.ts';
import { openTestWorld } from '../../testing/index.ts';
import { createKubelet, type Kubelet, type KubeletOptions } from '../index.ts';

/** An API server in virtual time with one node, for tests. */
export interface TestNode {
  readonly simulation: Simulation;
  readonly server: ApiServer;
  /** An administrator's. */
  readonly client: Client;
  /** What was written to pods, nodes and leases since the start: `update Pod/status web`. */
  readonly writes: RecordOf<'write'>[];
  /** What the kubelet asked of the API server: `PUT /api/v1/...`. */
  readonly requests: string[];
  /** Makes a pod and binds it to the node. */
  run(pod: V1Pod): Promise<V1Pod>;
  pod(name: string): Promise<V1Pod>;
  node(): Promise<V1Node>;
  /** The pods as the kubelet knows them. */
  known(): readonly V1Pod[];
  /** What an API server asks of the kubelet. */
  connections(): LocalKubeletApi;
  /** Events of an object, oldest first: `Normal Pulled: ...`, with ` (x2)` where counted. */
  events(name: string): Promise<string[]>;
  /** Ends the kubelet as a crash does. */
  kill(): void;
  /** Starts a kubelet of the same name. */
  restart(options?: Partial<KubeletOptions>): Promise<void>;
}

export const nodeName = 'node-1';

export async function openNode(
  options: Partial<KubeletOptions> = {},
  seed: string | number = 1,
  /** What stands between the kubelet and the API server. */
  connect: (direct: Transport) => Transport = (direct) => direct,
): Promise<TestNode> {
  const writes: RecordOf<'write'>[] = [];
  const onRecord = (record: TraceRecord) => {
    if (record.kind === 'write') writes.push(record);
  };
  const world = await openTestWorld({ seed, onRecord });
  const { control: simulation, user: client } = world;
  const { environment } = simulation;
  const server = world.cluster.api;
  const requests: string[] = [];
  const counted: RequestHandler = {
    handle(request) {
      requests.push(`${request.method} ${request.path}`);
      return server.handle(request);
    },
  };
  let fork: Fork | undefined;
  let kubelet: Kubelet | undefined;
  const restart = async (changes: Partial<KubeletOptions> = {}): Promise<void> => {
    const own = environment.fork(`kubelet/${nodeName}`);
    fork = own;
    const ownClient = createClient(connect(inProcessTransport(counted)), {
      userAgent: 'kubelet',
      signal: own.signal,
    });
    const made = createKubelet(own, {
      client: ownClient,
      node: { name: nodeName },
      ...options,
      ...changes,
    });
    kubelet = made;
    await simulation.complete(() => made.start());
  };
  await restart();
  const get = (name: string) => client.get(coreV1.pods, { namespace: 'default', name });
  return {
    simulation,
    server,
    client,
    writes,
    requests,
    async run(pod) {
      const made = await simulation.complete(() => client.create(coreV1.pods, pod));
      await simulation.complete(() => bind(client, made));
      return made;
    },
    pod: (name) => simulation.complete(() => get(name)),
    known: () => kubelet?.pods() ?? [],
    connections() {
      if (kubelet === undefined) throw new Error('no kubelet runs');
      return kubelet.connections;
    },
    node: () => simulation.complete(() => client.get(coreV1.nodes, { name: nodeName })),
    async events(name) {
      const list = await simulation.complete(() => client.list(coreV1.events, { namespace: 'default' }));
      return list.items
        .filter(({ involvedObject }) => involvedObject.name === name)
        .toSorted(byTime)
        .map(textOf);
    },
    kill: () => fork?.revoke(),
    restart,
  };
}

/** What the scheduler does. */
export function bind(client: Client, { metadata }: V1Pod, node = nodeName): Promise<unknown> {
  const key = { namespace: 'default', name: metadata?.name ?? '' };
  const body = { apiVersion: 'v1', kind: 'Binding', metadata: key, target: { kind: 'Node', name: node } };
  return client.createSubresource(coreV1.pods, key, 'binding', body);
}

/** A pod of one container `web`. */
export function webPod(
  name: string,
  spec: Partial<NonNullable<V1Pod['spec']>> = {},
  annotations = {},
): V1Pod {
  return {
    metadata: { name, namespace: 'default', annotations },
    spec: { containers: [{ name: 'web', image: 'nginx:1.27' }], ...spec },
  };
}

function byTime(a: CoreV1Event, b: CoreV1Event): number {
  return Number(a.metadata.resourceVersion) - Number(b.metadata.resourceVersion);
}

function textOf({ type = '', reason = '', message = '', count = 1 }: CoreV1Event): string {
  return `${type} ${reason}: ${message}${count > 1 ? ` (x${count})` : ''}`;
}
