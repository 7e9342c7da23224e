import type { V1JSONSchemaProps, V1SelectableField } from '../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldInvalid,
  fieldRequired,
  fieldTooMany,
} from '../../../apimachinery/index.ts';
import { declaredSchema } from '../../../component-helpers/index.ts';
import { unsupportedKeyword } from './unsupported-keyword.ts';
import { FieldPathError, type FoundField, validFieldPath } from './valid-field-path.ts';

/** How many fields a version can be selected by. */
const fieldsMax = 8;

/**
 * What is wrong with the fields that objects can be selected by. `withoutSchema` is said where there is no schema.
 * Mirrors k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation (ValidateCustomResourceSelectableFields).
 */
export function selectableFieldErrors(
  fields: readonly V1SelectableField[],
  declared: V1JSONSchemaProps | undefined,
  path: FieldPath,
  withoutSchema: string,
): FieldError[] {
  if (fields.length === 0) return [];
  if (declared === undefined) return [fieldInvalid(path, '', withoutSchema)];
  const unsupported = unsupportedKeyword(declared);
  if (unsupported !== undefined) {
    return [fieldInvalid(path.parent.child('schema.openAPIV3Schema'), '', unsupported)];
  }
  const seen = new Set<string>();
  const errors = fields.flatMap(({ jsonPath = '' }, index) =>
    pathErrors(jsonPath, declared, path.index(index).child('jsonPath'), seen),
  );
  return seen.size > fieldsMax ? [...errors, fieldTooMany(path, seen.size, fieldsMax)] : errors;
}

function pathErrors(
  jsonPath: string,
  declared: V1JSONSchemaProps,
  path: FieldPath,
  seen: Set<string>,
): FieldError[] {
  if (jsonPath === '') return [fieldRequired(path)];
  const found = fieldOf(jsonPath, declared);
  if (typeof found === 'string') return [fieldInvalid(path, jsonPath, `is an invalid path: ${found}`)];
  const name = String(found.path);
  const errors: FieldError[] = [];
  if (/^metadata(?:[.[]|$)/.test(name)) {
    errors.push(fieldInvalid(path, jsonPath, 'must not point to fields in metadata'));
  }
  if (!['string', 'boolean', 'integer'].includes(found.schema?.type ?? '')) {
    const says =
      'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.';
    errors.push(fieldInvalid(path, jsonPath, says));
  }
  if (seen.has(name)) errors.push(fieldDuplicate(path, jsonPath));
  seen.add(name);
  return errors;
}

/** The field, or why there is none. */
function fieldOf(jsonPath: string, declared: V1JSONSchemaProps): FoundField | string {
  try {
    return validFieldPath(jsonPath, declaredSchema(declared), false);
  } catch (error) {
    if (error instanceof FieldPathError) return error.message;
    throw error;
  }
}
