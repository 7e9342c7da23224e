import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { CASES } from './cases.ts';
import { Judge } from './judge.ts';
import { ourAnswer, type RuleName } from './rules.ts';

/**
 * Asks Kubernetes and us the same fresh random questions, and shrinks the first difference of a rule to a minimal one.
 * `tsx check.ts [cases a rule] [seed]`; exit code 1 when anything differs.
 */
const runs = Number(process.argv[2] ?? 500);
const seed = process.argv[3] === undefined ? undefined : Number(process.argv[3]);

const judge = new Judge();
let differences = 0;
for (const rule of Object.keys(CASES) as RuleName[]) {
  const property = fc.asyncProperty(CASES[rule].random, async (input) => {
    // Both see what JSON makes of the input.
    const question: unknown = JSON.parse(JSON.stringify(input));
    const { out } = await judge.ask(rule, question);
    const ours = ourAnswer(rule, question, out);
    if (isDeepStrictEqual(ours, out)) return;
    throw new Error(`Kubernetes: ${JSON.stringify(out)}\n  homeostat:  ${JSON.stringify(ours)}`);
  });
  const result = await fc.check(property, { numRuns: runs, ...(seed === undefined ? {} : { seed }) });
  process.stdout.write(`${result.failed ? 'differs' : 'agrees '} ${rule} (${result.numRuns} cases)\n`);
  if (!result.failed) continue;
  differences++;
  const message = result.errorInstance instanceof Error ? result.errorInstance.message : '';
  process.stdout.write(`  seed ${result.seed}, in: ${JSON.stringify(result.counterexample)}\n  ${message}\n`);
}
judge.close();
process.exitCode = differences === 0 ? 0 : 1;
