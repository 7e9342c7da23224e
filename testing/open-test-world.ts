import type { ApiRequest, Transport } from '../apimachinery/index.ts';
import type { Client } from '../client/index.ts';
import type { Cluster, Managers } from '../cluster/index.ts';
import type { Manager } from '../controller-runtime/index.ts';
import {
  openVirtualWorld,
  type VirtualWorld,
  type VirtualWorldOptions,
  type WorldObserver,
} from '../scenarios/index.ts';

/** Comes before a request of an actor: by `user` others act meanwhile, and what it throws, the request fails with. */
export type Intercept = (request: Omit<ApiRequest, 'user'>, user: Client) => Promise<unknown> | undefined;

export interface TestWorldOptions extends Omit<VirtualWorldOptions, 'nodes'>, WorldObserver {
  /** Decides everything that is left to chance. Default 1. */
  readonly seed?: string | number;
  /** How many simulated nodes, `node-1` and on, or their names. Default: none. */
  readonly nodes?: number | readonly string[];
  /** Done before anything is at work but the API server. */
  readonly before?: (user: Client) => Promise<unknown>;
  readonly intercept?: Intercept;
}

/** An API server in virtual time, and the parts a test is about. */
export interface TestWorld extends VirtualWorld {
  /** The test's own client, of an administrator who is no part of the cluster: its requests are plain calls. */
  readonly user: Client;
  /** What reconciles and other writes have failed with so far, as `key: message`. */
  readonly errors: readonly string[];
  /** Does something in the world, and resolves with its outcome. */
  run<T>(task: (user: Client) => Promise<T>): Promise<T>;
  /** The same, and then lets everything happen that follows from it. */
  act<T>(task: (user: Client) => Promise<T>): Promise<T>;
}

/**
 * Opens a world with no actors but the `managers` and `nodes` that are asked for; they are at work when this resolves. A
 * wait that ends in vain says what goes wrong: the errors of reconciles, and what cannot be watched. Writes that answer
 * one another without an end are told as a livelock, with the last of them.
 */
export async function openTestWorld(options: TestWorldOptions = {}): Promise<TestWorld> {
  const { seed = 1, before, intercept, managers = {}, nodes = 0, onRecord, onEvent, ...cluster } = options;
  const errors: string[] = [];
  const observer: WorldObserver = {
    onRecord(record) {
      const { kind, fields } = record;
      if (kind === 'write-failed') errors.push(`${fields.what}: ${fields.message}`);
      if (kind === 'reconcile-end' && fields.result === 'failed')
        errors.push(`${fields.key}: ${fields.message}`);
      onRecord?.(record);
    },
    ...(onEvent === undefined ? {} : { onEvent }),
  };
  const around = (actor: string, direct: Transport) => {
    const way = options.around?.(actor, direct) ?? direct;
    return intercept === undefined ? way : intercepted(way, (request) => intercept(request, user));
  };
  const world = await openVirtualWorld(seed, { ...cluster, around, managers: {}, nodes: 0 }, observer);
  const { control } = world;
  const user: Client = world.cluster.client('user');
  const run = <T>(task: (user: Client) => Promise<T>) => control.complete(() => task(user));
  try {
    if (before !== undefined) await run(before);
    await run(() => startActors(world.cluster, managers, nodes));
  } catch (error) {
    await world.close();
    throw error;
  }
  return {
    ...world,
    user,
    errors,
    run,
    async act(task) {
      const outcome = await run(task);
      await control.settle();
      return outcome;
    },
  };
}

/** Starts what is asked for; resolves with the managers when all of it is at work. */
export async function startActors(
  cluster: Cluster,
  managers: Managers,
  nodes: number | readonly string[],
): Promise<readonly Manager[]> {
  const names =
    typeof nodes === 'number' ? Array.from({ length: nodes }, (_, at) => `node-${at + 1}`) : nodes;
  const [started] = await Promise.all([
    Promise.all(Object.entries(managers).map(([actor, add]) => cluster.manage(actor, add))),
    ...names.map((name) => cluster.startNode(name)),
  ]);
  return started;
}

function intercepted(
  inner: Transport,
  intercept: (request: Omit<ApiRequest, 'user'>) => Promise<unknown> | undefined,
): Transport {
  return {
    async request(request) {
      await intercept(request);
      return inner.request(request);
    },
  };
}
