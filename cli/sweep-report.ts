import type { Scenario, ScenarioResult } from '../scenarios/index.ts';
import { formatResult, type ReportOptions, type RunReport, replayCommand } from './run-report.ts';

/** One line for each run, with the failed ones alone if that is enough, and at the end how many and how to replay those. */
export function sweepReport(
  options: ReportOptions,
  failedOnly: boolean,
): Omit<RunReport, 'onRecord' | 'onEvent'> {
  const { output, print } = options;
  const runs = new Map<Scenario, ScenarioResult[]>();
  return {
    begin() {},
    end(scenario, result) {
      const its = runs.get(scenario) ?? [];
      its.push(result);
      runs.set(scenario, its);
      if (!failedOnly || !result.passed) print(`${formatResult(result, output, true)}${whyNot(result)}`);
    },
    finish(results) {
      for (const [scenario, its] of runs) print(summaryOf(scenario, its, options));
      if (runs.size > 1) print(`${runs.size} scenarios, ${counts(results, 'run')}`);
    },
  };
}

function whyNot({ failure }: ScenarioResult): string {
  if (failure === undefined) return '';
  const { step, summary, message } = failure;
  return `  ${step === 0 ? '' : `step ${step}: `}${summary}: ${message.replaceAll('\n', ' ')}`;
}

function summaryOf(scenario: Scenario, results: readonly ScenarioResult[], options: ReportOptions): string {
  const failed = results.filter(({ passed }) => !passed);
  const line = `${scenario.name}  ${counts(results, 'seed')}`;
  const replays = failed.map((result) => `  replay it: ${replayCommand(scenario, result, options)}`);
  return [options.output.style(failed.length === 0 ? 'green' : 'red', line), ...replays].join('\n');
}

/** `10 seeds: 8 passed, 2 failed`. */
function counts(results: readonly ScenarioResult[], what: string): string {
  const failed = results.filter(({ passed }) => !passed).length;
  const all = `${results.length} ${what}${results.length === 1 ? '' : 's'}: ${results.length - failed} passed`;
  return failed === 0 ? all : `${all}, ${failed} failed`;
}
