import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answer, comparable } from './answer.ts';
import type { Vector } from './cases.ts';

function vectors(): Vector[] {
  const text = readFileSync(new URL('../../vectors/schema-rules-bodies.jsonl', import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Vector);
}

test('we answer as Kubernetes does', () => {
  const all = vectors();
  expect(all.length).toBeGreaterThan(100);
  for (const vector of all) {
    expect(comparable(answer(vector.case)), JSON.stringify(vector.case)).toEqual(vector.answer);
  }
});
