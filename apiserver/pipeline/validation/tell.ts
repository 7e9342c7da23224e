import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  utf8Length,
  validatePortName,
  validatePortNumber,
} from '../../../apimachinery/index.ts';

/** How rules of typed objects tell what is wrong; what Go has as a zero value may be absent. */

/** Each thing that a rule says of a value, at its place. */
export function tell(path: FieldPath, value: unknown, says: readonly string[]): FieldError[] {
  return says.length === 0 ? [] : says.map((text) => fieldInvalid(path, value, text));
}

/** The error, where it holds that there is one. */
export function when(isWrong: boolean, error: () => FieldError): FieldError[] {
  return isWrong ? [error()] : [];
}

/** A text that must be there and then be as a rule has it. */
export function requireText(
  path: FieldPath,
  text: string | undefined,
  rule: (text: string) => readonly string[],
  missing = '',
): FieldError[] {
  return isEmpty(text) ? [fieldRequired(path, missing)] : tell(path, text, rule(text ?? ''));
}

/** A text that must be as a rule has it if it is not empty. */
export function checkText(
  path: FieldPath,
  text: string | undefined,
  rule: (text: string) => readonly string[],
): FieldError[] {
  return isEmpty(text) ? [] : tell(path, text, rule(text ?? ''));
}

/** What is wrong with the items of a list, each at its place. */
export function each<Item>(
  list: readonly Item[] | null | undefined,
  path: FieldPath,
  rule: (item: Item, path: FieldPath, index: number) => readonly FieldError[],
): FieldError[] {
  return (list ?? []).flatMap((item, index) => rule(item, path.index(index), index));
}

/** One of some words; an empty one is none. */
export function oneOfWords(
  path: FieldPath,
  word: string | undefined,
  words: readonly string[],
): FieldError[] {
  return words.includes(word ?? '') ? [] : [fieldNotSupported(path, word ?? '', words)];
}

/** As `oneOfWords`, where a word that is missing is told as such. */
export function requireWord(
  path: FieldPath,
  word: string | undefined,
  words: readonly string[],
): FieldError[] {
  return isEmpty(word) ? [fieldRequired(path)] : oneOfWords(path, word, words);
}

/** A port's number, or the name of one. Mirrors ValidatePortNumOrName. */
export function portErrors(path: FieldPath, port: number | string | undefined): FieldError[] {
  return tell(
    path,
    port ?? 0,
    typeof port === 'string' ? validatePortName(port) : validatePortNumber(port ?? 0),
  );
}

/** Nothing, as Go has it: of a text, a list or a map. */
export function isEmpty(value: string | readonly unknown[] | object | undefined): boolean {
  if (value === undefined || value === '') return true;
  return typeof value === 'object' && (Array.isArray(value) ? value.length : Object.keys(value).length) === 0;
}

/** Longer than so many bytes. */
export function isLongerThan(text: string, bytes: number): boolean {
  return text.length > bytes || utf8Length(text) > bytes;
}
