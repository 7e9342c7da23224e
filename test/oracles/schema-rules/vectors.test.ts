import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answer, comparable } from './answer.ts';
import type { Vector } from './cases.ts';

function vectors(name: string): Vector[] {
  const text = readFileSync(new URL(`../../vectors/${name}.jsonl`, import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Vector);
}

test.each(['schema-rules-bodies', 'schema-rules-schemas'])('%s: we answer as Kubernetes does', (name) => {
  const all = vectors(name);
  expect(all.length).toBeGreaterThan(100);
  for (const vector of all) {
    expect(comparable(answer(vector.case)), JSON.stringify(vector.case)).toEqual(vector.answer);
  }
});
