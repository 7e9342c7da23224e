import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { Judge } from './judge.ts';

/** What is asked of a rule: cases picked by hand for what is known to be odd, and random ones. */
export interface RuleCases {
  readonly picked: readonly unknown[];
  readonly random: fc.Arbitrary<unknown>;
  /** How many random cases become vectors; the check against the judge takes more. */
  readonly vectors: number;
}

/** The rules of one judge. */
export interface RuleSet {
  /** Where the judge's program is. */
  readonly directory: string;
  /** What the names of its vectors' files begin with. */
  readonly prefix: string;
  readonly cases: Readonly<Record<string, RuleCases>>;
  /** Our answer to a question, in the form in which the judge answers; or a promise of it. */
  ours(rule: string, input: unknown, judged: unknown): unknown;
}

const fixedSeed = 20260101;
const vectorsPath = join(import.meta.dirname, '..', '..', 'vectors');

/**
 * Writes test/vectors/: the picked cases and some random ones of every rule, with Kubernetes' answers. The seed is
 * fixed, so the vectors change only when the cases do.
 */
export async function writeVectors({ directory, prefix, cases }: RuleSet): Promise<void> {
  const judge = new Judge(directory);
  for (const [rule, { picked, random, vectors }] of Object.entries(cases)) {
    const sample = fc.sample(random, { seed: fixedSeed, numRuns: vectors });
    const inputs = new Set([...picked, ...sample].map((input) => JSON.stringify(input)));
    const lines: string[] = [];
    for (const input of inputs) {
      const vector = await judge.ask(rule, JSON.parse(input));
      // A pair that the judge cannot read has no answer.
      lines.push(JSON.stringify({ in: JSON.parse(input), out: vector.out }));
    }
    writeFileSync(vectorFile(prefix, rule), `${lines.join('\n')}\n`);
  }
  judge.close();
}

export function readVectors(prefix: string, rule: string): readonly { in: unknown; out: unknown }[] {
  const lines = readFileSync(vectorFile(prefix, rule), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as { in: unknown; out: unknown });
}

/**
 * Asks Kubernetes and us the same fresh random questions, and shrinks the first difference of a rule to a minimal one.
 * Arguments: [cases a rule] [seed: the same each time]; exit code 1 when anything differs.
 */
export async function checkRules({ directory, cases, ours }: RuleSet): Promise<void> {
  const runs = Number(process.argv[2] ?? 500);
  const seed = { seed: Number(process.argv[3] ?? fixedSeed) };
  const judge = new Judge(directory);
  for (const [rule, { random }] of Object.entries(cases)) {
    const property = fc.asyncProperty(random, async (input) => {
      // Both see what JSON makes of the input.
      const question: unknown = JSON.parse(JSON.stringify(input));
      const { out } = await judge.ask(rule, question);
      const answer = await ours(rule, question, out);
      if (isDeepStrictEqual(answer, out)) return;
      throw new Error(`Kubernetes: ${JSON.stringify(out)}\n  homeostat:  ${JSON.stringify(answer)}`);
    });
    const result = await fc.check(property, { numRuns: runs, ...seed });
    process.stdout.write(`${result.failed ? 'differs' : 'agrees '} ${rule} (${result.numRuns} cases)\n`);
    if (!result.failed) continue;
    process.exitCode = 1;
    const message = result.errorInstance instanceof Error ? result.errorInstance.message : '';
    const counterexample = JSON.stringify(result.counterexample);
    process.stdout.write(`  seed ${result.seed}, in: ${counterexample}\n  ${message}\n`);
  }
  judge.close();
}

function vectorFile(prefix: string, rule: string): string {
  return join(vectorsPath, `${prefix}-${rule}.jsonl`);
}
