import { execFileSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** What the runner says of mutants of `testdata/parity.ts` that one process tries one after the other. */
function tryMutants(...mutants: string[]): string[] {
  const script = 'scripts/mutation/testdata/try-mutants.ts';
  const output = execFileSync(process.execPath, ['--import', 'tsx', script, ...mutants], {
    encoding: 'utf8',
  });
  return output.trim().split('\n');
}

test('only the tests that come past a mutant are run, up to the first that fails, as often as there are mutants', () => {
  expect(tryMutants('is wrong', 'makes no difference', 'is wrong', 'waits for nobody')).toEqual([
    '4 tests',
    'is wrong: killed, 2 tests',
    'makes no difference: survived, 3 tests',
    'is wrong: killed, 2 tests',
    'waits for nobody: killed, 1 tests',
  ]);
});

test('what a mutant leaves behind is not held against the next: a new process is asked', () => {
  expect(tryMutants('breaks all that follows', 'makes no difference').slice(1)).toEqual([
    'breaks all that follows: killed, 1 tests',
    'makes no difference: the last mutant left something behind',
  ]);
  expect(tryMutants('makes no difference', 'breaks all that follows')[2]).toBe(
    'breaks all that follows: this mutant or one before it left something behind',
  );
});

test('a mutant that the process comes past only once is for a new process', () => {
  expect(tryMutants('makes no difference', 'is wrong once')[2]).toBe(
    'is wrong once: the process came here before, and does not again',
  );
});
