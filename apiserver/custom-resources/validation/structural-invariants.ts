import type { V1JSONSchemaProps } from '../../../api/index.ts';
import {
  deepEqual,
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  isObject,
} from '../../../apimachinery/index.ts';
import { branchErrors, patternErrors } from './structural-branches.ts';

type Props = V1JSONSchemaProps;
type Level = 'root' | 'item' | 'field';

/**
 * What a schema and those of its members and items may not say, and what they must.
 * Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/schema (validateStructuralInvariants).
 */
export function invariantErrors(schema: Props, level: Level, path: FieldPath): FieldError[] {
  return [
    ...childErrors(schema, level, path),
    ...extensionErrors(schema, path),
    ...combinationErrors(schema, path),
    ...patternErrors(schema, path),
    ...typeErrors(schema, level, path),
    ...resourceErrors(schema, level, path),
  ];
}

function childErrors(schema: Props, level: Level, path: FieldPath): FieldError[] {
  const { type, items, properties = {}, additionalProperties } = schema;
  const others = path.child('additionalProperties');
  return [
    ...(type === 'array' && !isObject(items)
      ? [fieldRequired(path.child('items'), 'must be specified')]
      : []),
    ...(isObject(items) ? invariantErrors(items, 'item', path.child('items')) : []),
    ...Object.entries(properties).flatMap(([name, member]) =>
      invariantErrors(member, 'field', path.child('properties').key(name)),
    ),
    ...(additionalProperties !== undefined && level === 'root'
      ? [fieldForbidden(others, 'must not be used at the root')]
      : []),
    ...(isObject(additionalProperties) ? invariantErrors(additionalProperties, 'field', others) : []),
  ];
}

function extensionErrors(schema: Props, path: FieldPath): FieldError[] {
  if (schema['x-kubernetes-int-or-string'] !== true) return [];
  return (['x-kubernetes-preserve-unknown-fields', 'x-kubernetes-embedded-resource'] as const)
    .filter((extension) => schema[extension] === true)
    .map((extension) =>
      fieldInvalid(path.child(extension), true, 'must be false if x-kubernetes-int-or-string is true'),
    );
}

const integerOrString: readonly Props[] = [{ type: 'integer' }, { type: 'string' }];

/** Branches say no types, but for the two that int-or-string may have. */
function combinationErrors(schema: Props, path: FieldPath): FieldError[] {
  const { allOf = [], anyOf = [], oneOf = [], not } = schema;
  const firstAllOf = deepEqual(allOf[0]?.anyOf ?? [], integerOrString);
  const each = (keyword: string, branches: readonly Props[]): FieldError[] =>
    branches.flatMap((branch, at) => branchErrors(branch, path.child(keyword).index(at), false));
  return [
    ...(deepEqual(anyOf, integerOrString) ? [] : each('anyOf', anyOf)),
    ...allOf.flatMap((branch, at) =>
      branchErrors(branch, path.child('allOf').index(at), firstAllOf && at === 0),
    ),
    ...each('oneOf', oneOf),
    ...(not === undefined ? [] : branchErrors(not, path.child('not'), false)),
  ];
}

const missingType: Readonly<Record<Level, string>> = {
  root: 'must not be empty at the root',
  item: 'must not be empty for specified array items',
  field: 'must not be empty for specified object fields',
};

function typeErrors(schema: Props, level: Level, path: FieldPath): FieldError[] {
  const { type = '' } = schema;
  const at = path.child('type');
  const errors: FieldError[] = [];
  if (schema['x-kubernetes-embedded-resource'] === true && type !== 'object') {
    const says = 'must be object if x-kubernetes-embedded-resource is true';
    errors.push(type === '' ? fieldRequired(at, says) : fieldInvalid(at, type, says));
  } else if (type === '' && !mayHaveNoType(schema)) {
    errors.push(fieldRequired(at, missingType[level]));
  }
  if (schema['x-kubernetes-embedded-resource'] === true && schema.additionalProperties !== undefined) {
    const says = 'must not be used if x-kubernetes-embedded-resource is set';
    errors.push(fieldForbidden(path.child('additionalProperties'), says));
  }
  if (level === 'root' && type !== '' && type !== 'object') {
    errors.push(fieldInvalid(at, type, 'must be object at the root'));
  }
  return errors;
}

function mayHaveNoType(schema: Props): boolean {
  return (
    schema['x-kubernetes-int-or-string'] === true || schema['x-kubernetes-preserve-unknown-fields'] === true
  );
}

/** What members of a resource's own may be, and that a resource within knows some member. */
function resourceErrors(schema: Props, level: Level, path: FieldPath): FieldError[] {
  const { properties = {} } = schema;
  const isEmbedded = schema['x-kubernetes-embedded-resource'] === true;
  const isResource = level === 'root' || isEmbedded;
  const members = path.child('properties');
  const texts = isResource ? ['kind', 'apiVersion'] : [];
  const errors = texts.flatMap((name) => {
    const member = memberOf(properties, name);
    if (member === undefined || member.type === 'string') return [];
    return [fieldInvalid(members.key(name).child('type'), member.type ?? '', 'must be string')];
  });
  const metadata = memberOf(properties, 'metadata');
  if (metadata !== undefined)
    errors.push(...metadataErrors(metadata, isResource, level, members.key('metadata')));
  const keepsUnknown = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (isEmbedded && !keepsUnknown && Object.keys(properties).length === 0) {
    const says =
      'must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields';
    errors.push(fieldRequired(members, says));
  }
  return errors;
}

function memberOf(properties: Readonly<Record<string, Props>>, name: string): Props | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}

function metadataErrors(metadata: Props, isResource: boolean, level: Level, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (isResource && metadata.type !== 'object') {
    errors.push(fieldInvalid(path.child('type'), metadata.type ?? '', 'must be object'));
  }
  if (level === 'root' && !saysNamesOnly(metadata)) {
    const says =
      'must not specify anything other than name and generateName, but metadata is implicitly specified';
    errors.push(fieldForbidden(path, says));
  }
  return errors;
}

function saysNamesOnly(metadata: Props): boolean {
  const { type: _, default: __, properties = {}, additionalProperties, ...rest } = metadata;
  const hasOnlyNames = Object.keys(properties).every((name) => name === 'name' || name === 'generateName');
  return hasOnlyNames && additionalProperties === undefined && Object.values(rest).every(isUnset);
}

/** As good as not set, in Go. */
function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === false || value === '';
}
