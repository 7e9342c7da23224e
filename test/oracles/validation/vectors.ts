import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { type Case, casesOf, questionOf } from './cases.ts';
import { judge } from './judge.ts';
import { ours } from './ours.ts';
import { type Answer, comparable } from './questions.ts';

/** A case and what Kubernetes answers, of an object only what it comes to. */
export interface Vector {
  readonly one: Case;
  readonly out: unknown;
}

/** The files of bases that have vectors, and their seeds. */
export const vectorFiles = { expressions: 3, pods: 1, workloads: 2 } as const;

const casesPerFile = 450;
const answerLengthMax = 3_000;

/**
 * Writes those of some random cases of each file that we answer as Kubernetes does, and says of how many that is not so;
 * what is different is fuzz.ts' to show.
 */
export function writeVectors(): void {
  for (const [file, seed] of Object.entries(vectorFiles)) {
    const cases = casesOf(file, casesPerFile, seed);
    const answers = judge(cases.map(questionOf));
    const vectors = cases.flatMap((one, at): Vector[] => {
      const out = shortened(answers[at] ?? {});
      return isDeepStrictEqual(out, ourAnswer(one)) ? [{ one, out }] : [];
    });
    const lines = vectors
      .map((vector) => JSON.stringify(vector))
      .filter(({ length }) => length < answerLengthMax);
    writeFileSync(pathOf(file), lines.map((line) => `${line}\n`).join(''));
    process.stdout.write(`${file}: ${cases.length - vectors.length} of ${cases.length} differ\n`);
  }
}

export function readVectors(file: string): readonly Vector[] {
  return readFileSync(pathOf(file), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Vector);
}

/** What we answer to a case, in the form in which vectors have it. */
export function ourAnswer(one: Case): unknown {
  return shortened(ours(questionOf(one)));
}

function shortened(answer: Answer): unknown {
  const whole = comparable(answer) as string | { readonly object?: unknown };
  if (typeof whole === 'string' || whole.object === undefined) return whole;
  const text = JSON.stringify(sorted(whole.object));
  return { ...whole, object: createHash('sha256').update(text).digest('base64url').slice(0, 16) };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, member]) => [name, sorted(member)]),
  );
}

function pathOf(file: string): URL {
  return new URL(`../../vectors/validation-${file}.jsonl`, import.meta.url);
}
