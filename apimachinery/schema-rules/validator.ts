import type { Schema } from '../schema.ts';
import { compileOnce, isBuiltIn, isFree } from './compile-once.ts';
import type { Findings } from './findings.ts';
import { ListValidator } from './list-validator.ts';
import { ObjectValidator } from './object-validator.ts';
import { scalarValidator } from './scalar-validators.ts';

/** What one schema asks of values. */
export interface Validator {
  /**
   * Whether the value is valid, for values that can be judged without looking inside. False also when it takes `check`
   * to know.
   */
  readonly quick: (value: unknown) => boolean;
  /** Reports what is wrong. `old` is what stood there before an update; undefined when there was nothing. */
  check(value: unknown, old: unknown, findings: Findings): void;
}

/** Compiled at the first use of a schema; within another schema, wording follows the nearest definition. */
export const validatorOf: (schema: Schema) => Validator = compileOnce((schema) =>
  compile(schema, isBuiltIn(schema)),
);

export function compile(schema: Schema, builtIn: boolean): Validator {
  if (isFree(schema)) return anything;
  const nested = (child: Schema): Validator =>
    child.definition === undefined ? compile(child, builtIn) : validatorOf(child);
  switch (schema.type) {
    case undefined:
    case 'object':
      return new ObjectValidator(schema, builtIn, nested);
    case 'array':
      return new ListValidator(schema, builtIn, nested);
    default:
      return scalarValidator(schema, builtIn);
  }
}

const anything: Validator = { quick: () => true, check: () => {} };
