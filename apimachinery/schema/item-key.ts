import { goJson } from '../values/go-format.ts';
import { isObject, member, type PlainObject, setMember } from '../values/plain-json.ts';

/** The values of an item's keys as one text. */
export function itemKey(item: unknown, keys: readonly string[]): string {
  if (keys.length === 1 && isObject(item)) {
    const value = member(item, keys[0] as string);
    if (typeof value === 'string') return value;
  }
  return `\u0000${goJson(keyValues(item, keys))}`;
}

/** Those of its keys that an item has, with their values. */
export function keyValues(item: unknown, keys: readonly string[]): PlainObject {
  const values: Record<string, unknown> = {};
  for (const key of isObject(item) ? keys : []) {
    const value = member(item as PlainObject, key);
    if (value !== undefined) setMember(values, key, value);
  }
  return values;
}
