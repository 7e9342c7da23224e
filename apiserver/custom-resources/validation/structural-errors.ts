import type { V1JSONSchemaProps } from '../../../api/index.ts';
import {
  compareStrings,
  type FieldError,
  type FieldPath,
  fieldErrorText,
} from '../../../apimachinery/index.ts';
import { completenessErrors } from './structural-completeness.ts';
import { invariantErrors } from './structural-invariants.ts';

/**
 * Why a schema is not structural, sorted by the texts. No definition with such a schema is ever stored, so none has the
 * condition NonStructuralSchema. Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/schema (ValidateStructural).
 */
export function structuralErrors(schema: V1JSONSchemaProps, path: FieldPath): readonly FieldError[] {
  const errors = [...invariantErrors(schema, 'root', path), ...completenessErrors(schema, path)];
  return errors
    .map((error) => ({ error, text: fieldErrorText(error) }))
    .sort((left, right) => compareStrings(left.text, right.text))
    .map(({ error }) => error);
}
