import type { Transport } from '../../apimachinery/index.ts';
import { type Client, createClient } from '../../client/index.ts';
import {
  type ClusterOptions,
  createCluster,
  inProcessTransport,
  openStore,
  StoreMemory,
} from '../../cluster/index.ts';
import {
  createSimulation,
  type Latency,
  type Network,
  type Simulation,
  traceDigest,
} from '../../simulation/index.ts';
import { watchForLivelock } from './livelock.ts';
import { observedTransport } from './observed-transport.ts';
import { simulatedTransport } from './simulated-transport.ts';
import { watchForStorms } from './storms.ts';
import { troublesOf } from './troubles.ts';
import { observe, type ScenarioWorld, type WorldObserver } from './world.ts';

/** All that outlives the programs of a world: what is stored, and how late it is. */
export interface WorldState {
  readonly memory: StoreMemory;
  readonly atMs: number;
}

export interface VirtualWorldOptions extends Omit<ClusterOptions, 'store' | 'connect' | 'connectOutside'> {
  /** False: what actors ask of the API server are plain calls. Default true: messages on the network. */
  readonly messages?: boolean;
  /** How long messages take. Default: no time, so that only their order is left to chance. */
  readonly latency?: Latency;
  /** What stands between an actor and the API server, at the server's end of the network. */
  readonly around?: (actor: string, direct: Transport) => Transport;
  /** What it begins with, and writes to. Default: nothing, at the time at which simulations begin. */
  readonly state?: WorldState;
}

/** A world of virtual time: everything in it follows from the seed. */
export interface VirtualWorld extends ScenarioWorld {
  readonly control: Simulation;
  /** Over all that has happened so far: `sha256:<hex>`. */
  digest(): string;
  /** A client for an actor of one's own: it reaches the API server as all the others do. */
  client(actor: string): Client;
  /** The way of an actor of one's own to the API server, by the network. */
  transport(actor: string): Transport;
  /** What lies between the actors and the API server: rules break it. */
  readonly network: Network;
  /** A copy of what another world may begin with: this one goes on and is not touched by it. */
  state(): Promise<WorldState>;
}

/** Opens a simulation with a cluster in it, every actor behind a network of its own. */
export async function openVirtualWorld(
  seed: string | number,
  { messages = true, latency, around, state, ...options }: VirtualWorldOptions,
  observer: WorldObserver = {},
): Promise<VirtualWorld> {
  const simulation = createSimulation({
    seed,
    troubles: () => troubles(),
    ...(latency && { latency }),
    ...(state && { startMs: state.atMs }),
  });
  const { environment, network } = simulation;
  const { clock, trace } = environment;
  const troubles = troublesOf(trace, () => clock.now());
  const digest = traceDigest(trace);
  watchForLivelock(trace);
  watchForStorms(trace);
  observe(trace, observer);
  const connect = (actor: string, direct: Transport) => {
    const way = observedTransport(around?.(actor, direct) ?? direct, observer.onEvent);
    return messages ? simulatedTransport(clock, network, actor, way) : way;
  };
  const connectOutside = (direct: Transport) => fromOutside(simulation, direct);
  const memory = state?.memory ?? new StoreMemory();
  try {
    const store = await simulation.complete(() => openStore(environment, { memory }));
    const cluster = await simulation.complete(() =>
      createCluster(environment, { ...options, store, connect, connectOutside }),
    );
    return {
      control: simulation,
      cluster,
      network,
      digest: () => digest.value(),
      state: async () => ({ memory: await memory.fork(), atMs: clock.now() }),
      transport: (actor) => connect(actor, inProcessTransport(cluster.api)),
      client(actor) {
        const way = connect(actor, inProcessTransport(cluster.api));
        return createClient(fromOutside(simulation, way), { userAgent: actor });
      },
      close: async () => simulation.close(),
    };
  } catch (error) {
    simulation.close();
    throw error;
  }
}

/** For whoever lets time pass: what is asked while nobody does, is told to be so and does not hang. */
function fromOutside(simulation: Simulation, inner: Transport): Transport {
  return {
    request(request) {
      const { method, path } = request;
      return simulation.unlessTimeStandsStill(inner.request(request), `${method} ${path}`);
    },
  };
}
