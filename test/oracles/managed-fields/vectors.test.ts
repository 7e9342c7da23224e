import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answer } from './answer.ts';
import type { OwnershipAnswer, OwnershipCase } from './cases.ts';
import { comparable } from './compare.ts';

interface Vector {
  readonly case: OwnershipCase;
  readonly answers: readonly OwnershipAnswer[];
}

const vectors = readFileSync(new URL('../../vectors/managed-fields.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Vector);

test('owners of fields, merged objects and conflicts are those of Kubernetes', () => {
  expect(vectors.length).toBeGreaterThan(100);
  for (const vector of vectors) {
    expect(answer(vector.case).map(comparable), JSON.stringify(vector.case)).toEqual(
      vector.answers.map(comparable),
    );
  }
});
