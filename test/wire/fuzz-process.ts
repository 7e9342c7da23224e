import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HomeostatProcess } from '../durability/homeostat-process.ts';
import { type FuzzReport, fuzz } from './fuzz.ts';

/** Fuzzes a cluster in a process of its own. Rejects when that ends, complains, or does not answer. */
export async function fuzzProcess(seed: string, inputs: number, connections = 32): Promise<FuzzReport> {
  const cwd = await mkdtemp(join(tmpdir(), 'homeostat-wire-'));
  const process = new HomeostatProcess(['up', '--memory', '--nodes', '0', '--port', '0'], { cwd });
  try {
    const url = await process.ready();
    const died = process.ended().then(({ code, stderr }) => {
      throw new Error(`it ended with ${code}: ${stderr}`);
    });
    const report = await Promise.race([fuzz({ url, seed, inputs, connections }), died]);
    died.catch(() => {});
    process.signal('SIGINT');
    const { code, stderr } = await process.ended();
    if (code !== 0 || stderr !== '') throw new Error(`seed ${seed}: it ended with ${code}: ${stderr}`);
    return report;
  } finally {
    await process.kill();
    await rm(cwd, { recursive: true });
  }
}
