/**
 * Runs many seeds of a scenario in one process: all must pass, and some of them must have the digest that a process of
 * their own gives them. `npx tsx test/determinism/many-seeds.ts [SCENARIO] [SEEDS] [FIRST SEED]`.
 */
import { inFreshProcess } from './fresh-process.ts';
import { runWanted } from './scenario-runs.ts';

/** Fresh processes take a second each. */
const samples = 5;
/** More than this many failures tell nothing new. */
const failuresMax = 5;

const [name = 'rolling-update', count = '1000', first = '1'] = process.argv.slice(2);
const file = name.endsWith('.yaml') ? name : `${name}.yaml`;
const seeds = Array.from({ length: Number(count) }, (_, at) => String(Number(first) + at));
const digests = new Map<string, string>();
const failures: string[] = [];
const startedMs = performance.now();
let virtualMs = 0;
for (const seed of seeds) {
  const result = await runWanted({ file, seed });
  digests.set(seed, `${result.digest} ${result.passed ? 'pass' : 'fail'}`);
  virtualMs += result.virtualMs;
  const { failure } = result;
  if (failure === undefined) continue;
  failures.push(
    `seed ${seed}: step ${failure.step} (${failure.summary}): ${failure.message}\n${failure.detail}`,
  );
  if (failures.length >= failuresMax) break;
}
const seconds = (performance.now() - startedMs) / 1000;
// On a machine that does other things, too, this says more than the seconds on the wall.
const { user, system } = process.cpuUsage();
const processorSeconds = (user + system) / 1e6;
say(
  `${file}: ${digests.size} seeds, ${failures.length} failed, ${new Set(digests.values()).size} different runs, ` +
    `${(digests.size / seconds).toFixed(1)} seeds/s (${(digests.size / processorSeconds).toFixed(1)} per second of processor), ${Math.round(virtualMs / 1000 / seconds)} virtual seconds/s, ` +
    `${Math.round(process.memoryUsage().rss / 2 ** 20)} MB`,
);
for (const failure of failures) say(failure);

const step = Math.max(1, Math.floor(digests.size / samples));
const sample = [...digests.keys()].filter((_, at) => at % step === step - 1).slice(0, samples);
const different: string[] = [];
for (const seed of sample) {
  const [fresh = ''] = await inFreshProcess([{ file, seed }]);
  if (!fresh.startsWith(digests.get(seed) ?? '?')) different.push(seed);
}
say(
  different.length === 0
    ? `the same digests in fresh processes: seeds ${sample.join(', ')}`
    : `other digests in fresh processes: seeds ${different.join(', ')}`,
);
process.exitCode = failures.length + different.length === 0 ? 0 : 1;

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
