import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadScenarios, parseScenarios, runScenario } from '../../scenarios/index.ts';
import { blocksOf, readPage, root, runProgram } from './run-document.ts';

const readme = readPage('README.md');
const blocks = (language: string) => blocksOf(readme, language);

test('the scenario runs as it stands there', async () => {
  const [text = '', ...others] = blocks('yaml');
  expect(others).toEqual([]);
  const [scenario] = parseScenarios(text, join(root, 'survive.yaml'));
  const result = await runScenario(scenario as NonNullable<typeof scenario>, { seed: 1 });
  expect(result.failure).toBeUndefined();
});

test('four minutes are too early, as it says there', async () => {
  const [text = ''] = blocks('yaml');
  const early = text.replace('duration: 6m', 'duration: 4m');
  const [scenario] = parseScenarios(early, join(root, 'survive.yaml'));
  const { failure } = await runScenario(scenario as NonNullable<typeof scenario>, { seed: 7 });
  const printed = blocks('text').find((block) => block.startsWith('survive failed'));
  const lines = (failure?.detail ?? '').split('\n').map((line) => `  ${line}`);
  expect(printed?.split('\n').slice(0, 2 + lines.length)).toEqual([
    `survive failed at step ${failure?.step}: ${failure?.summary}`,
    `  ${failure?.message}`,
    ...lines,
  ]);
});

test('every file that is named is there', () => {
  const named = [...readme.matchAll(/(?:\]\(|homeostat run |-f )([\w./-]+\/[\w./-]*)/g)].map(
    ([, path = '']) => path,
  );
  expect(named.length).toBeGreaterThan(8);
  const missing = named.filter((path) => {
    try {
      readFileSync(join(root, path));
      return false;
    } catch (error) {
      return (error as NodeJS.ErrnoException).code !== 'EISDIR';
    }
  });
  expect(missing).toEqual([]);
  expect(loadScenarios(join(root, 'scenarios')).length).toBeGreaterThan(5);
});

test('the library example is right in its types, and runs', async () => {
  const { checked, ran } = await runProgram(blocks('ts').join('\n'));
  expect(checked).toEqual({ stdout: '', stderr: '' });
  expect(ran.stdout).toMatch(/^1 at http:\/\/127\.0\.0\.1:\d+\n$/);
});
