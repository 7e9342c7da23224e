import type { FieldError } from '../../errors/field-errors.ts';
import type { Schema } from '../schema.ts';
import { Correlation } from './correlation.ts';
import { listTypeErrors } from './list-types.ts';
import { fieldErrorsOf } from './problems.ts';
import { validatorOf } from './schema-validator.ts';

/** All that the schema says of a value, lists that are sets or maps included. `root` is where the value stands. */
export function validateCustom(schema: Schema, value: unknown, root?: string): FieldError[] {
  return [...schemaErrors(schema, value, root), ...listTypeErrors(schema, value, root)];
}

/** The same where another value stood; lists that were wrong before are let through. */
export function validateCustomUpdate(
  schema: Schema,
  value: unknown,
  old: unknown,
  root?: string,
): FieldError[] {
  const lists = listTypeErrors(schema, value, root);
  const isNew = lists.length > 0 && listTypeErrors(schema, old, root).length === 0;
  return [...schemaErrors(schema, value, root, new Correlation(value, old, schema)), ...(isNew ? lists : [])];
}

/**
 * What a value lacks or has too much of by the keywords of the schema, in Kubernetes' words and order; members in the order
 * of the schema. `correlation` is with what stood there before an update: what has not changed is not told again.
 * Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/validation (ValidateCustomResource, ValidateCustomResourceUpdate).
 */
export function schemaErrors(
  schema: Schema,
  value: unknown,
  root?: string,
  correlation?: Correlation,
): FieldError[] {
  const validator = validatorOf(schema);
  if (validator.accepts(value)) return [];
  return fieldErrorsOf(validator.check(value, '', correlation).problems, root);
}
