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
  expect(tryMutants('is wrong', 'makes no difference', 'is wrong')).toEqual([
    '5 tests',
    'is wrong: killed by the 2. test: expected true to be false // Object.is equality',
    'makes no difference: survived 3 tests',
    'is wrong: killed by the 2. test: expected true to be false // Object.is equality',
  ]);
});

test('a mutant is noticed too by what fails beside the test, and by a test that waits for nothing', () => {
  expect(tryMutants('fails where nobody looks', 'waits for ever').slice(1)).toEqual([
    'fails where nobody looks: killed by the 1. test: nobody waits for this',
    'waits for ever: killed by the 1. test: nothing is under way that this could wait for',
  ]);
});

test('what a mutant leaves behind is not held against the next: a new process is asked', () => {
  expect(tryMutants('breaks all that follows', 'makes no difference').slice(1)).toEqual([
    'breaks all that follows: killed by the 1. test: expected false to be true // Object.is equality',
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
