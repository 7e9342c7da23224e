import type { Schema } from '../schema/schema.ts';
import { wholeNumber } from '../values/whole-number.ts';

/** A number of JSON that cannot be taken where it stands. */
export interface BadNumber {
  readonly text: string;
  readonly path: readonly (string | number)[];
  /** What is said of it; absent where it is of another type than its place, and Go has words for that. */
  readonly says?: string;
}

/** Whether there are types of numbers that cannot hold it. */
export function isOddNumber(text: string): boolean {
  return text.length > 9 || /[.eE]/.test(text);
}

/** What a number of JSON is where a double would not keep it, or why it cannot be taken. */
export type OddNumber = { readonly exact: bigint | string } | { readonly bad: BadNumber };

/**
 * What to make of a number of JSON at a place of this schema (undefined: nothing is known of it) instead of a double:
 * a whole one beyond 2^53 that 64 bits hold is a bigint, as Go reads it into an int64, and an amount the text it is.
 * `isBuiltIn`: Go has types of its own for the whole; else all other numbers are float64. Undefined where a double will
 * do.
 */
export function oddNumber(
  text: string,
  schema: Schema | undefined,
  path: () => readonly (string | number)[],
  isBuiltIn: boolean,
): OddNumber | undefined {
  if (!isOddNumber(text)) return undefined;
  const type = schema?.type;
  const isInteger = type === 'integer' || type === 'int-or-string';
  if (isBuiltIn && isInteger)
    return integerOf(text, type === 'integer' && schema?.format !== 'int32' ? 'int64' : 'int32', path);
  if (type === 'quantity') return String(Number(text)) === text ? undefined : { exact: text };
  if (type !== undefined && type !== 'number' && !isInteger) return undefined;
  return (type === 'number' && isBuiltIn ? undefined : exactly(text)) ?? floatProblem(text, path);
}

/** What a member of an object is, as far as its schema tells. */
export function memberSchema(schema: Schema | undefined, name: string): Schema | undefined {
  const { properties, additionalProperties, preserveUnknownFields } = schema ?? {};
  if (properties !== undefined && Object.hasOwn(properties, name)) return properties[name];
  const isKept = schema?.type === undefined || preserveUnknownFields === true;
  return additionalProperties ?? (isKept ? undefined : unread);
}

/** Of members that nobody reads; within them there are others. */
const unread: Schema = { type: 'object' };

const limits = { int32: 2n ** 31n, int64: 2n ** 63n };

function integerOf(
  text: string,
  type: 'int32' | 'int64',
  path: () => readonly (string | number)[],
): OddNumber | undefined {
  const integer = wholeNumber(text);
  if (integer === undefined || integer < -limits[type] || integer >= limits[type]) {
    return { bad: { text, path: path() } };
  }
  return exactly(text);
}

function exactly(text: string): OddNumber | undefined {
  const exact = wholeNumber(text);
  return typeof exact === 'bigint' ? { exact } : undefined;
}

function floatProblem(text: string, path: () => readonly (string | number)[]): OddNumber | undefined {
  if (Number.isFinite(Number(text))) return undefined;
  const says = `json: cannot unmarshal number ${text} into Go value of type float64`;
  return { bad: { text, path: path(), says } };
}
