import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { quoted } from '../durability/homeostat-process.ts';
import type { Wanted } from './scenario-runs.ts';

const child = fileURLToPath(new URL('./child.ts', import.meta.url));
const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;

/** Runs all that is wanted in one process of its own: `sha256:... pass` of each, in order. */
export async function inFreshProcess(wanted: readonly Wanted[]): Promise<readonly string[]> {
  const args = ['--import', loader, child, ...wanted.map(({ file, seed }) => `${file}:${seed}`)];
  const { stdout } = await promisify(execFile)(process.execPath, args).catch(({ stderr }) => {
    throw new Error(`it failed:\n${quoted(stderr)}`);
  });
  return stdout.trimEnd().split('\n');
}
