import type { V1JSONSchemaProps } from '../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  goQuote,
  RenderedValue,
} from '../../../apimachinery/index.ts';
import type { SchemaContext } from './schema-context.ts';

type Props = V1JSONSchemaProps;

const types: readonly string[] = ['array', 'boolean', 'integer', 'number', 'object', 'string'];

/** Keywords that no schema of a definition may have. */
const unsupported = [
  'additionalItems',
  'patternProperties',
  'definitions',
  'dependencies',
  '$ref',
] as const satisfies readonly (keyof Props)[];

/**
 * Adds what one schema may not say, whatever its type. Mirrors k8s.io/apiextensions-apiserver
 * pkg/apis/apiextensions/validation (specStandardValidatorV3).
 */
export function keywordErrors(
  schema: Props,
  path: FieldPath,
  context: SchemaContext,
  errors: FieldError[],
): void {
  const { type = '', id = '', items } = schema;
  if (type !== '' && !types.includes(type)) {
    const shown = new RenderedValue(goQuote(type));
    errors.push(fieldNotSupported(path.child('type'), shown, types));
  }
  if (schema.default !== undefined && context.noDefault !== undefined) {
    errors.push(fieldForbidden(path.child('default'), `must not be set ${context.noDefault}`));
  }
  if (id !== '') errors.push(fieldForbidden(path.child('id'), 'id is not supported'));
  for (const keyword of unsupported) {
    if (isGiven(schema[keyword])) {
      errors.push(fieldForbidden(path.child(keyword), `${keyword} is not supported`));
    }
  }
  if (type === 'null') {
    const says = 'type cannot be set to null, use nullable as an alternative';
    errors.push(fieldForbidden(path.child('type'), says));
  }
  if (Array.isArray(items) && items.length > 0) {
    errors.push(fieldForbidden(path.child('items'), 'items must be a schema object and not an array'));
  }
  if (context.insideResourceMeta && schema['x-kubernetes-embedded-resource'] === true) {
    const at = path.child('x-kubernetes-embedded-resource');
    errors.push(fieldForbidden(at, 'must not be used inside of resource meta'));
  }
}

/** Adds what has no meaning for a schema as a whole: sets that take long to check, and members that contradict each other. */
export function contradictionErrors(schema: Props, path: FieldPath, errors: FieldError[]): void {
  const { uniqueItems = false, properties = {}, additionalProperties } = schema;
  if (uniqueItems) {
    const says = 'uniqueItems cannot be set to true since the runtime complexity becomes quadratic';
    errors.push(fieldForbidden(path.child('uniqueItems'), says));
  }
  const isOpen = additionalProperties === undefined || additionalProperties === true;
  if (!isOpen && Object.keys(properties).length > 0) {
    const says = 'additionalProperties and properties are mutual exclusive';
    errors.push(fieldForbidden(path.child('additionalProperties'), says));
  }
}

export function preservationErrors(schema: Props, path: FieldPath, errors: FieldError[]): void {
  if (schema['x-kubernetes-preserve-unknown-fields'] !== false) return;
  const at = path.child('x-kubernetes-preserve-unknown-fields');
  errors.push(fieldInvalid(at, false, 'must be true or undefined'));
}

function isGiven(value: unknown): boolean {
  if (value === undefined || value === null) return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}
