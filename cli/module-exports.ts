import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { UsageError } from './usage-error.ts';

/** What the module itself prints goes elsewhere than this. What JSON has no words for is no manifest. */
const program = `import { writeFileSync } from 'node:fs';
const textOf = (value) => {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch {
    return 'null';
  }
};
const texts = Object.values(await import(process.argv[1])).map(textOf);
writeFileSync(3, '[' + texts.join() + ']');
process.exit();`;

/**
 * The values that a module exports, as JSON has them. It runs in a process of its own. TypeScript is read by tsx where the
 * project has it, otherwise by Node, from 22.18 on. Throws a UsageError with what went wrong in the module.
 */
export function moduleExports(file: string): readonly unknown[] {
  const path = resolve(file);
  const node = [...loaderFor(path), '--input-type=module', '--eval', program, '--', pathToFileURL(path).href];
  const { status, output } = spawnSync(process.execPath, node, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  const [, , stderr, exported] = output;
  if (status !== 0) throw new UsageError(`${file} does not run: ${stderr?.trim()}`);
  return JSON.parse(exported ?? '') as readonly unknown[];
}

function loaderFor(path: string): readonly string[] {
  if (!/\.[cm]?ts$/.test(path)) return [];
  try {
    return ['--import', pathToFileURL(createRequire(path).resolve('tsx')).href];
  } catch {
    if ('typescript' in process.features && process.features.typescript) return [];
    throw new UsageError(`this Node reads no TypeScript: run "npm install --save-dev tsx" where ${path} is`);
  }
}
