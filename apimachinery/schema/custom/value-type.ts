import { fieldTypeInvalid } from '../../errors/field-errors.ts';
import { isWhole } from '../../values/whole-number.ts';
import type { Schema } from '../schema.ts';
import { formatTest } from './formats.ts';
import type { Problem } from './problems.ts';

/** The type of a value in JSON, and the format that Go's types say it has. */
interface ValueType {
  readonly type: string;
  readonly format: string;
}

/** The types a schema allows; none for any. */
export function typesOf({ type }: Schema): readonly string[] {
  if (type === undefined) return [];
  return type === 'int-or-string' ? ['integer', 'string'] : [type];
}

/** The format that counts: one that Kubernetes knows for the type. */
export function formatOf({ type, format = '' }: Schema): string {
  return isKnownFormat(type === 'int-or-string' ? undefined : type, format) ? format : '';
}

/**
 * Whether Kubernetes 1.36 looks at a format where values are of a type, or of any.
 * Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/validation (StripUnsupportedFormatsPostProcessorForVersion).
 */
export function isKnownFormat(type: string | undefined, format: string): boolean {
  switch (type) {
    case undefined:
    case 'string':
      return formatTest(format) !== undefined;
    case 'integer':
      return format === 'int32' || format === 'int64';
    case 'number':
      return format === 'float' || format === 'double';
    case 'object':
    case 'array':
    case 'boolean':
      return false;
    default:
      return formatTest(format) !== undefined || numberFormats.has(format);
  }
}

const numberFormats: ReadonlySet<string> = new Set(['int32', 'int64', 'float', 'double']);

/** Whether a value is of a type the schema allows. Mirrors kube-openapi's typeValidator, which looks at formats, too. */
export function typeProblem(schema: Schema): (value: unknown, path: string) => Problem | undefined {
  const types = typesOf(schema);
  const format = formatOf(schema);
  const hasNumbers = types.includes('number') || types.includes('integer');
  return (value, path) => {
    if (value === null) {
      if (types.length === 0 || schema.nullable === true) return undefined;
      return wrongType(path, types.join(','), 'null');
    }
    const is = typeOf(value);
    const fits = types.includes(is.type) || isOtherNumber(value, types);
    const isText = is.type === 'string' || is.type === 'array';
    if (format !== '' && !isText && !fits && format !== is.format) {
      return wrongType(path, format, is.format);
    }
    if (fits || (format !== '' && isText && !hasNumbers)) return undefined;
    return wrongType(path, types.join(','), is.type);
  };
}

/** An integer is a number, and a number that is whole but for rounding an integer. */
function isOtherNumber(value: unknown, types: readonly string[]): boolean {
  if (isWhole(value)) return types.includes('number');
  return typeof value === 'number' && types.includes('integer') && isNearlyWhole(value);
}

/** Mirrors github.com/go-openapi/swag (IsFloat64AJSONInteger). */
export function isNearlyWhole(value: number): boolean {
  if (!(Math.abs(value) <= Number.MAX_SAFE_INTEGER)) return false;
  const whole = Math.trunc(value);
  if (whole === value) return true;
  if (value === 0 || whole === 0) return false;
  return Math.abs(value - whole) / (Math.abs(value) + Math.abs(whole)) < 1e-9;
}

function typeOf(value: unknown): ValueType {
  if (Array.isArray(value)) return { type: 'array', format: '' };
  if (isWhole(value)) return { type: 'integer', format: 'int64' };
  return typeof value === 'number'
    ? { type: 'number', format: 'float64' }
    : { type: typeof value, format: '' };
}

function wrongType(path: string, expected: string, actual: string): Problem {
  const text = `${path} in body must be of type ${expected}: "${actual}"`;
  return { path, text, tell: (field) => fieldTypeInvalid(field, actual, text) };
}
