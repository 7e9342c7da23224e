import { compileOnce, isFree } from './compile-once.ts';
import { ListValidator } from './list-validator.ts';
import { ObjectValidator } from './object-validator.ts';
import { scalarValidator } from './scalar-validators.ts';
import type { Schema } from './schema.ts';
import type { Validator } from './validator.ts';

/** What validates values of built-in kinds; compiled at the first use of a schema. */
export const validatorOf: (schema: Schema) => Validator = compileOnce(compile);

function compile(schema: Schema): Validator {
  if (isFree(schema)) return anything;
  switch (schema.type) {
    case undefined:
    case 'object':
      return new ObjectValidator(schema, validatorOf);
    case 'array':
      return new ListValidator(schema, validatorOf);
    default:
      return scalarValidator(schema);
  }
}

const anything: Validator = { quick: () => true, check: () => {} };
