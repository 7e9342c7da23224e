import { readFileSync, writeFileSync } from 'node:fs';
import type { Answer, Question, Vector } from './cases.ts';

function fileOf(name: string): URL {
  return new URL(`../../vectors/cel-${name}.jsonl`, import.meta.url);
}

export function readVectors(name: string): readonly Vector[] {
  const lines = readFileSync(fileOf(name), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Vector);
}

/** The questions of a file, with the answers in it. */
export function questionsOf(vectors: readonly Vector[]): { question: Question; answer: Answer }[] {
  return vectors.flatMap(({ case: shared, answers }) =>
    answers.map(([expression, answer]) => ({ question: { ...shared, expression }, answer })),
  );
}

/** Questions that share a schema and values become one line. */
export function writeVectors(
  name: string,
  answered: readonly { question: Question; answer: Answer }[],
): void {
  const lines = new Map<string, [string, Answer][]>();
  for (const { question, answer } of answered) {
    const { expression, ...shared } = question;
    const key = JSON.stringify(shared);
    lines.set(key, [...(lines.get(key) ?? []), [expression, answer]]);
  }
  const text = [...lines].map(([key, answers]) => `{"case":${key},"answers":${JSON.stringify(answers)}}\n`);
  writeFileSync(fileOf(name), text.join(''));
}
