import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { commandArgs } from '../command/command.ts';
import { inFreshProcess } from './fresh-process.ts';
import { runWanted, scenarioFiles } from './scenario-runs.ts';

const files = scenarioFiles();

test('there are scenarios that ship', () => {
  expect(files.length).toBeGreaterThan(10);
});

test('one seed is one run, in whatever process and after whatever; another seed is another run', async () => {
  const wanted = files.flatMap((file) => ['7', '8'].map((seed) => ({ file, seed })));
  // The second process runs them the other way round: what ran before must not matter.
  const [there, back] = await Promise.all([inFreshProcess(wanted), inFreshProcess(wanted.toReversed())]);
  expect(back.toReversed()).toEqual(there);
  expect(there).toEqual(wanted.map(() => expect.stringMatching(/^sha256:[0-9a-f]{64} pass$/)));
  expect(new Set(there).size).toBe(wanted.length);
  // This process is a third one, and loads its modules in another way.
  for (const [at, one] of wanted.entries()) {
    if (one.seed === '7') expect(`${(await runWanted(one)).digest} pass`, one.file).toBe(there[at]);
  }
});

test('the command prints the digest that the library gives', async () => {
  const path = (name: string) => fileURLToPath(new URL(`../../${name}`, import.meta.url));
  const args = [...commandArgs, 'run', path('scenarios/rolling-update.yaml'), '--seed', '7'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: path('') });
  const { digest } = await runWanted({ file: 'rolling-update.yaml', seed: '7' });
  expect(stdout.trimEnd().split('\n').at(-1)).toMatch(new RegExp(`pass  seed 7  .*${digest}$`));
});
