import { expect, test } from 'vitest';
import { formatLine, type Scenario, type ScenarioResult, Timeline } from '../scenarios/index.ts';
import { outputOf } from './output.ts';
import { jsonReport, type RunReport, resultReport, timelineReport } from './run-report.ts';
import { sweepReport } from './sweep-report.ts';

const scenario: Scenario = {
  name: 'grow',
  description: 'more and more',
  file: 'my scenarios/grow.yaml',
  cluster: { nodes: 1 },
  steps: [],
};
const passed: ScenarioResult = {
  scenario: 'grow',
  passed: true,
  seed: '7',
  virtualMs: 12_345,
  realMs: 31,
  digest: 'sha256:00',
};
const detail =
  '- expected, + found in Pod default/web:\n  - status.phase: "Failed"\n  + status.phase: "Running"';
const failure = { step: 2, summary: 'assert Pod default/web', message: 'not within 30s', detail };
const failed: ScenarioResult = { ...passed, passed: false, failure };

const plain = outputOf({}, {});

function reported(
  report: (print: (text: string) => void) => RunReport,
  results: readonly ScenarioResult[],
): readonly string[] {
  const lines: string[] = [];
  const { begin, end, finish, onRecord } = report((text) => lines.push(text));
  for (const result of results) {
    begin(scenario, result.seed);
    const made = { by: 'simulation', causes: [] };
    onRecord?.({ ...made, id: 1, atMs: 5, kind: 'node-started', fields: { node: 'node-1' } });
    onRecord?.({ ...made, id: 2, atMs: 6, kind: 'step', fields: { step: 1, summary: 'settle' } });
    end(scenario, result);
  }
  finish(results);
  return lines.join('\n').split('\n');
}

test('a result is one line, and several end with how many', () => {
  const lines = reported(
    (print) => resultReport({ real: false, program: 'homeostat', output: plain, print }),
    [passed, passed],
  );
  const line = 'grow  pass  seed 7  virtual 12.345s  real 0.031s  sha256:00';
  expect(lines).toEqual([line, line, '2 scenarios: 2 passed']);
});

test('a failure says what was there instead, and how to see it again', () => {
  const lines = reported(
    (print) => resultReport({ real: true, program: 'npx homeostat', output: plain, print }),
    [failed],
  );
  expect(lines.slice(0, -1)).toEqual([
    'grow failed at step 2: assert Pod default/web',
    '  not within 30s',
    '  - expected, + found in Pod default/web:',
    '    - status.phase: "Failed"',
    '    + status.phase: "Running"',
    "replay it: npx homeostat run 'my scenarios/grow.yaml' --seed 7 --real",
  ]);
});

test('the timeline has a head, its steps and the result', () => {
  const words = { Timeline, formatLine };
  const options = { real: false, program: 'homeostat', output: plain };
  const lines = reported((print) => timelineReport(words, { ...options, print }), [failed, passed]);
  expect(lines.slice(0, 5)).toEqual([
    'grow: more and more (seed 7)',
    '   0.001s  cluster                started, with node node-1',
    '',
    'step 1: settle',
    '',
  ]);
  expect(lines.at(-1)).toBe('2 scenarios: 1 passed, 1 failed: grow');
});

test('JSON lines tell scenarios, records, results and the summary', () => {
  const parsed = (records: boolean) =>
    reported((print) => jsonReport(print, { records, attempts: false }), [failed]).map((line) =>
      JSON.parse(line),
    );
  const scenarioLine = { kind: 'scenario', scenario: 'grow', file: scenario.file, seed: '7' };
  const resultLine = { kind: 'result', file: scenario.file, ...failed };
  expect(parsed(false)).toEqual([scenarioLine, resultLine, { kind: 'summary', passed: 0, failed: 1 }]);
  expect(parsed(true).map(({ kind }) => kind)).toEqual([
    'scenario',
    'node-started',
    'step',
    'result',
    'summary',
  ]);
});

test('a sweep is a line for each run, and the failed ones again at the end', () => {
  const options = { real: false, program: 'homeostat', output: plain };
  const other: ScenarioResult = { ...failed, seed: '8' };
  const lines = (quiet: boolean) =>
    reported((print) => sweepReport({ ...options, print }, quiet), [passed, other]);
  const pass = 'grow  pass  seed 7  virtual 12.345s  sha256:00';
  const rest = [
    'grow  fail  seed 8  virtual 12.345s  sha256:00  step 2: assert Pod default/web: not within 30s',
    'grow  2 seeds: 1 passed, 1 failed',
    "  replay it: homeostat run 'my scenarios/grow.yaml' --seed 8",
  ];
  expect(lines(false)).toEqual([pass, ...rest]);
  expect(lines(true)).toEqual(rest);
});
