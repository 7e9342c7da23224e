import { readFileSync, writeFileSync } from 'node:fs';
import type { Outcome } from './ask.ts';

/** A real server takes so long, at most, to learn of a policy and of the schema of a new kind. */
export const settledMs = 12_000;

const file = new URL('../../vectors/mutations.jsonl', import.meta.url);

/** What Kubernetes makes of each case, in their order. */
export function readVectors(): readonly Outcome[] {
  const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Outcome);
}

export function writeVectors(outcomes: readonly Outcome[]): void {
  writeFileSync(file, outcomes.map((outcome) => `${JSON.stringify(outcome)}\n`).join(''));
}
