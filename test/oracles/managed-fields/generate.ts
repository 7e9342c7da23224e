import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { ownershipCase } from './cases.ts';
import { judge } from './judge.ts';

/**
 * Writes the vectors the tests check us against: `tsx test/oracles/managed-fields/generate.ts`. The seed is fixed, so
 * that a new run changes only what the judge or the cases changed.
 */
const seed = 1;

/** Longer cases are for fuzzing; these are read by people when a test fails. */
const caseBytesMax = 1_200;
const casesMax = 150;

const sampled = fc.sample(ownershipCase, { seed, numRuns: casesMax * 20 });
const cases = sampled
  .filter(({ steps }) => steps.length > 1)
  .filter((asked) => JSON.stringify(asked).length <= caseBytesMax)
  .slice(0, casesMax);
const answers = await judge(cases);
const lines = cases.map((asked, index) => `${JSON.stringify({ case: asked, answers: answers[index] })}\n`);
writeFileSync(new URL('../../vectors/managed-fields.jsonl', import.meta.url), lines.join(''));
