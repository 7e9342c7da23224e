import type { V1Pod } from '../../api/index.ts';
import type { KubeObject, ResourceType } from '../../apimachinery/index.ts';
import { createApiServer } from '../../apiserver/index.ts';
import {
  type Client,
  createClient,
  createInformerFactory,
  type InformerFactory,
  type InformerOptions,
  type SharedInformer,
} from '../../client/index.ts';
import { inProcessTransport, openStore } from '../../cluster/index.ts';
import { createManager, type Manager } from '../../controller-runtime/index.ts';
import { addControllers } from '../../controllers/index.ts';
import type { Fork } from '../../environment/index.ts';
import { createKubelet, type Kubelet, type PodBehaviours } from '../../kubelet-sim/index.ts';
import { simulatedTransport } from '../../scenarios/world/simulated-transport.ts';
import { addScheduler } from '../../scheduler/index.ts';
import { createSimulation, type Simulation } from '../../simulation/index.ts';

/** What one actor keeps of one resource. */
export interface Cache {
  readonly actor: string;
  readonly type: ResourceType;
  readonly options: InformerOptions;
  readonly informer: SharedInformer<KubeObject>;
}

/** A whole cluster in virtual time, whose actors' caches can be looked into. */
export interface OpenCluster {
  readonly simulation: Simulation;
  /** The test's own, past the network. */
  readonly client: Client;
  /** Of the actors that live. */
  caches(): readonly Cache[];
  /** The pods of each kubelet that lives, as it knows them. */
  podsByNode(): ReadonlyMap<string, readonly V1Pod[]>;
  killNode(name: string): void;
}

/** Opens a cluster of `nodes` nodes, each actor behind a network of its own. */
export async function openCluster(
  seed: number,
  nodes: number,
  behaviours: PodBehaviours,
): Promise<OpenCluster> {
  const simulation = createSimulation({ seed });
  const { environment, network } = simulation;
  const store = await simulation.complete(() => openStore(environment, { memory: true }));
  const api = await simulation.complete(() => createApiServer(environment.fork('apiserver'), { store }));
  const direct = inProcessTransport(api);
  const lives = new Map<string, Fork>();
  const caches: Cache[] = [];
  const kubelets = new Map<string, Kubelet>();
  const actor = (name: string) => {
    const life = environment.fork(name);
    lives.set(name, life);
    const way = simulatedTransport(environment.clock, network, name, direct);
    const client = createClient(way, { userAgent: name.replace('/', ':'), signal: life.signal });
    const seen = (cache: Omit<Cache, 'actor'>) => caches.push({ actor: name, ...cache });
    return { life, client, informers: recording(createInformerFactory(life, client), seen) };
  };
  const manage = (name: string, add: (manager: Manager) => unknown) => {
    const { life, client, informers } = actor(name);
    const manager = createManager(life, { client, informers });
    add(manager);
    return manager.start();
  };
  const startNode = (index: number) => {
    const name = `node-${index + 1}`;
    const { life, client, informers } = actor(`kubelet/${name}`);
    const kubelet = createKubelet(life, { client, informers, behaviours, node: { name, index } });
    kubelets.set(name, kubelet);
    return kubelet.start();
  };
  await simulation.complete(() =>
    Promise.all([
      manage('controller-manager', (manager) => addControllers(manager)),
      manage('default-scheduler', (manager) => addScheduler(manager)),
      ...Array.from({ length: nodes }, (_, index) => startNode(index)),
    ]),
  );
  return {
    simulation,
    client: createClient(direct, { userAgent: 'test' }),
    caches: () => caches.filter((cache) => lives.get(cache.actor)?.signal.aborted === false),
    podsByNode: () => new Map([...kubelets].map(([name, kubelet]) => [name, kubelet.pods()])),
    killNode(name) {
      lives.get(`kubelet/${name}`)?.revoke();
      kubelets.delete(name);
    },
  };
}

/** The same factory; `seen` is told of every informer that is asked for. */
function recording(inner: InformerFactory, seen: (cache: Omit<Cache, 'actor'>) => void): InformerFactory {
  const known = new Set<unknown>();
  return {
    informer(type, options = {}) {
      const informer = inner.informer(type, options);
      if (!known.has(informer)) seen({ type, options, informer: informer as SharedInformer<never> });
      known.add(informer);
      return informer;
    },
    metadataInformer: (type, options) => inner.metadataInformer(type, options),
    start: () => inner.start(),
    waitForSync: () => inner.waitForSync(),
    stop: (type) => inner.stop(type),
    states: () => inner.states(),
  };
}
