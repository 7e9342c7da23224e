import { expect, test } from 'vitest';
import { checkDeterminism, checkDeterminismInProcess, formatDeterminism, type SeededRun } from './index.ts';

const module = new URL('./testdata/seeded-runs.mjs', import.meta.url);
const { run } = (await import(module.href)) as { readonly run: SeededRun };

test('a seed run in two processes and in this one leaves one digest', async () => {
  const apart = await checkDeterminism({ module, seed: 7 });
  expect(apart).toMatchObject({ seed: '7', equal: true, records: 6 });
  const here = await checkDeterminismInProcess(run, { seed: 7, runs: 3 });
  expect(new Set([...apart.digests, ...here.digests]).size).toBe(1);
});

test('a run that leaks the real world is found, with the first record that differs', async () => {
  const report = await checkDeterminism({ module, exportName: 'leakyRun', seed: 7 });
  expect(report).toMatchObject({ equal: false, difference: { run: 2, line: 2 } });
  expect(report.difference?.before).toHaveLength(1);
  expect(report.difference?.first).toContain('"kind":"leak"');
  expect(formatDeterminism(report)).toMatch(
    /^seed 7: run 2 differs from run 1 at record 2\n {4}.*same.*\n {2}1 .*leak.*\n {2}2 .*leak.*$/,
  );
});

test('a run that fails is an error, not a difference', async () => {
  const options = { module, exportName: 'failingRun', seed: 7 };
  await expect(checkDeterminism(options)).rejects.toThrow('the run failed');
  await expect(checkDeterminism({ module, exportName: 'nothing', seed: 7 })).rejects.toThrow(
    'no export nothing',
  );
});
