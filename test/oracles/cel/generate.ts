import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import type { Question } from './cases.ts';
import { judge } from './judge.ts';
import { brokenQuestion, randomQuestion } from './random-expressions.ts';
import { questionsOf, readVectors, writeVectors } from './vectors.ts';

/**
 * Writes the vectors the tests check us against: `tsx test/oracles/cel/generate.ts`. What is asked of the expressions of
 * Kubernetes' and cel-go's own tests (`cel-expressions`, `cel-rules`) stands in these files themselves; they are asked anew.
 * The random ones have a fixed seed.
 */
const seed = 1;

for (const name of ['expressions', 'rules']) {
  write(
    name,
    questionsOf(readVectors(name)).map(({ question }) => question),
  );
}
write('random', fc.sample(randomQuestion, { seed, numRuns: 700 }));
write('broken', fc.sample(brokenQuestion, { seed, numRuns: 300 }));

/** Go goes through maps in any order: what is answered otherwise the next time is left out, and so are panics. */
function write(name: string, questions: readonly Question[]): void {
  const [answers = [], ...again] = Array.from({ length: 6 }, () => judge(questions));
  const answered = questions.map((question, index) => ({ question, answer: answers[index] ?? {}, index }));
  writeVectors(
    name,
    answered.filter(
      ({ answer, index }) =>
        !('panic' in answer) && again.every((others) => isDeepStrictEqual(others[index], answer)),
    ),
  );
}
