import type { FieldError } from '../errors/field-errors.ts';
import type { FieldPath } from '../errors/field-path.ts';
import { isBuiltIn } from './compile-once.ts';
import { validatorOf } from './compile-validator.ts';
import { validateCustom, validateCustomUpdate } from './custom/validate-custom.ts';
import { Findings } from './findings.ts';
import type { Schema } from './schema.ts';

/**
 * Everything in the value that the schema does not allow: wrong types, absent required members, values outside enums,
 * ranges, lengths, patterns and formats. Empty for a valid value. Unknown members are pruning's business. `path` is where
 * the value stands; none for a whole object.
 * Built-in kinds (schemas whose definition is Kubernetes' own) are worded as Kubernetes' validation words them; a null
 * member that is not nullable counts as absent, as in decoding. Others are worded as custom resources, and of those items
 * given twice in sets and maps are told, too.
 * Mirrors k8s.io/kube-openapi pkg/validation/validate and k8s.io/apiextensions-apiserver pkg/apiserver/schema/listtype.
 */
export function validateSchema(schema: Schema, value: unknown, path?: FieldPath | string): FieldError[] {
  const root = path === undefined ? undefined : String(path);
  if (!isBuiltIn(schema)) return validateCustom(schema, value, root);
  const findings = new Findings(root ?? '');
  validatorOf(schema).check(value, undefined, findings);
  return findings.errors;
}

/**
 * The same for an update. Of built-in kinds, what is the same reference (or the same scalar) as in the old value was valid,
 * or was at least accepted, when it was written, and is not looked at again; items of lists of maps are paired by their
 * keys. Of custom kinds, what is equal is not told again.
 */
export function validateSchemaUpdate(
  schema: Schema,
  value: unknown,
  oldValue: unknown,
  path?: FieldPath | string,
): FieldError[] {
  if (value === oldValue) return [];
  const root = path === undefined ? undefined : String(path);
  if (!isBuiltIn(schema)) return validateCustomUpdate(schema, value, oldValue, root);
  const findings = new Findings(root ?? '');
  validatorOf(schema).check(value, oldValue, findings);
  return findings.errors;
}
