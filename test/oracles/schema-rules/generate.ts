import { writeFileSync } from 'node:fs';
import fc from 'fast-check';
import { comparable } from './answer.ts';
import type { Answer, Question, Vector } from './cases.ts';
import { judge } from './judge.ts';
import { pickedQuestions } from './picked.ts';
import { brokenJson, repeatedMembers, yamlScalar } from './random-bodies.ts';

/**
 * Writes the vectors the tests check us against: `tsx test/oracles/schema-rules/generate.ts`. The seed is fixed, so that
 * a new run changes only what the judge or the cases changed.
 */
const seed = 1;

/** Longer cases are for fuzzing; these are read by people when a test fails. */
const caseBytesMax = 600;

write('schema-rules-bodies', [
  ...pickedQuestions,
  ...random(brokenJson, 110),
  ...random(repeatedMembers, 40),
  ...random(yamlScalar, 130),
]);

function random(arbitrary: fc.Arbitrary<Question>, count: number): Question[] {
  const texts = fc
    .sample(arbitrary, { seed, numRuns: count * 20 })
    .map((question) => JSON.stringify(question))
    .filter((text) => text.length <= caseBytesMax);
  return [...new Set(texts)].slice(0, count).map((text) => JSON.parse(text) as Question);
}

function write(name: string, questions: readonly Question[]): void {
  const verdicts = judge(questions);
  const lines = questions
    .map((question, index): Vector => ({ case: question, answer: comparable(verdicts[index] as Answer) }))
    .filter(({ answer }) => !('panic' in answer) && !/cannot unmarshal/.test(String(answer.error)))
    .map((vector) => `${JSON.stringify(vector)}\n`);
  writeFileSync(new URL(`../../vectors/${name}.jsonl`, import.meta.url), lines.join(''));
}
