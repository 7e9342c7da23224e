import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readJson } from '../../../apimachinery/index.ts';
import { answer, comparable } from './answer.ts';
import type { Answer, Question } from './judge.ts';

interface Vector {
  readonly question: Question;
  readonly answer: Answer;
}

test('bodies are read as Kubernetes reads them', () => {
  const text = readFileSync(new URL('../../vectors/decode.jsonl', import.meta.url), 'utf8').trim();
  const vectors = text.split('\n').map((line) => readJson(line) as Vector);
  expect(vectors.length).toBeGreaterThan(200);
  for (const { question, answer: theirs } of vectors) {
    expect(comparable(question, answer(question)), JSON.stringify(question)).toEqual(theirs);
  }
});
