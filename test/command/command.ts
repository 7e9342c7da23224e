import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
const main = fileURLToPath(new URL('../../cli/main.ts', import.meta.url));
const bundled = process.env.HOMEOSTAT_COMMAND;

/** The arguments of Node that make it the `homeostat` command of the sources: what vitest has bundled, or they themselves. */
export const commandArgs: readonly string[] = bundled === undefined ? ['--import', loader, main] : [bundled];
