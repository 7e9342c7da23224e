import type { V1JSONSchemaProps } from '../../../api/index.ts';
import { isObject } from '../../../apimachinery/index.ts';

type Props = V1JSONSchemaProps;

/**
 * Whether something holds of a schema or of one within; each is looked at until it does.
 * Mirrors k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation (SchemaHas).
 */
export function someSchema(schema: Props | undefined, holds: (schema: Props) => boolean): boolean {
  return schema !== undefined && (holds(schema) || someWithin(schema, holds));
}

const single = ['items', 'not', 'additionalProperties', 'additionalItems'] as const;
const listed = ['items', 'allOf', 'oneOf', 'anyOf'] as const;
const named = ['properties', 'patternProperties', 'definitions', 'dependencies'] as const;

function someWithin(schema: Props, holds: (schema: Props) => boolean): boolean {
  for (const keyword of single) {
    const child = schema[keyword];
    if (isObject(child) && someSchema(child, holds)) return true;
  }
  for (const keyword of listed) {
    const children = schema[keyword];
    if (!Array.isArray(children)) continue;
    for (const child of children) if (isObject(child) && someSchema(child, holds)) return true;
  }
  for (const keyword of named) {
    const children = schema[keyword];
    for (const name in children) {
      const child = children[name];
      if (isObject(child) && someSchema(child, holds)) return true;
    }
  }
  return false;
}
