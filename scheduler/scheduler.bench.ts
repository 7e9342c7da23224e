import { coreV1, type V1Binding, type V1Node, type V1Pod } from '../api/index.ts';
import {
  type ApiResponse,
  type KubeObject,
  keyOf,
  type ResourceType,
  type Transport,
} from '../apimachinery/index.ts';
import {
  createClient,
  type Indexers,
  type InformerFactory,
  type ResourceEventHandler,
} from '../client/index.ts';
import { ThreadSafeStore } from '../client/indexer.ts';
import { realEnvironment } from '../environment/real/index.ts';
import { AttemptLog } from './attempts/attempt-log.ts';
import { defaultConfiguration } from './configuration/configuration.ts';
import { defaultPlugins } from './plugins/index.ts';
import { Scheduler } from './scheduler.ts';
import { node, pod } from './testing/objects.ts';

/**
 * What placing a pod costs the scheduler alone: queue, cycle, assumption, the call that binds, confirmation. The API
 * server answers at once and does nothing else; events about pods count, but are written nowhere.
 * `npx tsx scheduler/scheduler.bench.ts` prints, without and with a log of attempts, medians of CPU time.
 */

const rounds = 9;
const podsPerRound = 5_000;

const created: ApiResponse = {
  status: 201,
  headers: { 'content-type': 'application/json' },
  body: { type: 'object', object: { kind: 'Status', status: 'Success' }, pieces: () => ['{}'] },
};

/** Informers that are told by hand. */
class HandFed {
  readonly pods = new Map<string, V1Pod>();
  /** Of all other kinds there is nothing. */
  readonly #others = new ThreadSafeStore<KubeObject>();
  podHandler: ResourceEventHandler<V1Pod> = {};
  nodeHandler: ResourceEventHandler<V1Node> = {};

  readonly informers = {
    informer: (type: ResourceType) => ({
      indexer: type === coreV1.pods ? this.pods : this.#others,
      addIndexers: (indexers: Indexers<KubeObject>) => this.#others.addIndexers(indexers),
      hasSynced: () => true,
      waitForSync: () => Promise.resolve(),
      addEventHandler: (handler: ResourceEventHandler<V1Pod> & ResourceEventHandler<V1Node>) => {
        if (type === coreV1.nodes) this.nodeHandler = handler;
        else if (type === coreV1.pods) this.podHandler = handler;
        return { hasSynced: () => true, waitForSync: () => Promise.resolve(), remove: () => {} };
      },
    }),
  } as unknown as InformerFactory;

  add(one: V1Pod): void {
    this.pods.set(keyOf(one), one);
    this.podHandler.onAdd?.(one, false);
  }

  bind(key: string, nodeName: string): void {
    const before = this.pods.get(key);
    if (before === undefined) throw new Error(`there is no pod ${key}`);
    const after = { ...before, spec: { containers: [], ...before.spec, nodeName } };
    this.pods.set(key, after);
    this.podHandler.onUpdate?.(before, after);
  }
}

/** Microseconds of CPU time per pod. */
async function measure(nodeCount: number, keepsAttempts: boolean): Promise<number> {
  const world = realEnvironment({
    onFailure: (failure) => {
      throw failure;
    },
  });
  const environment = world.fork('default-scheduler');
  if (keepsAttempts) new AttemptLog(environment.trace, () => environment.clock.now(), 64 * 1024 * 1024);
  const fed = new HandFed();
  let bound = 0;
  let allBound: () => void = () => {};
  const transport: Transport = {
    request: async ({ path, body }) => {
      if (!path.endsWith('/binding')) return created;
      const binding = body as V1Binding;
      fed.bind(keyOf(binding), binding.target.name ?? '');
      if (++bound === podsPerRound) allBound();
      return created;
    },
  };
  const client = createClient(transport, { userAgent: 'default-scheduler' });
  const { informers } = fed;
  const parts = {
    environment,
    client,
    informers,
    configuration: defaultConfiguration,
    plugins: defaultPlugins,
  };
  const scheduler = new Scheduler(parts);
  for (let at = 0; at < nodeCount; at++) {
    fed.nodeHandler.onAdd?.(node(`node-${at}`, { cpu: '64', memory: '256Gi', pods: '5000' }), true);
  }
  const made = Array.from({ length: podsPerRound }, (_, at) =>
    pod(`pod-${at}`, { cpu: '10m', memory: '16Mi' }),
  );
  const finished = new Promise<void>((resolve) => {
    allBound = resolve;
  });
  const stop = new AbortController();
  const begun = process.cpuUsage();
  for (const one of made) fed.add(one);
  const running = scheduler.run(stop.signal);
  await finished;
  const { user, system } = process.cpuUsage(begun);
  stop.abort();
  await running;
  world.close();
  return (user + system) / podsPerRound;
}

const sizes = [100, 1_000].flatMap((nodeCount) => [
  { nodeCount, keepsAttempts: false },
  { nodeCount, keepsAttempts: true },
]);
for (const { nodeCount, keepsAttempts } of sizes) {
  const each: number[] = [];
  for (let round = 0; round < rounds; round++) each.push(await measure(nodeCount, keepsAttempts));
  const median = each.sort((a, b) => a - b)[rounds >> 1] ?? 0;
  const perSecond = Math.round(1e6 / median);
  const what = `${nodeCount} nodes${keepsAttempts ? ', attempts kept' : ''}`;
  process.stdout.write(`${what}: ${perSecond} pods/s, ${median.toFixed(1)} us each\n`);
}
