import { writeSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { writeJson } from '../../../apimachinery/index.ts';
import { answer, comparable } from './answer.ts';
import { randomQuestions, repeats } from './cases.ts';
import { type Answer, judge } from './judge.ts';

/**
 * Asks the judge about random bodies of every kind, and prints what we answer otherwise, the shortest cases first.
 * `tsx test/oracles/decode/fuzz.ts [cases of each kind] [seed]`; ends with exit code 1 where we differ.
 */
const questions = randomQuestions(Number(process.argv[2] ?? 60), Number(process.argv[3] ?? 1));
const verdicts = judge(questions);
const found = questions
  .map((question, index) => ({
    ...question,
    ours: comparable(question, answer(question)),
    theirs: comparable(question, verdicts[index] as Answer),
  }))
  .filter(({ body, ours, theirs }) => !isDeepStrictEqual(told(ours, body), told(theirs, body)))
  .sort((left, right) => left.body.length - right.body.length);
for (const difference of found.slice(0, 12)) writeSync(1, `${writeJson(difference)}\n`);
const refused = verdicts.filter(({ error }) => error !== undefined).length;
writeSync(1, `${questions.length} bodies, ${refused} of them refused, ${found.length} differences\n`);

/** Of a body that gives members twice another misfit may be told first, and not all that what went has unknown fields. */
function told({ error, strict, value }: Answer, body: string): object {
  if (!repeats(body)) return { error, strict, value };
  return error === undefined ? { value } : { error: 'some' };
}

process.exitCode = found.length === 0 ? 0 : 1;
