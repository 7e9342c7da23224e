import { writeFileSync } from 'node:fs';
import { type OpenApiVector, picked } from './cases.ts';
import { judge } from './judge.ts';

/** Writes down what Kubernetes makes of the small documents. */
const answers = judge(picked);
const lines = picked.map((question, at) => {
  const { bytes, error } = answers[at] ?? {};
  if (bytes === undefined) throw new Error(`${question.document}: ${error}`);
  const vector: OpenApiVector = { question, bytes };
  return `${JSON.stringify(vector)}\n`;
});
writeFileSync(new URL('../../vectors/openapi.jsonl', import.meta.url), lines.join(''));
