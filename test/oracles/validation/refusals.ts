import { readFileSync } from 'node:fs';
import { type Case, questionOf } from './cases.ts';
import { ours } from './ours.ts';

/** An object that is refused, and in which words. */
export interface Refusal {
  readonly case: Case;
  readonly message: string;
}

/** The files of bases of which vectors are kept: those of kinds without pods. */
export const refusedFiles = ['admission', 'control', 'core', 'devices', 'networking', 'policies', 'storage'];

export function vectorsPath(file: string): URL {
  return new URL(`../../vectors/refusals-${file}.jsonl`, import.meta.url);
}

export function readRefusals(file: string): Refusal[] {
  const lines = readFileSync(vectorsPath(file), 'utf8').trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as Refusal);
}

/** What we say of an object; undefined where we accept it, or cannot read it. */
export function ourRefusal(one: Case): string | undefined {
  return ours(questionOf(one)).message;
}
