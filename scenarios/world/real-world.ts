import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callExtenderOverHttp } from '../../client/index.ts';
import { type ClusterOptions, createCluster, openStore, turnTakingTransport } from '../../cluster/index.ts';
import { localMachine, realEnvironment } from '../../environment/real/index.ts';
import { observedTransport } from './observed-transport.ts';
import { observe, type ScenarioWorld, type WorldObserver } from './world.ts';

/** Opens a cluster in real time over a store on disk, in a directory that goes with it. */
export async function openRealWorld(
  seed: string | number,
  options: Omit<ClusterOptions, 'store' | 'connect'>,
  observer: WorldObserver = {},
): Promise<ScenarioWorld> {
  const directory = mkdtempSync(join(tmpdir(), 'homeostat-'));
  // The world's control rejects every wait once something has failed, so the scenario ends with it.
  const environment = realEnvironment({ seed, onFailure: () => {} });
  observe(environment.trace, observer);
  const store = await openStore(environment, { directory });
  const close = async () => {
    environment.close();
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const cluster = await createCluster(environment, {
      callExtender: callExtenderOverHttp,
      machine: localMachine,
      ...options,
      store,
      connect: (_actor, direct) =>
        observedTransport(turnTakingTransport(environment, direct), observer.onEvent),
    });
    return {
      control: environment.control,
      cluster,
      async close() {
        await cluster.stop();
        await close();
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
