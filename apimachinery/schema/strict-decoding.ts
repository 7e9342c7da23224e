import { compareStrings, goQuote } from '../values/go-format.ts';

/** How many strict errors Kubernetes collects for one body. */
const errorsMax = 100;

/**
 * The single errors of a strict decoding, which are also the texts of the warnings when the client asked for warnings:
 * `unknown field "spec.foo"`, `duplicate field "spec.replicas"`. Duplicates within an unknown field are not told, and
 * nothing is told twice.
 * Differs: Kubernetes tells them in the order of the body; here duplicates come first.
 */
export function strictDecodingErrors(
  unknown: readonly string[],
  duplicates: readonly string[],
): readonly string[] {
  const isUnknown = isWithin(unknown);
  const known = duplicates.filter((path) => !isUnknown(path));
  const errors = new Set([
    ...known.map((path) => `duplicate field ${goQuote(path)}`),
    ...unknown.map((path) => `unknown field ${goQuote(path)}`),
  ]);
  return [...errors].slice(0, errorsMax);
}

/** The message when the client asked for strictness. */
export function strictDecodingError(errors: readonly string[]): string {
  return `strict decoding error: ${errors.join(', ')}`;
}

/** Whether a path is one of these, or within one of them, which are not within one another. */
function isWithin(parents: readonly string[]): (path: string) => boolean {
  const sorted = parents.map(separated).sort(compareStrings);
  return (path) => {
    const text = separated(path);
    let [at, end] = [-1, sorted.length];
    while (end - at > 1) {
      const middle = (at + end) >> 1;
      if (compareStrings(sorted[middle] ?? '', text) <= 0) at = middle;
      else end = middle;
    }
    const parent = sorted[at];
    return parent !== undefined && `${text}\0`.startsWith(`${parent}\0`);
  };
}

/** With separators that come before all other characters, so that what is within a path follows it. */
function separated(path: string): string {
  return path.replace(/[.[]/g, '\0');
}
