import { writeSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { answer, comparable } from './answer.ts';
import type { Answer } from './cases.ts';
import { judge } from './judge.ts';
import { pickedQuestions } from './picked.ts';
import { brokenJson, repeatedMembers, yamlScalar } from './random-bodies.ts';

/**
 * Asks the judge about random bodies, and prints what we answer otherwise, the shortest cases first.
 * `tsx test/oracles/schema-rules/fuzz.ts [cases of each kind] [seed: 1]`; ends with exit code 1 where we differ.
 */
const numRuns = Number(process.argv[2] ?? 1_000);
const seed = Number(process.argv[3] ?? 1);

const questions = [
  ...pickedQuestions,
  ...[brokenJson, repeatedMembers, yamlScalar].flatMap((arbitrary) =>
    fc.sample(arbitrary, { numRuns, seed }),
  ),
];
const verdicts = judge(questions);
const found = questions
  .map((question, index) => ({ question, ours: answer(question), theirs: verdicts[index] as Answer }))
  .filter(({ theirs }) => !('panic' in theirs))
  .filter(({ ours, theirs }) => !isDeepStrictEqual(comparable(ours), comparable(theirs)))
  .sort((left, right) => JSON.stringify(left.question).length - JSON.stringify(right.question).length);
for (const difference of found.slice(0, 12)) writeSync(1, `${JSON.stringify(difference)}\n`);
const panics = verdicts.filter((verdict) => 'panic' in verdict).length;
writeSync(1, `${questions.length} cases, ${panics} panics, ${found.length} differences, seed ${seed}\n`);
process.exitCode = found.length === 0 ? 0 : 1;
