/** The program of one process of a determinism check: `determinism-child MODULE EXPORT SEED`. */
import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type SeededRun, transcribe } from './transcript.ts';

const [module = '', exportName = '', seed = ''] = process.argv.slice(2);
const url = isAbsolute(module) ? pathToFileURL(module).href : module;
const loaded = (await import(url)) as Readonly<Record<string, SeededRun | undefined>>;
const run = loaded[exportName];
if (run === undefined) throw new Error(`${module} has no export ${exportName}`);
const { digest, lines } = await transcribe(run, seed);
// What the run left open must not keep the process; what it printed must be out before.
process.stdout.write(`${[...lines, digest].join('\n')}\n`, () => process.exit(0));
