// Prints what the runner says of each of these mutants, in one process: `tsx try-mutants.ts MUTANT...`
import type { MutantRunResult } from '@stryker-mutator/api/test-runner';
import { OneProcessRunner } from '../runner.ts';

const runner = new OneProcessRunner();
const dry = await runner.dryRun({ testFiles: ['scripts/mutation/testdata/parity.fixture.ts'] });
if (dry.status !== 'complete') throw new Error(dry.status);
const covered = Object.entries(dry.mutantCoverage?.perTest ?? {});
console.log(`${dry.tests.length} tests`);
for (const mutant of process.argv.slice(2)) {
  const testFilter = covered.filter(([, hits]) => hits[mutant] !== undefined).map(([id]) => id);
  const mutantRun = runner.mutantRun({ activeMutant: { id: mutant }, testFilter });
  console.log(`${mutant}: ${await mutantRun.then(told, ({ message }: Error) => message)}`);
}

function told(result: MutantRunResult): string {
  if (result.status === 'survived') return `survived ${result.nrOfTests} tests`;
  return result.status === 'killed'
    ? `killed by the ${result.nrOfTests}. test: ${result.failureMessage}`
    : '?';
}
