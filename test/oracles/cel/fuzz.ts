import { writeSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { answer } from './answer.ts';
import { judge } from './judge.ts';
import { randomQuestion } from './random-expressions.ts';

/**
 * Asks the judge about random expressions, and prints what we answer otherwise, the shortest first.
 * `tsx test/oracles/cel/fuzz.ts [cases] [seed: 1]`; ends with exit code 1 where we differ.
 */
const numRuns = Number(process.argv[2] ?? 1_000);
const seed = Number(process.argv[3] ?? 1);

const questions = fc.sample(randomQuestion, { numRuns, seed });
const verdicts = judge(questions);
const found = questions
  .map((question, index) => ({ question, ours: answer(question), theirs: verdicts[index] ?? {} }))
  .filter(({ theirs }) => !('panic' in theirs))
  .filter(({ ours, theirs }) => !isDeepStrictEqual(JSON.parse(JSON.stringify(ours)), theirs))
  .sort((left, right) => left.question.expression.length - right.question.expression.length);
for (const { question, ours, theirs } of found.slice(0, 12)) {
  writeSync(1, `${JSON.stringify({ expression: question.expression, ours, theirs })}\n`);
}
const panics = verdicts.filter((verdict) => 'panic' in verdict).length;
writeSync(1, `${questions.length} cases, ${panics} panics, ${found.length} differences, seed ${seed}\n`);
process.exitCode = found.length === 0 ? 0 : 1;
