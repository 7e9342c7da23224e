import { type FieldError, fieldInvalid } from '../errors/field-errors.ts';
import { goNumber } from '../values/go-format.ts';
import { InvalidValueError } from '../values/invalid-value.ts';
import { parseQuantity } from '../values/quantity.ts';
import type { Findings } from './findings.ts';
import type { Schema } from './schema.ts';
import { stringProblem } from './string-rules.ts';
import { wrongType } from './validation-texts.ts';
import type { Validator } from './validator.ts';

type Problem = (value: never, path: () => string) => FieldError | undefined;

/** Strings, numbers and booleans. */
export function scalarValidator(schema: Schema): Validator {
  switch (schema.type) {
    case 'string':
      return scalar('string', isString, stringProblem(schema));
    case 'integer':
      return scalar('integer', Number.isInteger, numberProblem(schema));
    case 'number':
      return scalar('number', Number.isFinite, numberProblem(schema));
    case 'boolean':
      return scalar('boolean', isBoolean);
    case 'int-or-string':
      return scalar('integer,string', isIntOrString);
    case 'quantity':
      return scalar('string', isStringOrNumber, quantityProblem);
    default:
      throw new Error(`${schema.type} is no scalar type`);
  }
}

function scalar(typeName: string, isOfType: (value: unknown) => boolean, problem?: Problem): Validator {
  return {
    quick:
      problem === undefined
        ? isOfType
        : (value) => isOfType(value) && problem(value as never, noPath) === undefined,
    check(value: unknown, old: unknown, findings: Findings) {
      if (value === old) return;
      if (isOfType(value)) {
        const error = problem?.(value as never, () => findings.path);
        if (error !== undefined) findings.errors.push(error);
      } else {
        findings.errors.push(wrongType(findings.path, typeName, value));
      }
    },
  };
}

const noPath = (): string => '';

function isString(value: unknown): boolean {
  return typeof value === 'string';
}

function isBoolean(value: unknown): boolean {
  return typeof value === 'boolean';
}

function isIntOrString(value: unknown): boolean {
  return typeof value === 'string' || Number.isInteger(value);
}

function isStringOrNumber(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

function numberProblem(
  schema: Schema,
): ((value: number, path: () => string) => FieldError | undefined) | undefined {
  const { minimum, maximum, format, type } = schema;
  const [lowest, highest] = range(type, format);
  const low = Math.max(minimum ?? Number.NEGATIVE_INFINITY, lowest);
  const high = Math.min(maximum ?? Number.POSITIVE_INFINITY, highest);
  if (low === Number.NEGATIVE_INFINITY && high === Number.POSITIVE_INFINITY) return undefined;
  const bound = (path: string, value: number, words: string): FieldError =>
    fieldInvalid(path, value, `must be ${words}`);
  return (value, path) => {
    if (value >= low && value <= high) return undefined;
    if (value < lowest || value > highest) {
      const at = path();
      const kind = format === undefined ? `${type} (default format)` : `${type} with format ${format}`;
      return fieldInvalid(at, value, `Checked value must be of type ${kind} in ${at}`);
    }
    if (minimum !== undefined && maximum !== undefined) {
      return bound(path(), value, `between ${goNumber(minimum)} and ${goNumber(maximum)}, inclusive`);
    }
    if (minimum !== undefined && value < minimum) {
      return bound(path(), value, `greater than or equal to ${goNumber(minimum)}`);
    }
    return bound(path(), value, `less than or equal to ${goNumber(maximum as number)}`);
  };
}

function range(type: Schema['type'], format: string | undefined): readonly [number, number] {
  if (type === 'integer') {
    if (format === 'int32') return [-(2 ** 31), 2 ** 31 - 1];
    return [-(2 ** 63), 2 ** 63];
  }
  return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
}

/** What nearly every quantity looks like; others take the parser to judge. */
const usualQuantity = /^[0-9]{1,15}(?:m|k|M|G|T|Ki|Mi|Gi|Ti)?$/;

function quantityProblem(value: string | number, path: () => string): FieldError | undefined {
  if (typeof value === 'string' && usualQuantity.test(value)) return undefined;
  try {
    parseQuantity(value);
    return undefined;
  } catch (error) {
    if (!(error instanceof InvalidValueError)) throw error;
    return fieldInvalid(path(), value, error.message);
  }
}
