import { randomInt } from 'node:crypto';
import type { Command } from 'commander';
import type { TraceRecord } from '../../environment/index.ts';
import type { Scenario, ScenarioResult } from '../../scenarios/index.ts';

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
of one seed have the same digest.

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
    .option('--seed <seed>', 'decides everything left to chance (default: a new one each time)')
    .option('--real', 'run in real time, with the store on disk')
    .option('--json', 'print every record of the trace, and the results, as JSON lines')
    .option('--quiet', 'print results only')
    .addHelpText('after', help)
    .action(run);
}

/** What runs scenarios, loaded only when one is run. */
type Runner = typeof import('../../scenarios/index.ts');

async function run(files: readonly string[], options: RunOptions): Promise<void> {
  const runner = await import('../../scenarios/index.ts');
  const scenarios = files.flatMap((file) =>
    runner.loadScenarios(file).map((scenario) => ({ scenario, file })),
  );
  const seed = options.seed ?? String(randomInt(1, 2 ** 31));
  let failed = 0;
  for (const { scenario, file } of scenarios) {
    const result = await runOne(runner, scenario, seed, options);
    if (!result.passed) failed++;
    if (options.json) console.log(JSON.stringify({ kind: 'result', ...result }));
    else report(result, file, options);
  }
  if (failed > 0) process.exitCode = 1;
}

function runOne(
  runner: Runner,
  scenario: Scenario,
  seed: string,
  options: RunOptions,
): Promise<ScenarioResult> {
  const onRecord = recordPrinter(runner, scenario, options);
  return runner.runScenario(scenario, {
    seed,
    real: options.real ?? false,
    stopwatch: () => performance.now(),
    ...(onRecord === undefined ? {} : { onRecord }),
  });
}

function recordPrinter(
  { Timeline, formatLine }: Runner,
  scenario: Scenario,
  options: RunOptions,
): ((record: TraceRecord) => void) | undefined {
  if (options.json) return (record) => console.log(JSON.stringify(record));
  if (options.quiet) return undefined;
  const about = scenario.description === '' ? '' : `: ${scenario.description}`;
  console.log(`${scenario.name}${about}`);
  const timeline = new Timeline();
  let startMs: number | undefined;
  return (record) => {
    startMs ??= record.atMs;
    const line = timeline.take(record);
    if (line !== undefined) console.log(formatLine(line, startMs));
  };
}

function report(result: ScenarioResult, file: string, options: RunOptions): void {
  const { failure } = result;
  if (failure !== undefined) {
    console.log(`\nfailed at step ${failure.step} (${failure.summary})\n  ${failure.message}`);
    if (failure.detail !== '') console.log(failure.detail);
    console.log(`replay it: homeostat run ${file} --seed ${result.seed}${options.real ? ' --real' : ''}\n`);
  }
  console.log(formatResult(result));
}

/** `rolling-update  pass  seed 7  virtual 12.345s  real 0.031s  sha256:...`. */
function formatResult(result: ScenarioResult): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(3)}s`;
  return [
    result.scenario,
    result.passed ? 'pass' : 'fail',
    `seed ${result.seed}`,
    `virtual ${seconds(result.virtualMs)}`,
    `real ${seconds(result.realMs)}`,
    result.digest ?? 'no digest (real time)',
  ].join('  ');
}
