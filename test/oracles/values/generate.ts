import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { CASES } from './cases.ts';
import { Judge } from './judge.ts';
import type { RuleName } from './rules.ts';

/**
 * Writes test/vectors/values-*.jsonl: the picked cases and some random ones of every rule, with Kubernetes' answers.
 * The seed is fixed, so the vectors change only when the cases do.
 */
const SEED = 20260101;
const VECTORS = join(import.meta.dirname, '..', '..', 'vectors');

const judge = new Judge();
for (const [rule, { picked, random, vectors }] of Object.entries(CASES)) {
  const inputs = new Set([...picked, ...fc.sample(random, { seed: SEED, numRuns: vectors })].map(asText));
  const lines: string[] = [];
  for (const input of inputs) {
    const vector = await judge.ask(rule as RuleName, JSON.parse(input));
    // A pair that the judge cannot read has no answer.
    lines.push(JSON.stringify({ in: JSON.parse(input), out: vector.out }));
  }
  writeFileSync(join(VECTORS, `values-${rule}.jsonl`), `${lines.join('\n')}\n`);
}
judge.close();

function asText(input: unknown): string {
  return JSON.stringify(input);
}
