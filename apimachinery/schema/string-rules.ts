import {
  type FieldError,
  fieldInvalid,
  fieldNotSupported,
  fieldTooLong,
  fieldTypeInvalid,
} from '../errors/field-errors.ts';
import { goPattern } from './go-pattern.ts';
import type { Schema } from './schema.ts';

/** What is wrong with a string; the path is asked for only then. Undefined when there is nothing. */
export type StringProblem = (value: string, path: () => string) => FieldError | undefined;

/** All rules of the schema for strings, the first that is broken tells. Undefined when it has none. */
export function stringProblem(schema: Schema): StringProblem | undefined {
  const rules = [lengthRule(schema), patternRule(schema), formatRule(schema), enumRule(schema)];
  const problems = rules.filter((rule) => rule !== undefined);
  if (problems.length < 2) return problems[0];
  return (value, path) => {
    for (const problem of problems) {
      const error = problem(value, path);
      if (error !== undefined) return error;
    }
    return undefined;
  };
}

/** Lengths count characters, which are code points as Go counts them. */
function lengthRule({ minLength = 0, maxLength }: Schema): StringProblem | undefined {
  if (minLength === 0 && maxLength === undefined) return undefined;
  return (value, path) => {
    const length =
      value.length > minLength && value.length <= (maxLength ?? 0) ? value.length : codePoints(value);
    if (maxLength !== undefined && length > maxLength) return fieldTooLong(path(), maxLength);
    if (length >= minLength) return undefined;
    return fieldInvalid(path(), value, `must be at least ${minLength} characters`);
  };
}

function patternRule({ pattern }: Schema): StringProblem | undefined {
  if (pattern === undefined) return undefined;
  const expression = goPattern(pattern);
  return (value, path) => {
    if (expression.test(value)) return undefined;
    const at = path();
    return fieldInvalid(at, value, `${at} in body should match '${pattern}'`);
  };
}

function enumRule(schema: Schema): StringProblem | undefined {
  const supported = schema.enum;
  if (supported === undefined) return undefined;
  const allowed = new Set(supported);
  // To Kubernetes' own types an empty string is an absent one.
  allowed.add('');
  return (value, path) => (allowed.has(value) ? undefined : fieldNotSupported(path(), value, supported));
}

function formatRule({ format }: Schema): StringProblem | undefined {
  const expression = format === undefined ? undefined : formats[format];
  if (expression === undefined) return undefined;
  return (value, path) => {
    if (usualTime.test(value) && format !== 'byte') return undefined;
    if (expression.test(value) && (format === 'byte' || !Number.isNaN(Date.parse(value)))) return undefined;
    const at = path();
    const name = format === 'date-time-micro' ? 'date-time' : format;
    return fieldTypeInvalid(at, value, `${at} in body must be of type ${name}: ${JSON.stringify(value)}`);
  };
}

const time = /^\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;

/** In any month: what nearly all times are, and needs no calendar. */
const usualTime =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?Z$/;

const formats: Readonly<Record<string, RegExp>> = {
  'date-time': time,
  'date-time-micro': time,
  byte: /^(?:[A-Za-z0-9+/\r\n]{4})*(?:[A-Za-z0-9+/\r\n]{2}==|[A-Za-z0-9+/\r\n]{3}=)?$/,
};

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
