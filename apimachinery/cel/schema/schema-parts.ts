import { anyMember, noMember, type Schema } from '../../schema/schema.ts';
import type { CelValue } from '../values/value.ts';

/** Reads JSON as its schema tells it. Lists and maps read their parts so, when they are asked for. */
export type ReadValue = (json: unknown, schema: Schema) => CelValue;

/** A property of a schema; never one that JavaScript objects inherit. */
export function propertyOf({ properties }: Schema, name: string): Schema | undefined {
  return properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

/** The schema of a map's values; undefined for an object, even one that takes any other members. */
export function valuesOf({ additionalProperties: values }: Schema): Schema | undefined {
  return values === anyMember || values === noMember ? undefined : values;
}

const text: Schema = { type: 'string' };
const withMeta = new WeakMap<Schema, Schema>();

/** The schema of a resource with the fields each resource has. Mirrors k8s.io/apiserver pkg/cel/common (WithTypeAndObjectMeta). */
export function withTypeAndObjectMeta(schema: Schema): Schema {
  const metadata = propertyOf(schema, 'metadata');
  if (
    propertyOf(schema, 'kind')?.type === 'string' &&
    propertyOf(schema, 'apiVersion')?.type === 'string' &&
    metadata?.type === 'object' &&
    propertyOf(metadata, 'name')?.type === 'string' &&
    propertyOf(metadata, 'generateName')?.type === 'string'
  ) {
    return schema;
  }
  const known = withMeta.get(schema);
  if (known !== undefined) return known;
  const made: Schema = {
    ...schema,
    properties: {
      ...schema.properties,
      kind: text,
      apiVersion: text,
      metadata: { type: 'object', properties: { name: text, generateName: text } },
    },
  };
  withMeta.set(schema, made);
  return made;
}
