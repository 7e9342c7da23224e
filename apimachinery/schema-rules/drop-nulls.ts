import { isList, isObject, type PlainObject, setMember } from '../patch/plain-json.ts';
import type { Schema } from '../schema.ts';

/**
 * The value as it comes back from Kubernetes' decoding: null members that the schema knows and that are not nullable
 * are gone. Null items of lists, and all that is within values that can be anything, stay. The value itself when there
 * are none.
 * Mirrors what Go does to a built-in type; for custom ones, schema/defaulting (PruneNonNullableNullsWithoutDefaults).
 * Differs: Go also drops empty values of fields marked omitempty; here they stay, because the schema does not say
 * which are marked, and an empty value reads the same.
 */
export function dropNulls(schema: Schema, value: unknown): unknown {
  if (isList(value)) return dropFromItems(schema.items, value);
  if (!isObject(value)) return value;
  const { properties, additionalProperties } = schema;
  if (properties === undefined && additionalProperties === undefined) return value;
  let result: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const member =
      properties !== undefined && Object.hasOwn(properties, key) ? properties[key] : additionalProperties;
    if (member === undefined) continue;
    const before = value[key];
    if (before === null) {
      if (member.nullable === true || member.default !== undefined) continue;
      result ??= { ...value };
      delete result[key];
    } else if (typeof before === 'object') {
      const after = dropNulls(member, before);
      if (after === before) continue;
      result ??= { ...value };
      setMember(result, key, after);
    }
  }
  return result ?? (value as PlainObject);
}

function dropFromItems(items: Schema | undefined, list: readonly unknown[]): readonly unknown[] {
  if (items === undefined) return list;
  let result: unknown[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const after = dropNulls(items, list[i]);
    if (after === list[i]) continue;
    result ??= [...list];
    result[i] = after;
  }
  return result ?? list;
}
