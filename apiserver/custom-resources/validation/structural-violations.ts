import type { V1CustomResourceDefinition, V1JSONSchemaProps } from '../../../api/index.ts';
import {
  compareStrings,
  type FieldError,
  FieldPath,
  fieldErrorText,
  fieldInvalid,
} from '../../../apimachinery/index.ts';
import { completenessErrors } from './structural-completeness.ts';
import { invariantErrors } from './structural-invariants.ts';

/**
 * Why the schemas of a definition are not structural. Mirrors k8s.io/apiextensions-apiserver
 * pkg/controller/nonstructuralschema (calculateCondition).
 */
export function structuralViolations({ spec }: V1CustomResourceDefinition): readonly FieldError[] {
  const path = FieldPath.of('spec');
  const { preserveUnknownFields = false, versions } = spec;
  return [
    ...(preserveUnknownFields
      ? [fieldInvalid(path.child('preserveUnknownFields'), true, 'must be false')]
      : []),
    ...versions.flatMap(({ schema }, at) =>
      schema?.openAPIV3Schema === undefined
        ? []
        : structuralErrors(
            schema.openAPIV3Schema,
            path.child('versions').index(at).child('schema', 'openAPIV3Schema'),
          ),
    ),
  ];
}

/** Sorted by their texts. Mirrors pkg/apiserver/schema (ValidateStructural). */
export function structuralErrors(schema: V1JSONSchemaProps, path: FieldPath): readonly FieldError[] {
  const errors = [...invariantErrors(schema, 'root', path), ...completenessErrors(schema, path)];
  return errors
    .map((error) => ({ error, text: fieldErrorText(error) }))
    .sort((left, right) => compareStrings(left.text, right.text))
    .map(({ error }) => error);
}
