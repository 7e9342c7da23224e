import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Answer, Question } from './cases.ts';
import { toCustomResourceSchema } from './custom-resource-schema.ts';

/** What the judge's answers to one call may come to; a thousand cases are about a megabyte. */
const answerBytesMax = 256 * 1024 * 1024;

/** Asks the Go program beside this file, which needs Go and its modules. */
export function judge(questions: readonly Question[]): Answer[] {
  const output = execFileSync('go', ['run', '.'], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    input: questions.map((question) => `${JSON.stringify(asJudged(question))}\n`).join(''),
    maxBuffer: answerBytesMax,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return output
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer);
}

function asJudged(question: Question): object {
  return question.type === 'schema'
    ? { ...question, schema: toCustomResourceSchema(question.schema) }
    : question;
}
