import type { V1JSONSchemaProps } from '../../api/index.ts';
import { anyMember, isObject, noMember, type Schema } from '../../apimachinery/index.ts';

/** Keywords that are called the same. */
const same = [
  'format',
  'required',
  'enum',
  'default',
  'nullable',
  'pattern',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
] as const satisfies readonly (keyof Schema & keyof V1JSONSchemaProps)[];

const extensions = [
  ['x-kubernetes-list-type', 'listType'],
  ['x-kubernetes-list-map-keys', 'listMapKeys'],
  ['x-kubernetes-map-type', 'mapType'],
  ['x-kubernetes-preserve-unknown-fields', 'preserveUnknownFields'],
  ['x-kubernetes-embedded-resource', 'embeddedResource'],
  ['x-kubernetes-validations', 'validations'],
] as const satisfies readonly (readonly [keyof V1JSONSchemaProps, keyof Schema])[];

/**
 * The schema that a definition declares, with nothing added. Made once for the same JSON, whose values it shares; what
 * no definition may have is left out. Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/schema (NewStructural).
 */
export function declaredSchema(declared: V1JSONSchemaProps): Schema {
  let schema = schemas.get(declared);
  if (schema === undefined) {
    schema = Object.freeze(convert(declared));
    schemas.set(declared, schema);
  }
  return schema;
}

const schemas = new WeakMap<V1JSONSchemaProps, Schema>();

function convert(declared: V1JSONSchemaProps): Schema {
  const schema: Record<string, unknown> = {};
  if (declared['x-kubernetes-int-or-string'] === true) schema.type = 'int-or-string';
  // What is no type is refused elsewhere; what is said of defaults names it.
  else if (declared.type) schema.type = declared.type;
  for (const keyword of same) if (declared[keyword] !== undefined) schema[keyword] = declared[keyword];
  for (const [keyword, field] of extensions) {
    if (declared[keyword] !== undefined) schema[field] = declared[keyword];
  }
  for (const keyword of ['allOf', 'anyOf', 'oneOf'] as const) {
    const branches = declared[keyword];
    if (branches !== undefined && branches.length > 0) schema[keyword] = branches.map(declaredSchema);
  }
  if (declared.not !== undefined) schema.not = declaredSchema(declared.not);
  addMembers(schema, declared);
  return schema;
}

function addMembers(schema: Record<string, unknown>, declared: V1JSONSchemaProps): void {
  const { properties, items, additionalProperties } = declared;
  if (properties !== undefined && Object.keys(properties).length > 0) {
    const members = Object.entries(properties).map(([name, member]) => [name, declaredSchema(member)]);
    schema.properties = Object.freeze(Object.fromEntries(members));
  }
  if (isObject(items)) schema.items = declaredSchema(items);
  if (additionalProperties === true) schema.additionalProperties = anyMember;
  else if (additionalProperties === false) schema.additionalProperties = noMember;
  else if (isObject(additionalProperties)) schema.additionalProperties = declaredSchema(additionalProperties);
}
