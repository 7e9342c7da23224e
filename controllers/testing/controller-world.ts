import type { ApiServer } from '../../apiserver/index.ts';
import type { Client } from '../../client/index.ts';
import type { Manager } from '../../controller-runtime/index.ts';
import { type Simulation, uniformLatency } from '../../simulation/index.ts';
import { openTestWorld, type TestWorldOptions } from '../../testing/index.ts';

/** A test world with one manager, which runs the controllers a test is about. */
export interface ControllerWorld {
  readonly simulation: Simulation;
  readonly api: ApiServer;
  /** What the test does itself. */
  readonly client: Client;
  readonly manager: Manager;
  /** What reconciles have failed with, as `key: message`. */
  readonly errors: readonly string[];
  /** Resolves with what `work` does, in virtual time. */
  run<T>(work: () => Promise<T>): Promise<T>;
}

export interface ControllerWorldOptions extends Pick<TestWorldOptions, 'seed' | 'before' | 'intercept'> {
  /** How long a message of the controllers may take. Default 0: their requests are plain calls. */
  readonly delayMsMax?: number;
}

/** Opens the world; controllers added by `add` run when this resolves. `before` is there before they start. */
export async function openControllerWorld(
  add: (manager: Manager) => unknown,
  { delayMsMax = 0, ...options }: ControllerWorldOptions = {},
): Promise<ControllerWorld> {
  const world = await openTestWorld({
    ...options,
    messages: delayMsMax > 0,
    latency: uniformLatency(0, delayMsMax),
  });
  const manager = await world.run(() => world.cluster.manage('controller-manager', add));
  const { control, cluster, user, errors, run } = world;
  return { simulation: control, api: cluster.api, client: user, manager, errors, run };
}
