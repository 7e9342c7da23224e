import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  mustNotBeNegative,
} from '../../../apimachinery/index.ts';
import type { TextRule } from './rule.ts';

/**
 * What validators are made of. Each tells what is wrong with one field of what is at `path` at the end of `errors`; the
 * path of the field is made only then, as most objects are well.
 */
export type Errors = FieldError[];

/** What a rule says of a text. */
export function checkText(
  errors: Errors,
  path: FieldPath,
  field: string,
  text: string,
  rule: TextRule,
): void {
  for (const says of rule(text)) errors.push(fieldInvalid(path.child(field), text, says));
}

/** As `checkText`, if there is a text. */
export function checkGiven(
  errors: Errors,
  path: FieldPath,
  field: string,
  text: string | undefined,
  rule: TextRule,
): void {
  if (text !== undefined && text !== '') checkText(errors, path, field, text, rule);
}

/** A text that must be there, and then follow a rule. */
export function checkNeeded(
  errors: Errors,
  path: FieldPath,
  field: string,
  text: string | undefined,
  rule: TextRule,
): void {
  if (isNeeded(errors, path, field, text)) checkText(errors, path, field, text ?? '', rule);
}

/** True if a text or a list is there and not empty; if not, that is told. */
export function isNeeded(
  errors: Errors,
  path: FieldPath,
  field: string,
  value: string | readonly unknown[] | undefined,
): boolean {
  if (value !== undefined && value.length > 0) return true;
  errors.push(fieldRequired(path.child(field)));
  return false;
}

/** One of some words. */
export function checkWord(
  errors: Errors,
  path: FieldPath,
  field: string,
  word: string | undefined,
  words: readonly string[],
): void {
  if (!words.includes(word ?? '')) errors.push(fieldNotSupported(path.child(field), word ?? '', words));
}

/** As `checkWord`, where of a missing word something else is told. */
export function checkNeededWord(
  errors: Errors,
  path: FieldPath,
  field: string,
  word: string | undefined,
  words: readonly string[],
): void {
  if (word === undefined || word === '') errors.push(fieldRequired(path.child(field)));
  else checkWord(errors, path, field, word, words);
}

/** As `checkWord`, if the word is there, even an empty one. */
export function checkGivenWord(
  errors: Errors,
  path: FieldPath,
  field: string,
  word: string | undefined,
  words: readonly string[],
): void {
  if (word !== undefined) checkWord(errors, path, field, word, words);
}

export function checkNotNegative(
  errors: Errors,
  path: FieldPath,
  field: string,
  number: number | bigint | undefined,
): void {
  if (number !== undefined && number < 0) {
    errors.push(fieldInvalid(path.child(field), number, mustNotBeNegative));
  }
}

/** Mirrors ValidatePositiveField. */
export function checkPositive(errors: Errors, path: FieldPath, field: string, number = 0): void {
  if (number <= 0) errors.push(fieldInvalid(path.child(field), number, 'must be greater than zero'));
}

export function checkBetween(
  errors: Errors,
  path: FieldPath,
  field: string,
  number: number | bigint | undefined,
  [min, max]: readonly [number, number],
): void {
  if (number === undefined || (number >= min && number <= max)) return;
  errors.push(fieldInvalid(path.child(field), number, `must be between ${min} and ${max}, inclusive`));
}

/** No way up. Mirrors validatePathNoBacksteps. */
export const withoutBacksteps: TextRule = (text) =>
  text.split('/').includes('..') ? ["must not contain '..'"] : [];

/** Mirrors validateLocalDescendingPath. */
export const descendingPath: TextRule = (text) => [
  ...(text.startsWith('/') ? ['must be a relative path'] : []),
  ...withoutBacksteps(text),
];

/** Mirrors ValidateLocalNonReservedPath. */
export const localPath: TextRule = (text) =>
  text.startsWith('..') && !text.startsWith('../')
    ? [...descendingPath(text), "must not start with '..'"]
    : descendingPath(text);

/** Mirrors IsRelaxedEnvVarName. */
export const environmentName: TextRule = (text) => {
  const isWell = /^[ -<>-~]*$/.test(text);
  return isWell
    ? []
    : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
};
