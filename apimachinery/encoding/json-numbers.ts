import type { Schema } from '../schema/schema.ts';
import { parseQuantity } from '../values/quantity.ts';

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

/**
 * Whether a number of JSON can be taken at a place of this schema (undefined: nothing is known of it). Whole numbers
 * beyond 2^53 that a double would change are refused, too, where Go has 64 bits. Undefined when it can.
 */
export function numberProblem(
  text: string,
  schema: Schema | undefined,
  path: () => readonly (string | number)[],
): BadNumber | undefined {
  if (!isOddNumber(text)) return undefined;
  switch (schema?.type) {
    case 'integer':
      return integerProblem(text, schema.format === 'int32' ? 'int32' : 'int64', path);
    case 'int-or-string':
      return integerProblem(text, 'int32', path);
    case 'quantity':
      return isSameQuantity(text) ? undefined : wouldChange(text, path());
    case undefined:
    case 'number':
      return floatProblem(text, path);
    default:
      return undefined;
  }
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

function integerProblem(
  text: string,
  type: 'int32' | 'int64',
  path: () => readonly (string | number)[],
): BadNumber | undefined {
  // Twenty characters are enough for each integer there is, and long ones would take long to read.
  const integer = /^-?[0-9]{1,19}$/.test(text) ? BigInt(text) : undefined;
  if (integer === undefined || integer < -limits[type] || integer >= limits[type])
    return { text, path: path() };
  return isHeldWhole(text) ? undefined : wouldChange(text, path());
}

function floatProblem(text: string, path: () => readonly (string | number)[]): BadNumber | undefined {
  if (!Number.isFinite(Number(text))) {
    const says = `json: cannot unmarshal number ${text} into Go value of type float64`;
    return { text, path: path(), says };
  }
  return isHeldWhole(text) ? undefined : wouldChange(text, path());
}

/** A fraction is a double to Go, too; of whole numbers, those a double is written like. */
function isHeldWhole(text: string): boolean {
  return /[.eE]/.test(text) || String(Number(text)) === text;
}

function isSameQuantity(text: string): boolean {
  const number = Number(text);
  return Number.isFinite(number) && text.length <= 40 && parseQuantity(text).equals(parseQuantity(number));
}

function wouldChange(text: string, path: readonly (string | number)[]): BadNumber {
  const field = path.filter((step) => typeof step === 'string').join('.');
  const place = field === '' ? '' : ` in ${field}`;
  const says = `json: number ${text}${place} would not be kept exactly: numbers are doubles here`;
  return { text, path, says };
}
