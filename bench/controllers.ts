// What controllers cost: many objects of a kind until all of them are as they should be, and then the change of one.
// In virtual time, with a scheduler and kubelets: `npm run build && node scripts/bench.mjs controllers`.
import { appsV1, batchV1, coreV1, type V1Job, type V1Service, type V1StatefulSet } from '../api/index.ts';

import type { KubeObject, ResourceType } from '../apimachinery/index.ts';
import type { Client } from '../client/index.ts';
import { openVirtualWorld, type VirtualWorld } from '../scenarios/index.ts';
import { type Figure, print } from './report.ts';

/** Many objects of one kind, and what is changed of the first. */
interface Crowd<T extends KubeObject> {
  readonly what: string;
  readonly type: ResourceType<T>;
  readonly count: number;
  readonly nodes: number;
  readonly make: (name: string) => T;
  /** What is there before, and not measured. */
  readonly before?: (client: Client) => Promise<unknown>;
  readonly change: object;
  /** Objects a second until all is settled, and milliseconds for the change of one. */
  readonly reach: readonly [perSecond: number, changeMs: number];
}

const namespace = 'default';

const statefulSets: Crowd<V1StatefulSet> = {
  what: 'StatefulSets of two pods and claims',
  type: appsV1.statefulSets,
  count: 1_000,
  nodes: 25,
  make: (name) => ({
    metadata: { name, namespace },
    spec: {
      serviceName: name,
      replicas: 2,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] },
      },
      volumeClaimTemplates: [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
        },
      ],
    },
  }),
  change: { spec: { replicas: 3 } },
  reach: [50, 20],
};

const jobs: Crowd<V1Job> = {
  what: 'Jobs of one pod, until all are complete',
  type: batchV1.jobs,
  count: 10_000,
  nodes: 100,
  make: (name) => ({
    metadata: { name, namespace },
    spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'main', image: 'work:1' }] } } },
  }),
  // It goes at once, and its pod with it.
  change: { spec: { ttlSecondsAfterFinished: 0 } },
  reach: [50, 50],
};

/** Each has the same hundred pods behind it. */
const services: Crowd<V1Service> = {
  what: 'Services with 100 endpoints',
  type: coreV1.services,
  count: 5_000,
  nodes: 4,
  before: (client) =>
    client.create(appsV1.replicaSets, {
      metadata: { name: 'web', namespace },
      spec: {
        replicas: 100,
        selector: { matchLabels: { app: 'web' } },
        template: {
          metadata: { labels: { app: 'web' } },
          spec: { containers: [{ name: 'main', image: 'nginx:1.27' }] },
        },
      },
    }),
  make: (name) => ({
    metadata: { name, namespace },
    spec: { selector: { app: 'web' }, ports: [{ port: 80 }] },
  }),
  change: { spec: { ports: [{ port: 80, targetPort: 8080 }] } },
  reach: [50, 50],
};

/** Of each controller that has a crowd here. */
export async function crowdsFigures(): Promise<readonly Figure[]> {
  return [
    ...(await crowdFigures(statefulSets)),
    ...(await crowdFigures(jobs, 1)),
    ...(await crowdFigures(services, 1)),
  ];
}

/** How fast they come, and what the change of one takes among all the others. */
async function crowdFigures<T extends KubeObject>(crowd: Crowd<T>, runs = 3): Promise<readonly Figure[]> {
  const perSecond: number[] = [];
  const changeMs: number[] = [];
  for (let run = 0; run < runs; run++) {
    const world = await openVirtualWorld(run, { nodes: crowd.nodes });
    await timed(world, async () => void (await crowd.before?.(world.cluster.client('bench'))));
    perSecond.push((crowd.count / (await timed(world, () => createAll(world, crowd)))) * 1000);
    changeMs.push(await timed(world, () => changeOne(world, crowd)));
    await world.close();
  }
  const [reachPerSecond, reachMs] = crowd.reach;
  return [
    { what: `${crowd.count} ${crowd.what}`, values: perSecond, unit: 'objects/s', reach: reachPerSecond },
    { what: '  one of them changed', values: changeMs, unit: 'ms', reach: reachMs, atMost: true },
  ];
}

async function createAll<T extends KubeObject>(world: VirtualWorld, crowd: Crowd<T>): Promise<void> {
  const client = world.cluster.client('bench');
  const made = Array.from({ length: crowd.count }, (_, at) => crowd.make(`bench-${at}`));
  await Promise.all(made.map((object) => client.create(crowd.type, object)));
}

async function changeOne<T extends KubeObject>(world: VirtualWorld, crowd: Crowd<T>): Promise<void> {
  const patch = { type: 'merge', body: crowd.change } as const;
  await world.cluster.client('bench').patch(crowd.type, { namespace, name: 'bench-0' }, patch);
}

/** Real milliseconds until all that follows from it has happened. */
async function timed({ control }: VirtualWorld, task: () => Promise<void>): Promise<number> {
  const startedMs = performance.now();
  await control.complete(task);
  await control.settle();
  return performance.now() - startedMs;
}

if (import.meta.filename === process.argv[1]) for (const figure of await crowdsFigures()) print(figure);
