import type { V1JSONSchemaProps } from '../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldNotSupported,
  fieldRequired,
  isObject,
} from '../../../apimachinery/index.ts';
import { itemsText } from './internal-texts.ts';

type Props = V1JSONSchemaProps;

/**
 * Adds what is wrong with what a schema says of how maps and lists are merged. Mirrors k8s.io/apiextensions-apiserver
 * pkg/apis/apiextensions/validation (ValidateCustomResourceDefinitionOpenAPISchema, validateMapListKeysMapSet).
 */
export function mergeTypeErrors(schema: Props, path: FieldPath, errors: FieldError[]): void {
  // Most schemas say nothing of the kind.
  const listType = schema['x-kubernetes-list-type'];
  const mapType = schema['x-kubernetes-map-type'];
  if (listType === undefined && mapType === undefined && schema['x-kubernetes-list-map-keys'] === undefined)
    return;
  errors.push(
    ...mapTypeErrors(schema, path),
    ...listTypeErrors(schema, path),
    ...listMapKeyErrors(schema, path),
    ...nullableErrors(schema, path),
  );
}

function mapTypeErrors(schema: Props, path: FieldPath): FieldError[] {
  const mapType = schema['x-kubernetes-map-type'];
  if (mapType === undefined) return [];
  const allowed = ['atomic', 'granular'];
  return [
    ...typeErrors(schema, 'object', 'must be object if x-kubernetes-map-type is specified', path),
    ...(allowed.includes(mapType)
      ? []
      : [fieldNotSupported(path.child('x-kubernetes-map-type'), mapType, allowed)]),
  ];
}

function typeErrors({ type = '' }: Props, wanted: string, says: string, path: FieldPath): FieldError[] {
  if (type === wanted) return [];
  const at = path.child('type');
  return [type === '' ? fieldRequired(at, says) : fieldInvalid(at, type, says)];
}

function listTypeErrors(schema: Props, path: FieldPath): FieldError[] {
  const listType = schema['x-kubernetes-list-type'];
  if (listType === undefined) return [];
  const says = 'must be array if x-kubernetes-list-type is specified';
  const errors = typeErrors(schema, 'array', says, path);
  if (errors.length === 0 && listType === 'set') errors.push(...setItemErrors(schema, path));
  const allowed = ['atomic', 'set', 'map'];
  if (!allowed.includes(listType)) {
    errors.push(fieldNotSupported(path.child('x-kubernetes-list-type'), listType, allowed));
  }
  return errors;
}

/** Items of a set are compared as wholes. Of both kinds of items the list type is shown. */
function setItemErrors(schema: Props, path: FieldPath): FieldError[] {
  const items = itemsOf(schema);
  const says = 'must be atomic as item of a list with x-kubernetes-list-type=set';
  const listType = items?.['x-kubernetes-list-type'];
  if (items?.type === 'array' && listType !== undefined && listType !== 'atomic') {
    return [fieldInvalid(path.child('items', 'x-kubernetes-list-type'), listType, says)];
  }
  if (items?.type === 'object' && items['x-kubernetes-map-type'] !== 'atomic') {
    return [fieldInvalid(path.child('items', 'x-kubernetes-map-type'), listType ?? null, says)];
  }
  return [];
}

function listMapKeyErrors(schema: Props, path: FieldPath): FieldError[] {
  const listType = schema['x-kubernetes-list-type'];
  const keys = schema['x-kubernetes-list-map-keys'] ?? [];
  const at = path.child('x-kubernetes-list-type');
  const errors: FieldError[] = [];
  if (keys.length > 0 && listType !== 'map') {
    const says = 'must be map if x-kubernetes-list-map-keys is non-empty';
    errors.push(listType === undefined ? fieldRequired(at, says) : fieldInvalid(at, listType, says));
  }
  if (listType !== 'map') return errors;
  if (keys.length === 0) {
    const says = 'must not be empty if x-kubernetes-list-type is map';
    errors.push(fieldRequired(path.child('x-kubernetes-list-map-keys'), says));
  }
  return [...errors, ...mapItemErrors(schema, keys, path)];
}

function mapItemErrors(schema: Props, keys: readonly string[], path: FieldPath): FieldError[] {
  const at = path.child('items');
  if (schema.items === undefined) {
    return [fieldRequired(at, 'must have a schema if x-kubernetes-list-type is map')];
  }
  const items = itemsOf(schema);
  if (items === undefined) {
    const says = 'must only have a single schema if x-kubernetes-list-type is map';
    return [fieldInvalid(at, itemsText(schema.items), says)];
  }
  if (items.type !== 'object') {
    const says = "must be object if parent array's x-kubernetes-list-type is map";
    return [fieldInvalid(at.child('type'), items.type ?? '', says)];
  }
  return keys.flatMap((key, index) => keyErrors(items, keys, key, index, path));
}

function keyErrors(
  items: Props,
  keys: readonly string[],
  key: string,
  index: number,
  path: FieldPath,
): FieldError[] {
  const at = path.child('x-kubernetes-list-map-keys');
  const member = memberOf(items, key);
  const errors: FieldError[] = [];
  if (member === undefined) {
    errors.push(fieldInvalid(at, keys, 'entries must all be names of item properties'));
  } else if (member.type === 'array' || member.type === 'object') {
    const typeAt = path.child('items', 'properties').key(key).child('type');
    const says = "must be a scalar type if parent array's x-kubernetes-list-type is map";
    errors.push(fieldInvalid(typeAt, items.type, says));
  }
  if (keys.indexOf(key) < index) errors.push(fieldInvalid(at, keys, 'must not contain duplicate entries'));
  return errors;
}

/** Items of sets and maps, and the keys of maps, are never null; keys are always there. */
function nullableErrors(schema: Props, path: FieldPath): FieldError[] {
  const listType = schema['x-kubernetes-list-type'] ?? '';
  const items = itemsOf(schema);
  if (items === undefined || !['set', 'map'].includes(listType)) return [];
  const errors: FieldError[] = [];
  if (items.nullable === true) {
    const says = `cannot be nullable when x-kubernetes-list-type is ${listType}`;
    errors.push(fieldForbidden(path.child('items', 'nullable'), says));
  }
  const keys = listType === 'map' ? (schema['x-kubernetes-list-map-keys'] ?? []) : [];
  return [...errors, ...keys.flatMap((key) => keyPresenceErrors(items, key, path))];
}

function keyPresenceErrors(items: Props, key: string, path: FieldPath): FieldError[] {
  const member = memberOf(items, key);
  if (member === undefined) return [];
  const at = path.child('items', 'properties').key(key);
  const errors: FieldError[] = [];
  const isListed = 'this property is in x-kubernetes-list-map-keys, so it';
  if (!(items.required ?? []).includes(key) && member.default === undefined) {
    errors.push(
      fieldRequired(at.child('default'), `${isListed} must have a default or be a required property`),
    );
  }
  if (member.nullable === true)
    errors.push(fieldForbidden(at.child('nullable'), `${isListed} cannot be nullable`));
  return errors;
}

function itemsOf({ items }: Props): Props | undefined {
  return isObject(items) ? items : undefined;
}

function memberOf({ properties = {} }: Props, name: string): Props | undefined {
  return Object.hasOwn(properties, name) ? properties[name] : undefined;
}
