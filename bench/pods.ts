// A Deployment from none to 1,000 pods Running on 100 nodes: store on disk, everything through the API.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { appsV1, coreV1, startCluster, type V1Deployment, type V1Pod } from '../index.ts';
import { type Figure, isRun, print } from './report.ts';

const nodes = 100;
const pods = 1_000;

function deployment(): V1Deployment {
  const labels = { app: 'web' };
  return {
    metadata: { name: 'web', namespace: 'default' },
    spec: {
      replicas: pods,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          containers: [
            { name: 'web', image: 'nginx:1.27', resources: { requests: { cpu: '100m', memory: '64Mi' } } },
          ],
        },
      },
    },
  };
}

interface Run {
  readonly podsPerSecond: number;
  readonly writesPerPod: number;
  readonly eventsPerPod: number;
}

async function once(tracksFields = true): Promise<Run> {
  const dataDir = mkdtempSync(join(tmpdir(), 'homeostat-bench-'));
  const cluster = await startCluster({
    nodes,
    dataDir: join(dataDir, 'data'),
    preset: 'instant',
    tracksFields,
    node: { capacity: { cpu: '16', memory: '64Gi', pods: '110' } },
  });
  await cluster.environment.control.settle({ withinMs: 60_000 });
  const client = cluster.client('bench');
  const running = new Set<string>();
  let done = (): void => {};
  const all = new Promise<void>((resolve) => {
    done = resolve;
  });
  await client.watch<V1Pod>(
    coreV1.pods,
    { resourceVersion: '0' },
    {
      events(batch) {
        for (const { object } of batch) {
          if ((object as V1Pod).status?.phase !== 'Running') continue;
          running.add(object.metadata?.name ?? '');
          if (running.size === pods) done();
        }
      },
      end() {},
    },
  );
  const before = cluster.cluster.api.revision;
  const startedMs = performance.now();
  await client.create(appsV1.deployments, deployment());
  await all;
  const seconds = (performance.now() - startedMs) / 1000;
  await cluster.environment.control.settle({ withinMs: 60_000 });
  const writes = cluster.cluster.api.revision - before;
  const events = (await client.list(coreV1.events, { namespace: 'default' })).items.length;
  await cluster.stop();
  rmSync(dataDir, { recursive: true, force: true });
  return { podsPerSecond: pods / seconds, writesPerPod: writes / pods, eventsPerPod: events / pods };
}

/** By then the engine has compiled what is hot. */
const warmUpRuns = 3;

export async function podsFigure(runs = 5): Promise<Figure> {
  const { podsPerSecond } = await once();
  console.log(`pods/s of a process that has just started: ${podsPerSecond.toFixed(0)}`);
  for (let run = 1; run < warmUpRuns; run++) await once();
  const results: Run[] = [];
  for (let run = 0; run < runs; run++) results.push(await once());
  const last = results.at(-1);
  console.log(
    `writes per pod from create to rest: ${last?.writesPerPod.toFixed(2)} (of these events: ${last?.eventsPerPod.toFixed(2)})`,
  );
  return {
    what: 'Deployment 0 -> 1,000 pods Running, 100 nodes, on disk',
    values: results.map(({ podsPerSecond }) => podsPerSecond),
    unit: 'pods/s',
    reach: 1_500,
  };
}

/** The same where nobody keeps who owns which fields: what managedFields cost. */
export async function untrackedPodsFigure(runs = 5): Promise<Figure> {
  for (let run = 0; run < warmUpRuns; run++) await once(false);
  const values: number[] = [];
  for (let run = 0; run < runs; run++) values.push((await once(false)).podsPerSecond);
  return { what: 'the same without managedFields', values, unit: 'pods/s', reach: 1_500 };
}

if (isRun('pods')) {
  print(await podsFigure());
  print(await untrackedPodsFigure());
}
