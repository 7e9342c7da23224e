import type { Transport } from '../../apimachinery/index.ts';
import { type Client, createClient } from '../../client/index.ts';
import {
  type Cluster,
  type ClusterOptions,
  createCluster,
  inProcessTransport,
  openStore,
} from '../../cluster/index.ts';
import { createSimulation, type Network, traceDigest } from '../../simulation/index.ts';

import { watchForLivelock } from './livelock.ts';
import { observedTransport } from './observed-transport.ts';
import { simulatedTransport } from './simulated-transport.ts';
import type { ScenarioWorld, WorldObserver } from './world.ts';

/** A world of virtual time: everything in it follows from the seed. */
export interface VirtualWorld extends ScenarioWorld {
  /** Over all that has happened so far: `sha256:<hex>`. */
  digest(): string;
  /** A client for an actor of one's own: it reaches the API server over the simulated network, as all the others do. */
  client(actor: string): Client;
  /** What lies between the actors and the API server: rules break it. */
  readonly network: Network;
}

/** Opens a simulation with a cluster in it, every actor behind a network of its own. */
export async function openVirtualWorld(
  seed: string | number,
  options: Omit<ClusterOptions, 'store' | 'connect'>,
  { onRecord, onEvent }: WorldObserver = {},
): Promise<VirtualWorld> {
  const simulation = createSimulation({ seed });
  const { environment, network } = simulation;
  const digest = traceDigest(environment.trace);
  watchForLivelock(environment.trace);
  if (onRecord !== undefined) environment.trace.subscribe(onRecord);
  const connect = (actor: string, direct: Transport) =>
    simulatedTransport(environment.clock, network, actor, observedTransport(direct, onEvent));
  try {
    const store = await simulation.complete(() => openStore(environment, { memory: true }));
    const cluster: Cluster = await simulation.complete(() =>
      createCluster(environment, {
        ...options,
        store,
        connect,
      }),
    );
    return {
      control: simulation,
      cluster,
      network,
      digest: () => digest.value(),
      client(actor) {
        return createClient(connect(actor, inProcessTransport(cluster.api)), { userAgent: actor });
      },
      close: async () => simulation.close(),
    };
  } catch (error) {
    simulation.close();
    throw error;
  }
}
