import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answer } from './answer.ts';
import type { PatchVector } from './cases.ts';

function vectors(name: string): PatchVector[] {
  const text = readFileSync(new URL(`../../vectors/${name}.jsonl`, import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as PatchVector);
}

test.each(['patch-json', 'patch-merge', 'patch-strategic'])('%s: we answer as Kubernetes does', (name) => {
  const all = vectors(name);
  expect(all.length).toBeGreaterThan(50);
  for (const vector of all) {
    const ours = JSON.parse(JSON.stringify(answer(vector.case)));
    expect(ours, JSON.stringify(vector.case)).toEqual(vector.answer);
  }
});
