import type { Schema } from '../../../apimachinery/index.ts';

/** A schema in the form a CustomResourceDefinition has it, for the judge. */
export function toCustomResourceSchema(schema: Schema): object {
  const { type, properties, additionalProperties, items, listType, listMapKeys, mapType, ...rest } = schema;
  const {
    preserveUnknownFields,
    embeddedResource,
    patchStrategy: _,
    patchMergeKey: __,
    definition: ___,
    ...own
  } = rest;
  return {
    ...own,
    ...typeOf(type),
    ...(properties === undefined ? {} : { properties: mapValues(properties) }),
    ...(additionalProperties === undefined
      ? {}
      : { additionalProperties: toCustomResourceSchema(additionalProperties) }),
    ...(items === undefined ? {} : { items: toCustomResourceSchema(items) }),
    ...extension('list-type', listType),
    ...extension('list-map-keys', listMapKeys),
    ...extension('map-type', mapType),
    ...extension('preserve-unknown-fields', preserveUnknownFields),
    ...extension('embedded-resource', embeddedResource),
  };
}

function typeOf(type: Schema['type']): object {
  if (type === undefined) return { 'x-kubernetes-preserve-unknown-fields': true };
  if (type === 'int-or-string') return { 'x-kubernetes-int-or-string': true };
  return { type };
}

function extension(name: string, value: unknown): object {
  return value === undefined ? {} : { [`x-kubernetes-${name}`]: value };
}

function mapValues(properties: Readonly<Record<string, Schema>>): object {
  return Object.fromEntries(
    Object.entries(properties).map(([name, schema]) => [name, toCustomResourceSchema(schema)]),
  );
}
