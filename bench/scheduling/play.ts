import {
  type Client,
  coreV1,
  isNotFound,
  type KubeObject,
  type ResourceType,
  schedulingV1,
  startCluster,
  type V1Node,
  type V1Pod,
} from '../../index.ts';
import { addScheduler } from '../../scheduler/index.ts';
import type { Churn, Workload } from './workloads.ts';

/** So many requests are made at once. */
const atOnce = 200;

/**
 * Pods that were placed in a second of one core: what others do on the machine meanwhile counts for nothing. The API server is in this process, in memory, and nothing else runs: no controllers and no
 * kubelets. All objects are there before the scheduler is started, which is when the clock starts; it stops when the last of the
 * measured pods has a node.
 */
export async function play(workload: Workload): Promise<number> {
  const cluster = await startCluster({ nodes: 0, controllers: [], scheduler: false });
  const client = cluster.client('bench');
  await prepare(client, workload);
  const placing = await watchPlacing(client, workload.pods);
  const churning = startChurn(client, workload.churn);
  const before = process.cpuUsage();
  await cluster.cluster.manage('default-scheduler', addScheduler);
  await placing.done;
  const { user, system } = process.cpuUsage(before);
  await churning.stop();
  await cluster.stop();
  return workload.pods.length / ((user + system) / 1e6);
}

async function prepare(client: Client, workload: Workload): Promise<void> {
  const { nodes, placed = [], waiting = [], others = [], pods } = workload;
  for (const name of ['sched-0', 'sched-1']) await client.create(coreV1.namespaces, { metadata: { name } });
  await client.create(schedulingV1.priorityClasses, { metadata: { name: 'high' }, value: 10 });
  await createNodes(client, nodes);
  for (const { type, objects } of others) await createAll(client, type, objects);
  await createAll(client, coreV1.pods, [...placed, ...waiting, ...pods]);
}

function createAll<T extends KubeObject>(
  client: Client,
  type: ResourceType<T>,
  objects: readonly T[],
): Promise<T[]> {
  return inTurns(objects, (object) => client.create(type, object));
}

async function inTurns<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < all.length; at += atOnce)
    results.push(...(await Promise.all(all.slice(at, at + atOnce).map(work))));
  return results;
}

/** A new node is not ready, and nobody is here who would find that it is. */
async function createNodes(client: Client, nodes: readonly V1Node[]): Promise<void> {
  const made = await createAll(client, coreV1.nodes, nodes);
  await inTurns(made, (node) => client.update(coreV1.nodes, { ...node, spec: {} }));
}

/** `done` resolves when all these pods have a node. */
async function watchPlacing(
  client: Client,
  pods: readonly V1Pod[],
): Promise<{ readonly done: Promise<void> }> {
  const keyOf = ({ metadata }: KubeObject) => `${metadata?.namespace}/${metadata?.name}`;
  const left = new Set(pods.map(keyOf));
  let allPlaced = (): void => {};
  const done = new Promise<void>((resolve) => {
    allPlaced = resolve;
  });
  const { metadata } = await client.list(coreV1.pods, { limit: 1 });
  await client.watch<V1Pod>(
    coreV1.pods,
    { resourceVersion: metadata?.resourceVersion ?? '0' },
    {
      events(batch) {
        for (const { object } of batch)
          if ((object as V1Pod).spec?.nodeName !== undefined && left.delete(keyOf(object)) && left.size === 0)
            allPlaced();
      },
      end() {},
    },
  );
  return { done };
}

function startChurn(client: Client, churn: Workload['churn']): { stop(): Promise<void> } {
  if (churn === undefined) return { stop: async () => {} };
  let at = 0;
  const steps: Promise<void>[] = [];
  const timer = setInterval(() => steps.push(step(client, churn.make(at++))), churn.everyMs);
  return {
    async stop() {
      clearInterval(timer);
      await Promise.all(steps);
    },
  };
}

async function step(client: Client, { pods = [], nodes = [], services = [], deletes = [] }: Churn) {
  await createNodes(client, nodes);
  await createAll(client, coreV1.services, services);
  await createAll(client, coreV1.pods, pods);
  for (const name of deletes) {
    await client
      .delete(coreV1.pods, { namespace: 'default', name }, { gracePeriodSeconds: 0 })
      .catch((error) => {
        if (!isNotFound(error)) throw error;
      });
  }
}
