import { type CoreV1Event, coreV1, type V1Node, type V1Pod } from '../../api/index.ts';
import type { Transport } from '../../apimachinery/index.ts';
import type { Client } from '../../client/index.ts';
import type { Manager } from '../../controller-runtime/index.ts';
import type { Clock, TraceRecord } from '../../environment/index.ts';
import type { Simulation } from '../../simulation/index.ts';
import { openTestWorld } from '../../testing/index.ts';
import { addScheduler } from '../add-scheduler.ts';
import type { SchedulerConfiguration } from '../configuration/configuration.ts';
import type { CallExtender } from '../extenders/call-extender.ts';
import type { PluginEntry } from '../framework/plugin.ts';
import { defaultPlugins } from '../plugins/index.ts';
import { configurationOf } from './frameworks.ts';

/** A real API server in virtual time, with nothing but a scheduler at work. */
export interface ScheduledWorld {
  readonly simulation: Simulation;
  readonly manager: Manager;
  readonly client: Client;
  readonly trace: readonly TraceRecord[];
  /** Another scheduler after the first was stopped. */
  restart(): Promise<void>;
  /** Makes an object and lets everything that follows from it happen. */
  create(object: V1Pod | V1Node): Promise<void>;
  patchNode(name: string, body: object): Promise<void>;
  deletePod(name: string): Promise<void>;
  pod(name: string): Promise<V1Pod>;
  /** `Scheduled web: Successfully assigned ...`, in the order they were first written. */
  events(): Promise<readonly string[]>;
  /** Who wrote them. */
  reporters(): Promise<readonly string[]>;
}

export interface WorldOptions {
  readonly seed?: number;
  /** What is there before the scheduler starts. */
  readonly before?: (client: Client) => Promise<unknown>;
  /** What stands between the scheduler and the API server. */
  readonly connect?: (direct: Transport, clock: Clock) => Transport;
  /** Asked besides the default plugins, unless the configuration says otherwise. */
  readonly plugins?: readonly PluginEntry[];
  readonly configuration?: SchedulerConfiguration;
  /** Who answers for extenders. */
  readonly callExtender?: CallExtender;
}

export async function openWorld({
  seed = 1,
  before,
  connect,
  plugins = [],
  configuration = configurationOf([...defaultPlugins, ...plugins]),
  callExtender,
}: WorldOptions = {}): Promise<ScheduledWorld> {
  const trace: TraceRecord[] = [];
  const world = await openTestWorld({
    seed,
    messages: false,
    ...(before === undefined ? {} : { before }),
    around: (_actor, direct) => connect?.(direct, simulation.environment.clock) ?? direct,
    onRecord: (record) => trace.push(record),
  });
  const { control: simulation, user: client, act: run } = world;
  const options = { plugins, configuration, ...(callExtender && { callExtender }) };
  const start = () =>
    world.run(() => world.cluster.manage('default-scheduler', (added) => addScheduler(added, options)));
  const manager = await start();
  const events = async () => {
    const list = await simulation.complete(() => client.list(coreV1.events, { namespace: 'default' }));
    return list.items.toSorted((a, b) => revisionOf(a) - revisionOf(b));
  };
  return {
    simulation,
    manager,
    restart: async () => {
      await start();
      await simulation.settle();
    },
    client,
    trace,
    create: async (object) => {
      if (object.kind === 'Pod') await run(() => client.create(coreV1.pods, object as V1Pod));
      else await run(() => createReady(client, object as V1Node));
    },
    patchNode: async (name, body) => {
      await run(() => client.patch(coreV1.nodes, { name }, { type: 'merge', body }));
    },
    deletePod: async (name) => {
      const key = { namespace: 'default', name };
      await run(() => client.delete(coreV1.pods, key, { gracePeriodSeconds: 0 }));
    },
    pod: (name) => simulation.complete(() => client.get(coreV1.pods, { namespace: 'default', name })),
    events: async () =>
      (await events()).map(
        ({ reason, involvedObject, message }) => `${reason} ${involvedObject.name}: ${message}`,
      ),
    reporters: async () => (await events()).map(({ reportingComponent }) => reportingComponent ?? ''),
  };
}

/** New nodes are tainted until they are ready; these are ready in the same moment. */
export async function createReady(client: Client, node: V1Node): Promise<void> {
  await client.create(coreV1.nodes, node);
  const body = { spec: { taints: node.spec?.taints ?? null } };
  await client.patch(coreV1.nodes, { name: node.metadata?.name ?? '' }, { type: 'merge', body });
}

function revisionOf({ metadata }: CoreV1Event): number {
  return Number(metadata.resourceVersion);
}
