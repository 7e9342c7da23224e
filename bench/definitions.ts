// Definitions of custom resources: how soon they are served, what hundreds of them cost, and how fast their objects are made.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { KubeObject } from '../apimachinery/index.ts';
import { parseYaml } from '../apimachinery/index.ts';
import { type StartedCluster, startCluster } from '../index.ts';
import { customCreatesFigure } from './http.ts';
import { type Figure, isRun, print } from './report.ts';

const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const count = 500;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

function ask({ cluster }: StartedCluster, method: 'GET' | 'POST', at: string, body?: object) {
  const query = {};
  const headers = { 'user-agent': 'bench' };
  return cluster.api.handle({ method, path: at, query, headers, ...(body === undefined ? {} : { body }) });
}

/** As large as definitions of operators are: 30 KB, in five levels. */
function definition(at: number): object {
  const plural = `things${at}`;
  const names = { kind: `Thing${at}`, plural };
  const versions = [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: schema(3) } }];
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.bench.example.com` },
    spec: { group: 'bench.example.com', scope: 'Namespaced', names, versions },
  };
}

function schema(depth: number): object {
  const description = 'A part of what an operator is told, in some words as people write them. '.repeat(2);
  if (depth === 0) return { type: 'string', description };
  const members = Array.from({ length: 5 }, (_, at) => [`field${at}`, schema(depth - 1)]);
  return { type: 'object', description, properties: Object.fromEntries(members) };
}

/** Of a folder that is named (definitions of public operators, say), or made up. */
function definitions(): readonly object[] {
  const folder = process.env.DEFINITIONS;
  if (folder === undefined) return Array.from({ length: count }, (_, at) => definition(at));
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.ya?ml$/.test(name),
  );
  const byName = new Map<string, object>();
  for (const file of files) {
    for (const { value } of parseYaml(readFileSync(join(folder, file)))) {
      const object = value as KubeObject | null;
      if (object?.kind === 'CustomResourceDefinition') byName.set(object.metadata?.name ?? '', object);
    }
  }
  return [...byName.values()];
}

export async function servedFigures(runs = 200): Promise<readonly Figure[]> {
  const cluster = await startCluster({ nodes: 0, managers: {} });
  const values: number[] = [];
  const cpu: number[] = [];
  for (let run = 0; run < runs; run++) {
    const body = definition(run);
    // Asking for it may take a millisecond of its own.
    const started = process.cpuUsage();
    const startedMs = performance.now();
    await ask(cluster, 'POST', path, body);
    while ((await ask(cluster, 'GET', `/apis/bench.example.com/v1/things${run}`)).status !== 200) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    values.push(performance.now() - startedMs);
    const { user, system } = process.cpuUsage(started);
    cpu.push((user + system) / 1000);
  }
  await cluster.stop();
  const figure = { unit: 'ms', reach: 5, atMost: true };
  return [
    { what: 'from the create of a definition until it is served', values, ...figure },
    { what: 'CPU time of that', values: cpu, ...figure },
  ];
}

export async function loadFigures(runs = 3): Promise<readonly Figure[]> {
  const all = definitions();
  const seconds: number[] = [];
  const megabytes: number[] = [];
  for (let run = 0; run < runs; run++) {
    const directory = mkdtempSync(join(tmpdir(), 'homeostat-bench-'));
    const cluster = await startCluster({ nodes: 0, managers: {}, dataDir: join(directory, 'data') });
    collectGarbage();
    const before = process.memoryUsage().heapUsed;
    const startedMs = performance.now();
    // Of the answers only what they say of success: nothing else than the cluster may hold what they carry.
    const accepted = await Promise.all(
      all.map(async (body) => (await ask(cluster, 'POST', path, structuredClone(body))).status === 201),
    );
    const created = accepted.filter(Boolean).length;
    const toServe = all.filter((body, at) => accepted[at] && isServed(body)).length;
    while (served(cluster) < toServe) await new Promise((resolve) => setImmediate(resolve));
    seconds.push((performance.now() - startedMs) / 1000);
    collectGarbage();
    megabytes.push((process.memoryUsage().heapUsed - before) / 1024 / 1024);
    if (run === 0) console.log(`${all.length} definitions, of which ${created} are accepted`);
    await cluster.stop();
    rmSync(directory, { recursive: true, force: true });
  }
  return [
    {
      what: `${all.length} definitions until they are established`,
      values: seconds,
      unit: 's',
      reach: 5,
      atMost: true,
    },
    { what: `memory of ${all.length} definitions`, values: megabytes, unit: 'MiB', reach: 150, atMost: true },
  ];
}

/** Some definitions serve no version. */
function isServed(definition: object): boolean {
  const { spec } = definition as {
    readonly spec: { readonly versions: readonly { readonly served: boolean }[] };
  };
  return spec.versions.some(({ served }) => served);
}

/** How many definitions are served, in whatever versions. */
function served({ cluster }: StartedCluster): number {
  const names = cluster.api.resources.resources
    .filter((resource) => 'schema' in resource)
    .map(({ group, resource }) => `${resource}.${group}`);
  return new Set(names).size;
}

if (isRun('definitions')) {
  for (const figure of await servedFigures()) print(figure);
  for (const figure of await loadFigures()) print(figure);
  print(await customCreatesFigure());
}
