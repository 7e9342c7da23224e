// What one process serves over HTTP, with the load from a second one.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { coreV1, type StartedCluster, startCluster } from '../index.ts';
import { type Figure, isRun, print } from './report.ts';

const creates = 20_000;
const connections = 100;
const watchers = 100;
const updates = 5_000;

function load(...args: readonly (string | number)[]): {
  readonly child: ChildProcess;
  line(): Promise<string>;
} {
  const child = spawn(process.execPath, ['--import', 'tsx', 'bench/load.ts', ...args.map(String)], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    async line() {
      const { value, done } = await lines.next();
      if (done === true) throw new Error(`the load of ${args[0]} ended early`);
      return value;
    },
  };
}

/** How many creates a second, of one run. */
async function createsPerSecond(mode: 'creates' | 'custom', tracksFields = true): Promise<number> {
  const directory = mkdtempSync(join(tmpdir(), 'homeostat-bench-'));
  const cluster = await startCluster({ nodes: 0, dataDir: join(directory, 'data'), tracksFields });
  if (mode === 'custom') await define(cluster);
  const { child, line } = load(mode, cluster.port, creates, connections);
  const perSecond = Number(await line());
  child.kill();
  await cluster.stop();
  rmSync(directory, { recursive: true, force: true });
  return perSecond;
}

/** Defines what `load` creates: as large as the ConfigMaps, with a rule for each of its fields. */
async function define({ cluster, environment }: StartedCluster): Promise<void> {
  const value = {
    type: 'string',
    maxLength: 1024,
    'x-kubernetes-validations': [{ rule: "self.startsWith('x')" }],
  };
  const spec = {
    type: 'object',
    required: ['value'],
    properties: { value, size: { type: 'integer', default: 1 } },
  };
  const schema = { openAPIV3Schema: { type: 'object', properties: { spec } } };
  const names = { kind: 'Thing', plural: 'things' };
  const body = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'things.bench.example.com' },
    spec: {
      group: 'bench.example.com',
      scope: 'Namespaced',
      names,
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
  const path = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
  await cluster.api.handle({ method: 'POST', path, query: {}, headers: {}, body });
  while (cluster.api.resources.preferred('bench.example.com', 'things') === undefined)
    await environment.turn();
}

/** Creates of custom resources as a part of those of ConfigMaps, which are measured beside them. */
export async function customCreatesFigure(runs = 3): Promise<Figure> {
  const values: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const [custom, plain] = [await createsPerSecond('custom'), await createsPerSecond('creates')];
    if (run > 0) values.push((custom / plain) * 100);
  }
  return { what: 'creates of custom resources, of those of ConfigMaps', values, unit: '%', reach: 60 };
}

export async function createsFigure(runs = 3): Promise<Figure> {
  const values: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const perSecond = await createsPerSecond('creates');
    if (run > 0) values.push(perSecond);
  }
  return { what: 'ConfigMap creates over HTTP, durable, 100 connections', values, unit: '/s', reach: 4_000 };
}

/** The same where nobody keeps who owns which fields: what managedFields cost. */
export async function untrackedCreatesFigure(runs = 3): Promise<Figure> {
  const values: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const perSecond = await createsPerSecond('creates', false);
    if (run > 0) values.push(perSecond);
  }
  return { what: 'the same without managedFields', values, unit: '/s', reach: 4_000 };
}

export async function watchesFigure(runs = 3): Promise<Figure> {
  const values: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const cluster = await startCluster({ nodes: 0 });
    const client = cluster.client('bench');
    const names = Array.from({ length: 20 }, (_, at) => `watched-${at}`);
    for (const name of names)
      await client.create(coreV1.configMaps, { metadata: { name, namespace: 'default' } });
    const { child, line } = load('watches', cluster.port, watchers);
    await line();
    const startedMs = performance.now();
    let next = 0;
    const writer = async (name: string): Promise<void> => {
      while (next < updates) {
        const data = { count: String(next++), value: 'x'.repeat(512) };
        await client.update(coreV1.configMaps, { metadata: { name, namespace: 'default' }, data });
      }
    };
    await Promise.all(names.map(writer));
    const wanted = watchers * updates;
    let seen = 0;
    // The counter is asked, not slept for: each answer comes after what its process had to read before it.
    while (seen < wanted) {
      child.stdin?.write('?\n');
      seen = Number(await line());
    }
    const perSecond = (wanted / (performance.now() - startedMs)) * 1000;
    if (run > 0) values.push(perSecond);
    child.kill();
    await once(child, 'exit');
    await cluster.stop();
  }
  return { what: 'watch events to 100 HTTP watchers', values, unit: '/s', reach: 100_000 };
}

if (isRun('http')) {
  print(await createsFigure());
  print(await untrackedCreatesFigure());
  print(await watchesFigure());
}
