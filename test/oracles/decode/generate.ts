import { writeFileSync } from 'node:fs';
import { writeJson } from '../../../apimachinery/index.ts';
import { comparable } from './answer.ts';
import { randomQuestions, repeats } from './cases.ts';
import { type Answer, judge } from './judge.ts';
import { pickedQuestions } from './picked.ts';

/**
 * Writes the vectors the tests check us against: `tsx test/oracles/decode/generate.ts`. The seed is fixed, so that a new run
 * changes only what the judge or the cases changed.
 */
const seed = 7;

/** Longer cases are for fuzzing; these are read by people when a test fails. */
const bodyLengthMax = 220;
const refusedMax = 160;
const othersMax = 60;

const random = randomQuestions(60, seed).filter(({ body }) => body.length <= bodyLengthMax);
const questions = [...pickedQuestions, ...random];
const verdicts = judge(questions).map((verdict, at) => comparable(questions[at] as never, verdict as Answer));
let [refused, others] = [0, 0];
const kept = questions
  .map((question, at) => ({ question, answer: verdicts[at] as Answer }))
  .filter(({ question: { body }, answer }, at) => {
    if (at < pickedQuestions.length) return true;
    // Of what is given twice we may tell another misfit.
    if (answer.error !== undefined && repeats(body)) return false;
    return answer.error === undefined ? others++ < othersMax : refused++ < refusedMax;
  });
const lines = kept.map((vector) => `${writeJson(vector)}\n`);
writeFileSync(new URL('../../vectors/decode.jsonl', import.meta.url), lines.join(''));
