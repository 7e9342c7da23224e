import { compileOnce, isBuiltIn, isFree } from './compile-once.ts';
import { ListValidator } from './list-validator.ts';
import { ObjectValidator } from './object-validator.ts';
import { scalarValidator } from './scalar-validators.ts';
import type { Schema } from './schema.ts';
import type { Validator } from './validator.ts';

/** Compiled at the first use of a schema; within another schema, wording follows the nearest definition. */
export const validatorOf: (schema: Schema) => Validator = compileOnce((schema) =>
  compile(schema, isBuiltIn(schema)),
);

function compile(schema: Schema, builtIn: boolean): Validator {
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
