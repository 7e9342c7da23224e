import { expect, test } from 'vitest';
import {
  checkDeterminism,
  checkDeterminismInProcess,
  createSimulation,
  formatDeterminism,
  type SeededRun,
} from './index.ts';

const { failingRun, leakyRun, run } = (await import(
  new URL('./testdata/seeded-runs.mjs', import.meta.url).href
)) as Record<'failingRun' | 'leakyRun' | 'run', SeededRun>;

test('a seed that runs twice here leaves one digest, and another seed another one', async () => {
  const report = await checkDeterminismInProcess(run, { seed: 7 });
  const [digest, ...others] = report.digests;
  expect(report).toEqual({ seed: '7', digests: [digest, digest], records: 6, equal: true });
  expect(others).toHaveLength(1);
  expect(formatDeterminism(report)).toBe(`seed 7: 2 runs of 6 records, all ${digest}`);
  const ofThree = await checkDeterminismInProcess(run, { seed: '7', runs: 3 });
  expect(ofThree.digests).toEqual([digest, digest, digest]);
  expect((await checkDeterminismInProcess(run, { seed: 8 })).digests[0]).not.toBe(digest);
});

test('what leaks, fails or never runs is not taken for equal', async () => {
  expect(await checkDeterminismInProcess(leakyRun, { seed: 7 })).toMatchObject({
    equal: false,
    difference: { run: 2, line: 2 },
  });
  await expect(checkDeterminismInProcess(failingRun, { seed: 7 })).rejects.toThrow('the run failed');
  await expect(checkDeterminismInProcess(run, { seed: 7, runs: 0 })).rejects.toThrow('at least one run');
});

/** A run whose nth time records so many lines, and of these the one at `oddAt` (from 1) in its own way. */
function varying(...times: readonly (readonly [lines: number, oddAt?: number])[]): SeededRun {
  let time = 0;
  return async (seed, observe) => {
    const { trace } = createSimulation({ seed }).environment;
    observe(trace);
    const [lines, oddAt] = times[time++] ?? [0];
    for (let line = 1; line <= lines; line++)
      trace.record('note', { said: line === oddAt ? `odd ${time}` : `same ${line}` });
  };
}

/** What is said of it, each line by what its record says. */
async function saidOf(run: SeededRun, runs: number): Promise<readonly string[]> {
  const text = formatDeterminism(await checkDeterminismInProcess(run, { seed: 7, runs }));
  return text.split('\n').map((line) => line.replace(/\{.*"said":"([^"]*)".*/, '$1'));
}

test('the first record that differs is told, with up to five before it', async () => {
  expect(await saidOf(varying([10], [10], [10, 8]), 3)).toEqual([
    'seed 7: run 3 differs from run 1 at record 8',
    ...['same 3', 'same 4', 'same 5', 'same 6', 'same 7'].map((line) => `    ${line}`),
    '  1 same 8',
    '  3 odd 3',
  ]);
  expect(await saidOf(varying([3, 2], [3, 2]), 2)).toEqual([
    'seed 7: run 2 differs from run 1 at record 2',
    '    same 1',
    '  1 odd 1',
    '  2 odd 2',
  ]);
});

test('a run that ends early, or goes on, differs where one of them ended', async () => {
  expect((await saidOf(varying([3], [2]), 2)).slice(-2)).toEqual(['  1 same 3', '  2 (ended)']);
  expect((await saidOf(varying([2], [3]), 2)).slice(-2)).toEqual(['  1 (ended)', '  2 same 3']);
});

test('a program that prints its trace and digest can be checked as it is', async () => {
  const program = (text: string) => [process.execPath, '-e', text] as const;
  const digest = 'a'.repeat(64);
  const same = await checkDeterminism({ command: program(`console.log('one\\nsha256:${digest}')`), seed: 1 });
  expect(same).toMatchObject({ equal: true, records: 1 });
  const thrice = { command: program(`console.log('sha256:${digest}')`), seed: 1, runs: 3 };
  expect((await checkDeterminism(thrice)).digests).toEqual(Array(3).fill(`sha256:${digest}`));
  const pid = program(
    `console.log('one\\n' + process.pid + '\\nsha256:' + String(process.pid).padStart(64, '0'))`,
  );
  expect(await checkDeterminism({ command: pid, seed: 1 })).toMatchObject({ difference: { line: 2 } });
  await expect(checkDeterminism({ command: program(''), seed: 1 })).rejects.toThrow('printed no digest');
  const failing = program(`console.error('it broke'); process.exit(1)`);
  await expect(checkDeterminism({ command: failing, seed: 1 })).rejects.toThrow(/failed:\nit broke/);
});
