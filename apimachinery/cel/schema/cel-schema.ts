import type { CelValue } from '../values/value.ts';

/**
 * What the language reads of a schema. A structural schema in Kubernetes' sense fits. `additionalProperties: true` is
 * told by `preserveUnknownFields`, without `additionalProperties`.
 */
export interface CelSchema {
  readonly type?:
    | 'object'
    | 'array'
    | 'string'
    | 'integer'
    | 'number'
    | 'boolean'
    | 'int-or-string'
    | 'quantity';
  readonly format?: string;
  readonly properties?: Readonly<Record<string, CelSchema>>;
  readonly additionalProperties?: CelSchema;
  readonly items?: CelSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly maxProperties?: number;
  readonly listType?: 'atomic' | 'set' | 'map';
  readonly listMapKeys?: readonly string[];
  readonly preserveUnknownFields?: boolean;
  readonly embeddedResource?: boolean;
}

/** Reads JSON as its schema tells it. Lists and maps read their parts so, when they are asked for. */
export type ReadValue = (json: unknown, schema: CelSchema) => CelValue;

/** A property of a schema; never one that JavaScript objects inherit. */
export function propertyOf({ properties }: CelSchema, name: string): CelSchema | undefined {
  return properties !== undefined && Object.hasOwn(properties, name) ? properties[name] : undefined;
}

const text: CelSchema = { type: 'string' };
const withMeta = new WeakMap<CelSchema, CelSchema>();

/** The schema of a resource with the fields each resource has. Mirrors k8s.io/apiserver pkg/cel/common (WithTypeAndObjectMeta). */
export function withTypeAndObjectMeta(schema: CelSchema): CelSchema {
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
  const made: CelSchema = {
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
