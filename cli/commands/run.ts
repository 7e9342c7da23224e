import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import type { Scenario, ScenarioResult } from '../../scenarios/index.ts';
import { outputOf } from '../output.ts';
import { type Progress, progressOn } from '../progress.ts';
import { jsonReport, type RunReport, resultReport, timelineReport } from '../run-report.ts';
import { type Seeds, seedsOf } from '../seeds.ts';
import { stopSignal } from '../stop-signal.ts';
import { sweepReport } from '../sweep-report.ts';

interface RunOptions {
  readonly seed?: Seeds;
  readonly real?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly attempts?: boolean;
}

const help = `
A scenario is a YAML file of kind Scenario (apiVersion homeostat.dev/v1alpha1): a cluster and a list of steps such as
apply, patch, kill, assert. It runs in virtual time, where one seed decides everything left to chance and ten minutes
take milliseconds. The timeline says who did what, and after "<-" what made them do it.

The last line of each scenario: name, pass or fail, seed, virtual and real duration, digest of the whole run. Two runs
of one seed have the same digest. A failed step says what was there instead, and how to see it again.

With --seed 1-100 each scenario runs with each of the seeds. A line for each run says pass or fail, and which step failed;
at the end come how many passed, and for each seed that failed the command that replays it.

With --quiet, and with a range of seeds, a terminal shows on its error output how far it is, once it takes over a second.

With --json each line is an object, told apart by its "kind": "scenario" (scenario, file, seed) as each begins; then
the records of its trace (id, atMs, by, kind, causes, fields; not with --quiet; with --attempts those of kind "attempt" and
"pod-place" too, which have no id); "result" (scenario, file, passed, seed,
virtualMs, realMs, digest, failure with step, summary, message, detail); at the end "summary" (passed, failed).

Examples:
  homeostat run scenarios/rolling-update.yaml
  homeostat run scenarios/rolling-update.yaml --seed 7
  homeostat run scenarios/ --seed 1-100
  homeostat run scenarios/ --quiet
  homeostat run scenarios/scale.yaml --real`;

export function addRunCommand(program: Command): void {
  program
    .command('run')
    .argument('<files...>', 'scenario files, or directories of them')
    .description('run scenarios, in virtual time unless told otherwise; exit code 1 if one fails')
    .option(
      '--seed <seed>',
      'decides everything left to chance (default: a new one each time); 1-100 runs each of these',
      seedsOf,
    )
    .option('--real', 'run in real time, with the store on disk')
    .option('--json', 'print every record of the trace, and the results, as JSON lines')
    .option('--attempts', 'with --json, print all that the scheduler found out about each pod and node too')
    .option('--quiet', 'print results only; of a range of seeds, what failed and how many')
    .addHelpText('after', help)
    .action(run);
}

/** What runs scenarios, loaded only when one is run. */
type Runner = typeof import('../../scenarios/index.ts');

/** The real one: while a simulation runs, the one of that name throws. */
const now = performance.now.bind(performance);

async function run(files: readonly string[], options: RunOptions): Promise<void> {
  const runner = await import('../../scenarios/index.ts');
  const scenarios = files.flatMap((file) => runner.loadScenarios(file));
  const { seeds, sweep } = options.seed ?? { seeds: [String(randomInt(1, 2 ** 31))], sweep: false };
  const progress = options.quiet || sweep ? progressOn(process.stderr, now) : undefined;
  const print = (text: string) => {
    progress?.clear();
    console.log(text);
  };
  const report = reportOf(runner, options, { sweep, print });
  // In real time there is a store on disk to be taken away.
  const signal = options.real ? stopSignal() : undefined;
  const count = scenarios.length * seeds.length;
  const results: ScenarioResult[] = [];
  let failed = 0;
  try {
    for (const scenario of scenarios) {
      for (const seed of seeds) {
        report.begin(scenario, seed);
        const place = count === 1 ? '' : ` (${results.length + 1} of ${count}, ${failed} failed)`;
        const what = `${scenario.name}${place}: seed ${seed}`;
        const watched = progress && watchedBy(progress, what, report);
        const result = await runOne(runner, scenario, { seed, report: watched ?? report, options, signal });
        results.push(result);
        if (!result.passed) failed++;
        report.end(scenario, result);
      }
    }
    report.finish(results);
  } finally {
    progress?.clear();
  }
  if (failed > 0) process.exitCode = 1;
}

function reportOf(
  runner: Runner,
  { json, quiet = false, real = false, attempts = false }: RunOptions,
  { sweep, print }: { readonly sweep: boolean; readonly print: (text: string) => void },
): RunReport {
  if (json) return jsonReport(print, { records: !quiet, attempts });
  // Who came by npx or npm start has no command of that name.
  const program = process.env.npm_command === undefined ? 'homeostat' : 'npx homeostat';
  const options = { real, program, print, output: outputOf(process.stdout, process.env) };
  if (sweep) return sweepReport(options, quiet);
  return quiet ? resultReport(options) : timelineReport(runner, options);
}

/** The report, and how far the run has come: the step, and the seconds of its world. */
function watchedBy(progress: Progress, what: string, report: RunReport): RunReport {
  let startMs: number | undefined;
  let step = 0;
  return {
    ...report,
    onRecord(record) {
      report.onRecord?.(record);
      startMs ??= record.atMs;
      if (record.kind === 'step') step++;
      const seconds = Math.floor((record.atMs - startMs) / 1000);
      progress.show(() => `${what}, step ${step}, virtual ${seconds} s ...`);
    },
  };
}

interface Run {
  readonly seed: string;
  readonly report: RunReport;
  readonly options: RunOptions;
  readonly signal: AbortSignal | undefined;
}

function runOne(
  runner: Runner,
  scenario: Scenario,
  { seed, report: { onRecord, onEvent, details }, options, signal }: Run,
): Promise<ScenarioResult> {
  return runner.runScenario(scenario, {
    seed,
    real: options.real ?? false,
    stopwatch: now,
    ...(signal === undefined ? {} : { signal }),
    ...(onRecord === undefined ? {} : { onRecord }),
    ...(details === undefined ? {} : { details }),
    ...(onEvent === undefined ? {} : { onEvent }),
  });
}
