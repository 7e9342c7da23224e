import type { Schema } from '../schema/schema.ts';
import { isList, isObject, type PlainObject } from '../values/plain-json.ts';

/**
 * What a value is to who tracks fields: one value, a list whose items are told apart, or a map whose members are; what
 * is `whole` is owned as one, lists and maps included. Mirrors k8s.io/kube-openapi pkg/schemaconv, which makes the types
 * of structured-merge-diff from Kubernetes' schemas.
 */
export type Shape = 'whole' | 'list' | 'map';

/** Of values no schema tells about: maps have members, lists are whole. */
export const anyValue: Schema = {};

/** Types that Kubernetes keeps as they are, whatever is in them. */
const rawExtension = 'io.k8s.apimachinery.pkg.runtime.RawExtension';

/** The shape of a value that may be of several kinds; without a value that of the first kind the schema allows. */
export function shapeOf(schema: Schema, value: unknown): Shape {
  switch (schema.type) {
    case 'object':
      return mapShape(schema);
    case 'array':
      return listShape(schema);
    case undefined:
      if (schema.definition === rawExtension) return 'whole';
      if (isList(value)) return listShape(schema);
      return isObject(value) || value === null || value === undefined ? mapShape(schema) : 'whole';
    default:
      return 'whole';
  }
}

function mapShape(schema: Schema): Shape {
  return schema.mapType === 'atomic' ? 'whole' : 'map';
}

function listShape(schema: Schema): Shape {
  return schema.listType === 'set' || schema.listType === 'map' ? 'list' : 'whole';
}

/** The schema of a member; undefined where the schema allows no such member. */
export function memberSchema(map: Schema, name: string): Schema | undefined {
  const declared = declaredMember(map, name);
  if (declared !== undefined) return declared;
  if (map.additionalProperties !== undefined) return map.additionalProperties;
  return map.preserveUnknownFields === true || map.properties === undefined ? anyValue : undefined;
}

/** The schema of a member that has a name of its own in the schema. */
export function declaredMember(map: Schema, name: string): Schema | undefined {
  const { properties } = map;
  return properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

export function asMap(value: unknown): PlainObject | undefined {
  return isObject(value) ? value : undefined;
}

export function asItems(value: unknown): readonly unknown[] | undefined {
  return isList(value) ? value : undefined;
}

export function isEmptyMap(map: PlainObject | undefined): boolean {
  if (map === undefined) return true;
  for (const _ in map) return false;
  return true;
}
