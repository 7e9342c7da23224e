import type {
  V1CustomResourceDefinitionSpec,
  V1CustomResourceDefinitionVersion,
  V1JSONSchemaProps,
} from '../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  validateDns1035Label,
  validateDns1123Subdomain,
} from '../../../apimachinery/index.ts';
import { conversionErrors } from './conversion-errors.ts';
import { type InternalSpec, internalSpec } from './internal-spec.ts';
import { versionsText } from './internal-texts.ts';
import { missingNames, nameErrors } from './name-errors.ts';
import { someSchema } from './schemas-within.ts';
import { selectableFieldErrors } from './selectable-field-errors.ts';
import { columnErrors, schemaErrorsOf, subresourceErrors, versionErrors } from './version-errors.ts';

/** What stands for a list of versions that was not given. */
export const noVersions: V1CustomResourceDefinitionSpec['versions'] = [];

/**
 * What is wrong with what a definition asks for. What its versions have in common is told of the definition.
 * Mirrors k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation (validateCustomResourceDefinitionSpec).
 * Differs: rules that spare what older servers let in are left out, for nothing older is ever stored here.
 */
export function specErrors(
  spec: V1CustomResourceDefinitionSpec,
  path: FieldPath,
  checksBundle: boolean,
): FieldError[] {
  const internal = internalSpec(spec);
  const { group = '', scope = '', conversion, names } = spec;
  return [
    ...groupErrors(group, path.child('group')),
    ...scopeErrors(scope, path.child('scope')),
    ...missingSchemas(internal, path.child('versions')),
    ...preservedDefaultErrors(spec, path.child('preserveUnknownFields')),
    ...eachVersion(internal, path.child('versions')),
    ...versionListErrors(internal, spec.versions, path),
    ...missingNames(names, path.child('names')),
    ...nameErrors(names, path.child('names')),
    ...commonErrors(internal, path),
    ...preservedConversionErrors(spec, path.child('conversion', 'strategy')),
    ...(conversion === undefined ? [] : conversionErrors(conversion, path.child('conversion'), checksBundle)),
  ];
}

function groupErrors(group: string, path: FieldPath): FieldError[] {
  if (group === '') return [fieldRequired(path)];
  const says = validateDns1123Subdomain(group);
  if (says.length > 0) return [fieldInvalid(path, group, says.join(','))];
  return group.includes('.') ? [] : [fieldInvalid(path, group, 'should be a domain with at least one dot')];
}

function scopeErrors(scope: string, path: FieldPath): FieldError[] {
  const allowed = ['Cluster', 'Namespaced'];
  if (scope === '') return [fieldRequired(path)];
  return allowed.includes(scope) ? [] : [fieldNotSupported(path, scope, allowed)];
}

function missingSchemas({ common, versions }: InternalSpec, path: FieldPath): FieldError[] {
  if (common.schema?.openAPIV3Schema !== undefined) return [];
  return versions.flatMap(({ schema }, at) =>
    schema?.openAPIV3Schema === undefined
      ? [fieldRequired(path.index(at).child('schema', 'openAPIV3Schema'))]
      : [],
  );
}

/** Who keeps all unknown fields has no schema to go by. */
function preservedDefaultErrors(spec: V1CustomResourceDefinitionSpec, path: FieldPath): FieldError[] {
  if (spec.preserveUnknownFields !== true) return [];
  const hasDefaults = spec.versions.some(({ schema }) => someSchema(schema?.openAPIV3Schema, hasDefault));
  return hasDefaults
    ? [fieldInvalid(path, true, 'must be false in order to use defaults in the schema')]
    : [];
}

function hasDefault(schema: V1JSONSchemaProps): boolean {
  return schema.default !== undefined;
}

function preservedConversionErrors(
  { preserveUnknownFields, conversion }: V1CustomResourceDefinitionSpec,
  path: FieldPath,
): FieldError[] {
  if (preserveUnknownFields !== true || conversion === undefined || conversion.strategy === 'None') return [];
  return [fieldInvalid(path, conversion.strategy, 'must be None if spec.preserveUnknownFields is true')];
}

function eachVersion({ common, versions }: InternalSpec, path: FieldPath): FieldError[] {
  return versions.flatMap((version, at) => {
    const { name = '' } = version;
    const says = validateDns1035Label(name);
    // Of versions of one name the first is looked at.
    const { subresources = common.subresources } = versions.find((other) => other.name === name) ?? version;
    const hasStatus = (subresources?.status ?? null) !== null;
    return [
      ...(says.length === 0 ? [] : [fieldInvalid(path.index(at).child('name'), name, says.join(','))]),
      ...versionErrors(version, path.index(at), hasStatus),
    ];
  });
}

/** Of the versions as a whole. */
function versionListErrors(
  { versions }: InternalSpec,
  given: V1CustomResourceDefinitionSpec['versions'],
  path: FieldPath,
): FieldError[] {
  const at = path.child('versions');
  const names = versions.map(({ name = '' }) => name);
  const errors: FieldError[] = [];
  const tell = (says: string) =>
    errors.push(fieldInvalid(at, given === noVersions ? null : versionsText(versions), says));
  if (new Set(names).size < names.length) tell('must contain unique version names');
  if (versions.filter(({ storage }) => storage).length !== 1) {
    tell('must have exactly one version marked as storage version');
  }
  const [first = ''] = names;
  const says = first === '' ? [] : validateDns1035Label(first);
  return says.length === 0 ? errors : [...errors, fieldInvalid(path.child('version'), first, says.join(','))];
}

function commonErrors({ common, versions }: InternalSpec, path: FieldPath): FieldError[] {
  return [
    ...schemaErrorsOf(common, path.child('validation'), [common, ...versions].some(hasStatusOf)),
    ...subresourceErrors(common.subresources, path.child('subresources')),
    ...columnErrors(common.additionalPrinterColumns, path.child('additionalPrinterColumns')),
    ...selectableFieldErrors(
      common.selectableFields ?? [],
      common.schema?.openAPIV3Schema,
      path.child('selectableFields'),
      'may only be set when validations.schema is included',
    ),
  ];
}

function hasStatusOf({ subresources }: Partial<V1CustomResourceDefinitionVersion>): boolean {
  return (subresources?.status ?? null) !== null;
}
