import type {
  V1CustomResourceColumnDefinition,
  V1CustomResourceDefinitionVersion,
  V1CustomResourceSubresources,
} from '../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldRequired,
  goJson,
  isGoPrintable,
  RenderedValue,
  utf8Length,
} from '../../../apimachinery/index.ts';
import type { VersionParts } from './internal-spec.ts';
import { rootSchemaErrors } from './root-schema-errors.ts';
import { selectableFieldErrors } from './selectable-field-errors.ts';

/**
 * What is wrong with one version besides its name. Mirrors k8s.io/apiextensions-apiserver
 * pkg/apis/apiextensions/validation (validateCustomResourceDefinitionVersion).
 */
export function versionErrors(
  version: V1CustomResourceDefinitionVersion,
  path: FieldPath,
  hasStatus: boolean,
): FieldError[] {
  const { deprecated = false, deprecationWarning, schema, selectableFields = [] } = version;
  const declared = schema?.openAPIV3Schema;
  return [
    ...deprecationProblems(deprecated, deprecationWarning).map((says) =>
      fieldInvalid(path.child('deprecationWarning'), new RenderedValue(goJson(deprecationWarning)), says),
    ),
    ...schemaErrorsOf(version, path.child('schema'), hasStatus),
    ...subresourceErrors(version.subresources, path.child('subresources')),
    ...columnErrors(version.additionalPrinterColumns, path.child('additionalPrinterColumns')),
    ...selectableFieldErrors(
      selectableFields,
      declared,
      path.child('selectableFields'),
      'may only be set when `version.schema.openAPIV3Schema` is not included',
    ),
  ];
}

export function schemaErrorsOf({ schema }: VersionParts, path: FieldPath, hasStatus: boolean): FieldError[] {
  const declared = schema?.openAPIV3Schema;
  return declared === undefined ? [] : rootSchemaErrors(declared, path.child('openAPIV3Schema'), hasStatus);
}

function deprecationProblems(deprecated: boolean, warning: string | undefined): readonly string[] {
  if (warning === undefined) return [];
  if (!deprecated) return ['can only be set for deprecated versions'];
  const problems: string[] = [];
  if (utf8Length(warning) > 256) problems.push('must be <= 256 characters long');
  if (warning === '') problems.push('must not be an empty string');
  let at = 0;
  for (const char of warning) {
    if (!isGoPrintable(char)) {
      const says = 'must only contain printable UTF-8 characters; non-printable character found at index';
      return [...problems, `${says} ${at}`];
    }
    at += utf8Length(char);
  }
  return problems;
}

/** The paths of the scale subresource. */
export function subresourceErrors(
  subresources: V1CustomResourceSubresources | undefined,
  path: FieldPath,
): FieldError[] {
  const scale = subresources?.scale;
  if (scale === undefined) return [];
  const { specReplicasPath = '', statusReplicasPath = '', labelSelectorPath = '' } = scale;
  return [
    ...pathErrors(specReplicasPath, path.child('scale', 'specReplicasPath'), ['.spec.'], 'under .spec'),
    ...pathErrors(
      statusReplicasPath,
      path.child('scale', 'statusReplicasPath'),
      ['.status.'],
      'under .status',
    ),
    ...(labelSelectorPath === ''
      ? []
      : pathErrors(
          labelSelectorPath,
          path.child('scale', 'labelSelectorPath'),
          ['.spec.', '.status.'],
          'under either .spec or .status',
        )),
  ];
}

function pathErrors(text: string, path: FieldPath, roots: readonly string[], where: string): FieldError[] {
  if (text === '') return [fieldRequired(path)];
  if (!text.startsWith('.')) return [notSimple(text, path)];
  if (roots.some((root) => text.startsWith(root))) return [];
  return [fieldInvalid(path, text, `should be a json path ${where}`)];
}

function notSimple(text: string, path: FieldPath): FieldError {
  return fieldInvalid(path, text, 'must be a simple json path starting with .');
}

const columnTypes: readonly string[] = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats: readonly string[] = [
  ...['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'],
];

export function columnErrors(
  columns: readonly V1CustomResourceColumnDefinition[] = [],
  path: FieldPath,
): FieldError[] {
  return columns.flatMap((column, index) => {
    const { name = '', type = '', format = '', jsonPath = '' } = column;
    const at = path.index(index);
    const typeSays = `must be one of ${columnTypes.join(',')}`;
    const errors: FieldError[] = [];
    if (name === '') errors.push(fieldRequired(at.child('name')));
    if (type === '') errors.push(fieldRequired(at.child('type'), typeSays));
    else if (!columnTypes.includes(type)) errors.push(fieldInvalid(at.child('type'), type, typeSays));
    if (format !== '' && !columnFormats.includes(format)) {
      errors.push(fieldInvalid(at.child('format'), format, `must be one of ${columnFormats.join(',')}`));
    }
    if (jsonPath === '') errors.push(fieldRequired(at.child('JSONPath')));
    else if (!jsonPath.startsWith('.')) errors.push(notSimple(jsonPath, at.child('JSONPath')));
    return errors;
  });
}
