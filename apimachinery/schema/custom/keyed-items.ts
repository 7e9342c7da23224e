import { goJson } from '../../values/go-format.ts';
import { isObject, type PlainObject } from '../../values/plain-json.ts';
import type { Schema } from '../schema.ts';

/**
 * Finds the first item of a list that has the same keys as another; undefined where there is none, or where the list has no
 * keys. Mirrors k8s.io/apiserver pkg/cel/common (MakeMapList).
 */
export function keyedItems(
  { type, listType, listMapKeys = [] }: Schema,
  items: readonly unknown[],
): (item: unknown) => unknown {
  if (type !== 'array' || listType !== 'map' || listMapKeys.length === 0) return () => undefined;
  const byKey = new Map<string, unknown>();
  for (const item of items) {
    const key = keyOf(item, listMapKeys);
    if (key !== undefined && !byKey.has(key)) byKey.set(key, item);
  }
  return (item) => {
    const key = keyOf(item, listMapKeys);
    return key === undefined ? undefined : byKey.get(key);
  };
}

/** Undefined for what lacks a key, or has one that is no scalar. */
function keyOf(item: unknown, keys: readonly string[]): string | undefined {
  if (!isObject(item)) return undefined;
  const values = keys.map((key) => scalarOf(item, key));
  return values.includes(undefined) ? undefined : goJson(values);
}

function scalarOf(item: PlainObject, key: string): unknown {
  const value = Object.hasOwn(item, key) ? item[key] : undefined;
  return typeof value === 'object' ? undefined : value;
}
