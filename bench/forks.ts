// What a cluster costs a test: forks of one that has started, and clusters started and stopped in one process. CPU time, which
// other load of the machine hardly changes. `npm run build && node scripts/bench.mjs forks`.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { controllerManagedBy, coreV1, type Manager } from '../index.ts';
import { startCluster, type TestCluster, type TestClusterOptions } from '../testing/index.ts';
import { type Figure, isRun, print } from './report.ts';

const clusters = 200;
/** By then the engine has compiled what is hot. */
const warmUp = 100;

const definition = (name: string) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `${name}s.example.com` },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { kind: name, listKind: `${name}List`, plural: `${name}s`, singular: name },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
});

/** It watches two kinds and has nothing to do. */
function addController(manager: Manager): void {
  controllerManagedBy(manager)
    .named('bench')
    .for(coreV1.configMaps)
    .owns(coreV1.secrets)
    .complete({ reconcile: async () => undefined });
}

const own: TestClusterOptions = {
  crds: ['widget', 'gadget', 'gizmo'].map(definition),
  managers: { bench: addController },
};
const builtIn: TestClusterOptions = { controllers: ['*'], scheduler: true };

export async function* forksFigures(): AsyncGenerator<Figure> {
  yield figure('fork of a cluster, 3 definitions and a controller', await forks(own, clusters), 5);
  yield figure('  with all built-in controllers and a scheduler', await forks(builtIn, clusters / 4), 50);
  const values: number[] = [];
  for (let at = 0; at < warmUp + clusters; at++) {
    const cpuMs = await cpuTime(async () => (await startCluster({ ...own, seed: at })).close());
    if (at >= warmUp) values.push(cpuMs);
  }
  yield figure('a cluster started and stopped, as above', values, 20);
  yield { ...figure('  heap that is left by 200 of them', [await leftMiB()], 1), unit: 'MiB' };
}

async function forks(options: TestClusterOptions, count: number): Promise<readonly number[]> {
  const base = await startCluster(options);
  await base.settle();
  const values: number[] = [];
  for (let at = 0; at < warmUp + count; at++) {
    let fork: TestCluster | undefined;
    const cpuMs = await cpuTime(async () => {
      fork = await base.fork();
    });
    if (at >= warmUp) values.push(cpuMs);
    await fork?.close();
  }
  await base.close();
  return values;
}

async function leftMiB(): Promise<number> {
  const before = heapMiB();
  for (let at = 0; at < clusters; at++) await (await startCluster({ ...own, seed: at })).close();
  return Math.max(0, heapMiB() - before);
}

function heapMiB(): number {
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

async function cpuTime(task: () => Promise<void>): Promise<number> {
  const begun = process.cpuUsage();
  await task();
  const { user, system } = process.cpuUsage(begun);
  return (user + system) / 1000;
}

function figure(what: string, values: readonly number[], reach: number): Figure {
  return { what, values, unit: 'ms', reach, atMost: true };
}

if (isRun('forks')) for await (const one of forksFigures()) print(one);
