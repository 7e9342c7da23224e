import { goQuote } from '../go-format.ts';

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
  const known = duplicates.filter((path) => !unknown.some((field) => isWithin(path, field)));
  const errors = new Set([
    ...known.map((path) => `duplicate field ${goQuote(path)}`),
    ...unknown.map((path) => `unknown field ${goQuote(path)}`),
  ]);
  return [...errors].slice(0, errorsMax);
}

/** The message when the client asked for strictness; undefined when there is nothing to tell. */
export function strictDecodingError(
  unknown: readonly string[],
  duplicates: readonly string[],
): string | undefined {
  const errors = strictDecodingErrors(unknown, duplicates);
  return errors.length === 0 ? undefined : `strict decoding error: ${errors.join(', ')}`;
}

function isWithin(path: string, parent: string): boolean {
  if (!path.startsWith(parent)) return false;
  const next = path[parent.length];
  return next === undefined || next === '.' || next === '[';
}
