/** The program of one process: `child.ts FILE:SEED...` prints a line about each, in order. */
import { runWanted } from './scenario-runs.ts';

for (const wanted of process.argv.slice(2)) {
  const [file = '', seed = ''] = wanted.split(':');
  const { passed, digest, failure } = await runWanted({ file, seed });
  process.stdout.write(`${digest} ${passed ? 'pass' : `fail: step ${failure?.step}: ${failure?.message}`}\n`);
}
