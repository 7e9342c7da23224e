import { definition, type V1JSONSchemaProps } from '../../../api/index.ts';
import { deepFreeze, isObject, type Schema } from '../../../apimachinery/index.ts';

const text: Schema = { type: 'string' };

/**
 * The schema of a custom resource as Kubernetes serves it: what its definition declares, with apiVersion, kind and metadata.
 * Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/schema (NewStructural).
 */
export function structuralSchema(declared: V1JSONSchemaProps | undefined): Schema {
  if (declared === undefined)
    return deepFreeze({ type: 'object', preserveUnknownFields: true, properties: root() });
  const schema = schemaOf(declared);
  return deepFreeze({ ...schema, type: 'object', properties: { ...schema.properties, ...root() } });
}

function root(): NonNullable<Schema['properties']> {
  const metadata = definition('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta');
  return { apiVersion: text, kind: text, metadata };
}

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
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
] as const satisfies readonly (keyof Schema)[];

const extensions = {
  'x-kubernetes-list-type': 'listType',
  'x-kubernetes-list-map-keys': 'listMapKeys',
  'x-kubernetes-map-type': 'mapType',
  'x-kubernetes-preserve-unknown-fields': 'preserveUnknownFields',
  'x-kubernetes-embedded-resource': 'embeddedResource',
} as const;

function schemaOf(declared: V1JSONSchemaProps): Schema {
  const given = declared as Readonly<Record<string, unknown>>;
  const schema: Record<string, unknown> = {};
  if (given['x-kubernetes-int-or-string'] === true) schema.type = 'int-or-string';
  else if (declared.type !== undefined && declared.type !== '') schema.type = declared.type;
  for (const keyword of same) if (given[keyword] !== undefined) schema[keyword] = given[keyword];
  for (const [keyword, field] of Object.entries(extensions)) {
    if (given[keyword] !== undefined) schema[field] = given[keyword];
  }
  const { properties, items, additionalProperties } = declared;
  if (properties !== undefined) {
    const members = Object.entries(properties).map(([name, member]) => [name, schemaOf(member)]);
    schema.properties = Object.fromEntries(members);
  }
  if (isObject(items)) schema.items = schemaOf(items as V1JSONSchemaProps);
  if (isObject(additionalProperties))
    schema.additionalProperties = schemaOf(additionalProperties as V1JSONSchemaProps);
  else if (additionalProperties === true) schema.preserveUnknownFields = true;
  return schema as Schema;
}
