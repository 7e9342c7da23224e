// What the command costs: from process start to the first request it serves, and its memory at rest. Needs `npm run build`.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as passed } from 'node:timers/promises';
import { type Figure, isRun, print } from './report.ts';

/** What a cluster at rest is given to become so. */
const restMs = 10_000;

interface Up {
  readonly child: ChildProcess;
  readonly url: string;
  readonly directory: string;
}

async function up(): Promise<Up> {
  const directory = mkdtempSync(join(tmpdir(), 'homeostat-bench-'));
  const args = ['dist/cli/main.js', 'up', '--port', '0', '--data-dir', join(directory, 'data')];
  const child = spawn(process.execPath, [...args, '--kubeconfig', join(directory, 'kubeconfig')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: child.stdout })) {
    const url = /^ready (\S+)/.exec(line)?.[1];
    if (url !== undefined) return { child, url, directory };
  }
  throw new Error('homeostat up ended without being ready');
}

async function down({ child, directory }: Up): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
  rmSync(directory, { recursive: true, force: true });
}

async function request(url: string): Promise<void> {
  const [response] = (await once(get(`${url}/api/v1/nodes`), 'response')) as [NodeJS.ReadableStream];
  response.resume();
  await once(response, 'end');
}

export async function startFigure(runs = 7): Promise<Figure> {
  const values: number[] = [];
  for (let run = 0; run <= runs; run++) {
    const startedMs = performance.now();
    const running = await up();
    await request(running.url);
    if (run > 0) values.push(performance.now() - startedMs);
    await down(running);
  }
  return {
    what: 'process start to first served request, 3 nodes',
    values,
    unit: 'ms',
    reach: 600,
    atMost: true,
  };
}

export async function memoryFigure(runs = 3): Promise<Figure> {
  const values: number[] = [];
  for (let run = 0; run < runs; run++) {
    const running = await up();
    await passed(restMs);
    const status = readFileSync(`/proc/${running.child.pid}/status`, 'utf8');
    values.push(Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1024);
    await down(running);
  }
  return { what: 'memory at rest with 3 nodes', values, unit: 'MB', reach: 130, atMost: true };
}

if (isRun('process')) {
  print(await startFigure());
  print(await memoryFigure());
}
