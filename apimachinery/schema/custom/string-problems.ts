import { fieldTooLong, fieldTypeInvalid } from '../../errors/field-errors.ts';
import { compileRegexp } from '../../regexp/regexp.ts';
import { goQuote } from '../../values/go-format.ts';
import type { Schema } from '../schema.ts';
import { formatTest } from './formats.ts';
import { invalidAt, type Problem } from './problems.ts';
import { formatOf } from './value-type.ts';

/** One rule for texts. */
export type StringRule = (value: string, path: string) => Problem | undefined;

/** Length and pattern: of these, only the first that is broken is told. Mirrors kube-openapi's stringValidator. */
export function stringRule(schema: Schema): StringRule | undefined {
  const rules = [maxLengthRule(schema), minLengthRule(schema), patternRule(schema)].filter(
    (rule) => rule !== undefined,
  );
  if (rules.length < 2) return rules[0];
  return (value, path) => {
    for (const rule of rules) {
      const problem = rule(value, path);
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

export function formatRule(schema: Schema): StringRule | undefined {
  const format = formatOf(schema);
  const test = formatTest(format);
  if (test === undefined) return undefined;
  return (value, path) => {
    if (test(value)) return undefined;
    const text = `${path} in body must be of type ${format}: ${goQuote(value)}`;
    return { path, text, tell: (field) => fieldTypeInvalid(field, value, text) };
  };
}

function maxLengthRule({ maxLength }: Schema): StringRule | undefined {
  if (maxLength === undefined) return undefined;
  return (value, path) => {
    if (value.length <= maxLength || codePoints(value) <= maxLength) return undefined;
    const text = `${path} in body should be at most ${maxLength} chars long`;
    return { path, text, tell: (field) => fieldTooLong(field, maxLength) };
  };
}

function minLengthRule({ minLength }: Schema): StringRule | undefined {
  if (minLength === undefined) return undefined;
  return (value, path) => {
    if (codePoints(value) >= minLength) return undefined;
    return invalidAt(path, value, `${path} in body should be at least ${minLength} chars long`);
  };
}

function patternRule({ pattern }: Schema): StringRule | undefined {
  if (pattern === undefined || pattern === '') return undefined;
  const expression = compileRegexp(pattern);
  return (value, path) => {
    if (expression.matches(value)) return undefined;
    return invalidAt(path, value, `${path} in body should match '${pattern}'`);
  };
}

/** Characters as Go counts them. */
function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
