import type { CoreV1Event } from '../api/index.ts';
import type { TraceKind, TraceRecord } from '../environment/index.ts';
import type { Scenario, ScenarioFailure, ScenarioResult } from '../scenarios/index.ts';
import type { Output } from './output.ts';
import { shellQuote } from './shell-quote.ts';

/** What is told while scenarios run. */
export interface RunReport {
  /** Undefined for a report that does not want to know. */
  onRecord?(record: TraceRecord): void;
  /** Kinds of details that it wants to know too. */
  readonly details?: readonly TraceKind[];
  onEvent?(event: CoreV1Event): void;
  begin(scenario: Scenario, seed: string): void;
  end(scenario: Scenario, result: ScenarioResult): void;
  /** After the last of them. */
  finish(results: readonly ScenarioResult[]): void;
}

export interface ReportOptions {
  readonly real: boolean;
  /** What to type to run the program: `homeostat`, or `npx homeostat`. */
  readonly program: string;
  readonly output: Output;
  /** Prints one or more lines. */
  readonly print: (text: string) => void;
}

/** What of `scenarios/` a report needs; it is loaded by whoever runs scenarios. */
type Words = Pick<typeof import('../scenarios/index.ts'), 'Timeline' | 'formatLine'>;

/** The timeline of every scenario, then its result. */
export function timelineReport({ Timeline, formatLine }: Words, options: ReportOptions): RunReport {
  const { output, print } = options;
  const results = resultReport(options);
  let timeline = new Timeline();
  let startMs: number | undefined;
  return {
    details: ['pod-place'],
    begin({ name, description }, seed) {
      timeline = new Timeline();
      startMs = undefined;
      const about = description === '' ? '' : `: ${description}`;
      print(`${output.style('bold', name)}${about} ${output.style('dim', `(seed ${seed})`)}`);
    },
    onEvent: (event) => timeline.takeEvent(event),
    onRecord(record) {
      startMs ??= record.atMs;
      for (const line of timeline.take(record)) print(formatLine(line, { ...output, startMs }));
    },
    end(scenario, result) {
      print('');
      results.end(scenario, result);
      print('');
    },
    finish: results.finish,
  };
}

/** One line per scenario, and what went wrong. */
export function resultReport(options: ReportOptions): Omit<RunReport, 'onRecord' | 'onEvent'> {
  const { output, print } = options;
  return {
    begin() {},
    end(scenario, result) {
      if (result.failure !== undefined) {
        print(formatFailure(scenario, result.failure, output));
        print(`replay it: ${replayCommand(scenario, result, options)}`);
      }
      print(formatResult(result, output));
    },
    finish(results) {
      if (results.length > 1) print(formatSummary(results, output));
    },
  };
}

export interface JsonReportOptions {
  /** All records of the trace. */
  readonly records: boolean;
  /** And the details of what schedulers found out. */
  readonly attempts: boolean;
}

/** JSON lines: `scenario`, then what of the trace is wanted, `result` for each scenario, and `summary` at the end. */
export function jsonReport(
  print: (text: string) => void,
  { records, attempts }: JsonReportOptions,
): RunReport {
  const line = (value: object) => print(JSON.stringify(value));
  return {
    ...(records ? { onRecord: line } : {}),
    ...(attempts ? { details: ['attempt', 'pod-place'] } : {}),
    begin: ({ name, file }, seed) => line({ kind: 'scenario', scenario: name, file, seed }),
    end: ({ file }, result) => line({ kind: 'result', file, ...result }),
    finish(results) {
      const failed = results.filter(({ passed }) => !passed).length;
      line({ kind: 'summary', passed: results.length - failed, failed });
    },
  };
}

function formatFailure({ name }: Scenario, failure: ScenarioFailure, { style }: Output): string {
  const { step, summary, message, detail } = failure;
  const where = step === 0 ? summary : `step ${step}: ${summary}`;
  const lines = detail.split('\n').map((line) => {
    if (/^\s+- /.test(line)) return style('green', line);
    return /^\s+\+ /.test(line) ? style('red', line) : line;
  });
  const told = detail === '' ? '' : `\n  ${lines.join('\n  ')}`;
  return `${style('red', `${name} failed at ${where}`)}\n  ${message}${told}`;
}

/** What runs a scenario as it was run. */
export function replayCommand(
  { file }: Scenario,
  { seed }: ScenarioResult,
  { program, real }: ReportOptions,
): string {
  return `${program} run ${shellQuote(file)} --seed ${shellQuote(seed)}${real ? ' --real' : ''}`;
}

/** `rolling-update  pass  seed 7  virtual 12.345s  real 0.031s  sha256:...`; in a sweep what is the same each time. */
export function formatResult(result: ScenarioResult, { style }: Output, sweep = false): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(3)}s`;
  return [
    style('bold', result.scenario),
    result.passed ? style('green', 'pass') : style('red', 'fail'),
    `seed ${result.seed}`,
    `virtual ${seconds(result.virtualMs)}`,
    ...(sweep ? [] : [`real ${seconds(result.realMs)}`]),
    style('dim', result.digest ?? 'no digest (real time)'),
  ].join('  ');
}

function formatSummary(results: readonly ScenarioResult[], { style }: Output): string {
  const failed = results.filter(({ passed }) => !passed);
  const all = `${results.length} scenarios: ${results.length - failed.length} passed`;
  if (failed.length === 0) return style('green', all);
  return style(
    'red',
    `${all}, ${failed.length} failed: ${failed.map(({ scenario }) => scenario).join(', ')}`,
  );
}
