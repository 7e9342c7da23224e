import { execFileSync } from 'node:child_process';
import { readJson, writeJson } from '../../../apimachinery/index.ts';

/** What the answers to one call may come to; a thousand cases are about a megabyte. */
const answerBytesMax = 256 * 1024 * 1024;

/** The answers of the Go program in a directory to questions, all as lines of JSON. Needs Go and its modules. */
export function askGo<Answer>(directory: string, questions: readonly unknown[]): Answer[] {
  const output = execFileSync('go', ['run', '.'], {
    cwd: directory,
    input: questions.map((question) => `${writeJson(question)}\n`).join(''),
    maxBuffer: answerBytesMax,
    encoding: 'utf8',
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  return output
    .trim()
    .split('\n')
    .map((line) => readJson(line) as Answer);
}
