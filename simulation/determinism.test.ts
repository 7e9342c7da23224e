import { expect, test } from 'vitest';
import {
  checkDeterminism,
  checkDeterminismInProcess,
  createSimulation,
  formatDeterminism,
  type SeededRun,
} from './index.ts';

const module = new URL('./testdata/seeded-runs.mjs', import.meta.url);
const { failingRun, leakyRun, run } = (await import(module.href)) as Record<
  'failingRun' | 'leakyRun' | 'run',
  SeededRun
>;

test('a seed run in two processes and in this one leaves one digest', async () => {
  const apart = await checkDeterminism({ module, seed: 7 });
  expect(apart).toMatchObject({ seed: '7', equal: true, records: 6 });
  const here = await checkDeterminismInProcess(run, { seed: 7, runs: 3 });
  expect(new Set([...apart.digests, ...here.digests]).size).toBe(1);
  expect(formatDeterminism(here)).toBe(`seed 7: 3 runs of 6 records, all ${apart.digests[0]}`);
  expect((await checkDeterminismInProcess(run, { seed: 8 })).digests[0]).not.toBe(apart.digests[0]);
});

test('a run that leaks the real world is found, with the first record that differs', async () => {
  const report = await checkDeterminism({ module, exportName: 'leakyRun', seed: 7 });
  expect(report).toMatchObject({ equal: false, difference: { run: 2, line: 2 } });
  expect(report.difference?.before).toHaveLength(1);
  expect(report.difference?.first).toContain('"kind":"leak"');
  expect(formatDeterminism(report)).toMatch(
    /^seed 7: run 2 differs from run 1 at record 2\n {4}.*same.*\n {2}1 .*leak.*\n {2}2 .*leak.*$/,
  );
  expect((await checkDeterminismInProcess(leakyRun, { seed: 7 })).equal).toBe(false);
});

test('a run that ends early differs where it ended', async () => {
  let records = 3;
  const shrinking: SeededRun = async (seed, observe) => {
    const { trace } = createSimulation({ seed }).environment;
    observe(trace);
    for (let made = 0; made < records; made++) trace.record('same', {});
    records--;
  };
  const report = await checkDeterminismInProcess(shrinking, { seed: 7 });
  expect(formatDeterminism(report).split('\n').at(-1)).toBe('  2 (ended)');
});

test('a program that prints its trace and digest can be checked as it is', async () => {
  const program = (text: string) => [process.execPath, '-e', text] as const;
  const digest = 'a'.repeat(64);
  const same = await checkDeterminism({ command: program(`console.log('one\\nsha256:${digest}')`), seed: 1 });
  expect(same).toMatchObject({ equal: true, records: 1 });
  const pid = program(
    `console.log('one\\n' + process.pid + '\\nsha256:' + String(process.pid).padStart(64, '0'))`,
  );
  expect(await checkDeterminism({ command: pid, seed: 1 })).toMatchObject({ difference: { line: 2 } });
  await expect(checkDeterminism({ command: program(''), seed: 1 })).rejects.toThrow('printed no digest');
});

test('a run that fails is an error, not a difference', async () => {
  const options = { module, exportName: 'failingRun', seed: 7 };
  await expect(checkDeterminism(options)).rejects.toThrow('the run failed');
  await expect(checkDeterminism({ module, exportName: 'nothing', seed: 7 })).rejects.toThrow(
    'no export nothing',
  );
  await expect(checkDeterminismInProcess(failingRun, { seed: 7 })).rejects.toThrow('the run failed');
});
