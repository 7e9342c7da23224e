import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import type { Scenario, ScenarioResult } from '../../scenarios/index.ts';
import { outputOf } from '../output.ts';
import { jsonReport, type RunReport, resultReport, timelineReport } from '../run-report.ts';
import { stopSignal } from '../stop-signal.ts';
import { UsageError } from '../usage-error.ts';

interface RunOptions {
  readonly seed?: string;
  readonly real?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const help = `
A scenario is a YAML file of kind Scenario (apiVersion homeostat.dev/v1alpha1): a cluster and a list of steps such as
apply, patch, kill, assert. It runs in virtual time, where one seed decides everything left to chance and ten minutes
take milliseconds. The timeline says who did what, and after "<-" what made them do it.

The last line of each scenario: name, pass or fail, seed, virtual and real duration, digest of the whole run. Two runs
of one seed have the same digest. A failed step says what was there instead, and how to see it again.

With --json each line is an object, told apart by its "kind": "scenario" (scenario, file, seed) as each begins; then
the records of its trace (id, atMs, by, kind, cause, fields; not with --quiet); "result" (scenario, file, passed, seed,
virtualMs, realMs, digest, failure with step, summary, message, detail); at the end "summary" (passed, failed).

Examples:
  homeostat run scenarios/rolling-update.yaml
  homeostat run scenarios/rolling-update.yaml --seed 7
  homeostat run scenarios/ --quiet
  homeostat run scenarios/scale.yaml --real`;

export function addRunCommand(program: Command): void {
  program
    .command('run')
    .argument('<files...>', 'scenario files, or directories of them')
    .description('run scenarios, in virtual time unless told otherwise; exit code 1 if one fails')
    .option('--seed <seed>', 'decides everything left to chance (default: a new one each time)', seedOf)
    .option('--real', 'run in real time, with the store on disk')
    .option('--json', 'print every record of the trace, and the results, as JSON lines')
    .option('--quiet', 'print results only')
    .addHelpText('after', help)
    .action(run);
}

/** Any text will do. */
function seedOf(text: string): string {
  if (text === '') throw new UsageError('--seed must be a number or a text');
  return text;
}

/** What runs scenarios, loaded only when one is run. */
type Runner = typeof import('../../scenarios/index.ts');

async function run(files: readonly string[], options: RunOptions): Promise<void> {
  const runner = await import('../../scenarios/index.ts');
  const scenarios = files.flatMap((file) => runner.loadScenarios(file));
  const seed = options.seed ?? String(randomInt(1, 2 ** 31));
  const report = reportOf(runner, options);
  // In real time there is a store on disk to be taken away.
  const signal = options.real ? stopSignal() : undefined;
  const results: ScenarioResult[] = [];
  for (const scenario of scenarios) {
    report.begin(scenario, seed);
    const progress = options.quiet ? showProgress(scenario, results.length, scenarios.length) : undefined;
    const result = await runOne(runner, scenario, { seed, report, options, signal });
    progress?.();
    results.push(result);
    report.end(scenario, result);
  }
  report.finish(results);
  if (results.some(({ passed }) => !passed)) process.exitCode = 1;
}

function reportOf(runner: Runner, { json, quiet, real = false }: RunOptions): RunReport {
  const print = (text: string) => console.log(text);
  if (json) return jsonReport(print, !quiet);
  // Who came by npx or npm start has no command of that name.
  const program = process.env.npm_command === undefined ? 'homeostat' : 'npx homeostat';
  const options = { real, program, print, output: outputOf(process.stdout, process.env) };
  return quiet ? resultReport(options) : timelineReport(runner, options);
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
  { seed, report: { onRecord, onEvent }, options, signal }: Run,
): Promise<ScenarioResult> {
  return runner.runScenario(scenario, {
    seed,
    real: options.real ?? false,
    stopwatch: () => performance.now(),
    ...(signal === undefined ? {} : { signal }),
    ...(onRecord === undefined ? {} : { onRecord }),
    ...(onEvent === undefined ? {} : { onEvent }),
  });
}

/** Says on a terminal what runs, as results alone come late. Returns what takes it away again. */
function showProgress({ name }: Scenario, at: number, count: number): (() => void) | undefined {
  if (!process.stderr.isTTY) return undefined;
  process.stderr.write(`${name} (${at + 1} of ${count}) ...`);
  return () => process.stderr.write('\r\x1b[K');
}
