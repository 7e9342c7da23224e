import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { answer } from './answer.ts';
import type { OpenApiVector } from './cases.ts';

test('documents have the bytes that Kubernetes gives them', () => {
  const text = readFileSync(new URL('../../vectors/openapi.jsonl', import.meta.url), 'utf8');
  const vectors = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as OpenApiVector);
  expect(vectors.length).toBeGreaterThan(40);
  for (const { question, bytes } of vectors) expect(answer(question), question.document).toBe(bytes);
});
