import type { V1JSONSchemaProps } from '../../../api/index.ts';
import { isObject } from '../../../apimachinery/index.ts';

type Props = V1JSONSchemaProps;

/** A schema and all within it. Mirrors k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation (SchemaHas). */
export function schemasWithin(schema: Props): readonly Props[] {
  const all = [schema];
  // Grows as it is walked.
  for (const next of all) all.push(...childrenOf(next));
  return all;
}

/** Whether something holds of a schema or of one within. */
export function someSchema(schema: Props | undefined, holds: (schema: Props) => boolean): boolean {
  return schema !== undefined && schemasWithin(schema).some(holds);
}

function childrenOf(schema: Props): readonly Props[] {
  const { items, additionalProperties, additionalItems, not, allOf = [], anyOf = [], oneOf = [] } = schema;
  const { properties = {}, patternProperties = {}, definitions = {}, dependencies = {} } = schema;
  const listed = Array.isArray(items) ? items : [items];
  const mapped = [properties, patternProperties, definitions, dependencies].flatMap((map) =>
    Object.values(map),
  );
  return [
    ...listed,
    not,
    ...allOf,
    ...anyOf,
    ...oneOf,
    ...mapped,
    additionalProperties,
    additionalItems,
  ].filter(isObject);
}
