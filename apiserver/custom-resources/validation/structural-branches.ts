import type { V1JSONSchemaProps } from '../../../api/index.ts';
import {
  compileRegexp,
  deepEqual,
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  InvalidValueError,
  isObject,
} from '../../../apimachinery/index.ts';
import { branchesOf } from './structural-completeness.ts';

type Props = V1JSONSchemaProps;

/** What only the schema itself may say, with the words when a branch does. */
const forbidden = [
  ['type', 'must be empty to be structural'],
  ['default', 'must be undefined to be structural'],
  ['title', 'must be empty to be structural'],
  ['description', 'must be empty to be structural'],
  ['nullable', 'must be false to be structural'],
  ['x-kubernetes-preserve-unknown-fields', 'must be false to be structural'],
  ['x-kubernetes-embedded-resource', 'must be false to be structural'],
  ['x-kubernetes-int-or-string', 'must be false to be structural'],
  ['x-kubernetes-list-map-keys', 'must be empty to be structural'],
  ['x-kubernetes-list-type', 'must be undefined to be structural'],
  ['x-kubernetes-map-type', 'must be undefined to be structural'],
  ['x-kubernetes-validations', 'must be empty to be structural'],
] as const satisfies readonly (readonly [keyof Props, string])[];

/**
 * What a branch of allOf, anyOf, oneOf or not may not say: types, members with defaults and the like belong to the schema
 * itself. Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/schema (validateNestedValueValidation).
 */
export function branchErrors(branch: Props, path: FieldPath, skipsAnyOf: boolean): FieldError[] {
  const { items, properties = {}, additionalProperties } = branch;
  const within = skipsAnyOf ? { ...branch, anyOf: [] } : branch;
  const errors = [
    ...branchesOf(within, path).flatMap(([next, at]) => branchErrors(next, at, false)),
    ...patternErrors(branch, path),
    ...(isObject(items) ? branchErrors(items, path.child('items'), false) : []),
    ...Object.entries(properties).flatMap(([name, member]) =>
      branchErrors(member, path.child('properties').key(name), false),
    ),
    ...forbidden
      .filter(([keyword]) => isSet(branch[keyword]))
      .map(([keyword, says]) => fieldForbidden(path.child(keyword), says)),
  ];
  if (additionalProperties !== undefined && additionalProperties !== false) {
    errors.push(fieldForbidden(path.child('additionalProperties'), 'must be undefined to be structural'));
  }
  if (Object.hasOwn(properties, 'metadata')) {
    const at = path.child('properties').key('metadata');
    errors.push(fieldForbidden(at, 'must not be specified in a nested context'));
  }
  return errors;
}

function isSet(value: unknown): boolean {
  if (value === undefined || value === null || value === false || value === '') return false;
  return !deepEqual(value, []);
}

export function patternErrors({ pattern = '' }: Props, path: FieldPath): FieldError[] {
  if (pattern === '') return [];
  try {
    compileRegexp(pattern);
    return [];
  } catch (error) {
    if (!(error instanceof InvalidValueError)) throw error;
    const says = `must be a valid regular expression, but isn't: ${error.message}`;
    return [fieldInvalid(path.child('pattern'), pattern, says)];
  }
}
