import type { Schema } from '../schema/schema.ts';
import { parseQuantity } from '../values/quantity.ts';

/** Where a number stands, as Go's decoder tells it. */
export interface NumberPlace {
  /** The innermost Go struct; undefined where the schema names none. */
  readonly struct: string | undefined;
  /** `spec.replicas`. */
  readonly field: string;
}

/** Whether there are types of numbers that cannot hold it. */
export function isOddNumber(text: string): boolean {
  return text.length > 9 || /[.eE]/.test(text);
}

/**
 * Why a number of JSON cannot be taken at a place of this schema (undefined: nothing is known of it), in the words of
 * Go's decoder; undefined when it can. Whole numbers beyond 2^53 that a double would change are refused, too, where Go
 * has 64 bits.
 */
export function numberProblem(
  text: string,
  schema: Schema | undefined,
  place: () => NumberPlace,
): string | undefined {
  if (!isOddNumber(text)) return undefined;
  switch (schema?.type) {
    case 'integer':
      return integerProblem(text, schema.format === 'int32' ? 'int32' : 'int64', place());
    case 'int-or-string':
      return integerProblem(text, 'int32', { struct: undefined, field: '' });
    case 'quantity':
      return isSameQuantity(text) ? undefined : wouldChange(text, place());
    case undefined:
    case 'number':
      return floatProblem(text, place);
    default:
      return undefined;
  }
}

/** What a member of an object is, as far as its schema tells. */
export function memberSchema(schema: Schema | undefined, name: string): Schema | undefined {
  const { properties, additionalProperties } = schema ?? {};
  return properties !== undefined && Object.hasOwn(properties, name)
    ? properties[name]
    : additionalProperties;
}

const limits = { int32: 2n ** 31n, int64: 2n ** 63n };

function integerProblem(text: string, type: 'int32' | 'int64', place: NumberPlace): string | undefined {
  // Twenty characters are enough for each integer there is, and long ones would take long to read.
  const integer = /^-?[0-9]{1,19}$/.test(text) ? BigInt(text) : undefined;
  if (integer === undefined || integer < -limits[type] || integer >= limits[type])
    return refused(text, type, place);
  return isHeldWhole(text) ? undefined : wouldChange(text, place);
}

function floatProblem(text: string, place: () => NumberPlace): string | undefined {
  if (!Number.isFinite(Number(text))) return refused(text, 'float64', { struct: undefined, field: '' });
  return isHeldWhole(text) ? undefined : wouldChange(text, place());
}

/** A fraction is a double to Go, too; of whole numbers, those a double is written like. */
function isHeldWhole(text: string): boolean {
  return /[.eE]/.test(text) || String(Number(text)) === text;
}

function isSameQuantity(text: string): boolean {
  const number = Number(text);
  return Number.isFinite(number) && text.length <= 40 && parseQuantity(text).equals(parseQuantity(number));
}

function refused(text: string, type: string, { struct, field }: NumberPlace): string {
  const into =
    struct === undefined ? `value of type ${type}` : `struct field ${struct}.${field} of type ${type}`;
  return `json: cannot unmarshal number ${text} into Go ${into}`;
}

function wouldChange(text: string, { field }: NumberPlace): string {
  return `json: number ${text}${field === '' ? '' : ` in ${field}`} would not be kept exactly: numbers are doubles here`;
}
