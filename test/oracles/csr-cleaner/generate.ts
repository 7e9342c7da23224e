import { writeFileSync } from 'node:fs';
import { askGo } from '../kit/ask-go.ts';
import { cleanerCases } from './cases.ts';

/** `tsx test/oracles/csr-cleaner/generate.ts` writes down what Kubernetes' cleaner deletes. */
const answers = askGo<boolean>(import.meta.dirname, cleanerCases);
const lines = cleanerCases.map((one, at) => `${JSON.stringify({ in: one, out: answers[at] })}\n`);
writeFileSync(new URL('../../vectors/csr-cleaner.jsonl', import.meta.url), lines.join(''));
