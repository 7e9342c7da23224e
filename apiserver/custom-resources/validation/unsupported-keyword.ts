import type { V1JSONSchemaProps } from '../../../api/index.ts';
import { isObject } from '../../../apimachinery/index.ts';

type Props = V1JSONSchemaProps;

/** Keywords that no structural schema has, in the order in which they are looked for. */
const keywords = [
  ['id', 'id'],
  ['$schema', 'schema'],
  ['$ref', '$ref'],
  ['patternProperties', 'patternProperties'],
  ['dependencies', 'dependencies'],
  ['additionalItems', 'additionalItems'],
  ['definitions', 'definitions'],
] as const satisfies readonly (readonly [keyof Props, string])[];

/**
 * Why a schema cannot even be read as a structural one; undefined when it can. Mirrors k8s.io/apiextensions-apiserver
 * pkg/apiserver/schema (NewStructural).
 */
export function unsupportedKeyword(schema: Props): string | undefined {
  for (const [keyword, name] of keywords) {
    if (isGiven(schema[keyword])) return `OpenAPIV3Schema '${name}' is not supported`;
  }
  return within(branchesOf(schema)) ?? ofExtensions(schema) ?? within(childrenOf(schema));
}

function within(schemas: readonly Props[]): string | undefined {
  for (const schema of schemas) {
    const says = unsupportedKeyword(schema);
    if (says !== undefined) return says;
  }
  return undefined;
}

function ofExtensions(schema: Props): string | undefined {
  if (schema['x-kubernetes-preserve-unknown-fields'] === false) {
    return "internal error: 'x-kubernetes-preserve-unknown-fields' must be true or undefined";
  }
  const isArray = Array.isArray(schema.items) && schema.items.length > 0;
  return isArray ? "OpenAPIV3Schema 'items' must be a schema, but is an array" : undefined;
}

function branchesOf({ not, allOf = [], anyOf = [], oneOf = [] }: Props): readonly Props[] {
  return [...(not === undefined ? [] : [not]), ...allOf, ...anyOf, ...oneOf];
}

function childrenOf({ items, properties = {}, additionalProperties }: Props): readonly Props[] {
  return [items, ...Object.values(properties), additionalProperties].filter(isObject);
}

function isGiven(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return false;
  return typeof value !== 'object' || Object.keys(value).length > 0;
}
