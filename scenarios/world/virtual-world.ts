import { type Cluster, type ClusterOptions, createCluster, openStore } from '../../cluster/index.ts';
import { createSimulation, traceDigest } from '../../simulation/index.ts';

import { observedTransport } from './observed-transport.ts';
import { simulatedTransport } from './simulated-transport.ts';
import type { ScenarioWorld, WorldObserver } from './world.ts';

/** A world of virtual time: everything in it follows from the seed. */
export interface VirtualWorld extends ScenarioWorld {
  /** Over all that has happened so far: `sha256:<hex>`. */
  digest(): string;
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
  if (onRecord !== undefined) environment.trace.subscribe(onRecord);
  try {
    const store = await simulation.complete(() => openStore(environment, { memory: true }));
    const cluster: Cluster = await simulation.complete(() =>
      createCluster(environment, {
        ...options,
        store,
        connect: (actor, direct) => simulatedTransport(network, actor, observedTransport(direct, onEvent)),
      }),
    );
    return {
      control: simulation,
      cluster,
      digest: () => digest.value(),
      close: async () => simulation.close(),
    };
  } catch (error) {
    simulation.close();
    throw error;
  }
}
