import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { formatTime } from '../../../apimachinery/index.ts';
import { overAtMs } from '../../../controllers/certificates/over-at.ts';
import { type CleanerCase, cleanerCases } from './cases.ts';

const nowMs = Date.parse('2026-06-01T00:00:00Z');
const ago = (seconds: number) => formatTime(nowMs - seconds * 1000);

function isOver({ ageSeconds, conditions, certificate }: CleanerCase): boolean {
  const atMs = overAtMs({
    metadata: { creationTimestamp: ago(ageSeconds) },
    spec: { request: '', signerName: '' },
    status: {
      conditions: conditions.map((one) => ({
        type: one.type,
        status: 'True',
        lastUpdateTime: ago(one.ageSeconds),
      })),
      ...(certificate !== '' && { certificate }),
    },
  });
  return atMs !== undefined && atMs < nowMs;
}

test('requests for certificates are over when Kubernetes deletes them', () => {
  const lines = readFileSync(new URL('../../vectors/csr-cleaner.jsonl', import.meta.url), 'utf8')
    .trim()
    .split('\n');
  const vectors: { in: CleanerCase; out: boolean }[] = lines.map((line) => JSON.parse(line));
  expect(vectors.map((vector) => vector.in)).toEqual(cleanerCases);
  for (const { in: one, out } of vectors) expect({ in: one, out: isOver(one) }).toEqual({ in: one, out });
});
