import type { V1JSONSchemaProps } from '../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
} from '../../../apimachinery/index.ts';
import { defaultErrors } from './default-errors.ts';
import { schemaFields, schemaText } from './internal-texts.ts';
import { openApiErrors } from './schema-errors.ts';
import { structuralErrors } from './structural-errors.ts';
import { unsupportedKeyword } from './unsupported-keyword.ts';

type Props = V1JSONSchemaProps;

/**
 * What is wrong with the schema of a version. `path` is where its `openAPIV3Schema` stands. Mirrors
 * k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation (validateCustomResourceDefinitionValidation).
 */
export function rootSchemaErrors(schema: Props, path: FieldPath, hasStatus: boolean): FieldError[] {
  const notStructural = unsupportedKeyword(schema);
  const structural = notStructural === undefined ? structuralAndDefaultErrors(schema, path) : [];
  const isStructural = notStructural === undefined && structural.length === 0;
  const errors = [
    ...(hasStatus ? rootErrors(schema, path) : []),
    ...(schema.nullable === true
      ? [fieldForbidden(path.child('nullable'), 'nullable cannot be true at the root')]
      : []),
    ...structural,
    ...openApiErrors(schema, path, isStructural),
  ];
  if (errors.length > 0 || notStructural === undefined) return errors;
  return [fieldInvalid(path, '', notStructural)];
}

function structuralAndDefaultErrors(schema: Props, path: FieldPath): readonly FieldError[] {
  const errors = structuralErrors(schema, path);
  return errors.length > 0 ? errors : defaultErrors(schema, path);
}

/** What the root may say where the status is validated for itself, under the names that Go has for it. */
const allowedAtRoot: readonly string[] = [
  ...['Description', 'Type', 'Format', 'Title', 'Maximum', 'ExclusiveMaximum', 'Minimum', 'ExclusiveMinimum'],
  ...['MaxLength', 'MinLength', 'Pattern', 'MaxItems', 'MinItems', 'UniqueItems', 'MultipleOf', 'Required'],
  ...['Items', 'Properties', 'ExternalDocs', 'Example', 'XPreserveUnknownFields', 'XValidations'],
];

function rootErrors(schema: Props, path: FieldPath): FieldError[] {
  const says = 'at the root of the schema if the status subresource is enabled';
  const given = schema as Readonly<Record<string, unknown>>;
  for (const [name, keyword] of schemaFields) {
    const value = given[keyword];
    const isUnset = value === undefined || value === null || value === '';
    if (isUnset || (value === false && name !== 'AdditionalProperties')) continue;
    if (name === 'Type' && value !== 'object') {
      return [fieldInvalid(path.child('type'), value, `only "object" is allowed as the type ${says}`)];
    }
    if (!allowedAtRoot.includes(name)) {
      const list = `[${allowedAtRoot.join(' ')}]`;
      return [fieldInvalid(path, schemaText(schema), `only ${list} fields are allowed ${says}`)];
    }
  }
  return [];
}
