import { type FieldError, fieldDuplicate, fieldInvalid } from '../errors/field-errors.ts';
import { goJson } from '../values/go-format.ts';
import { isObject, member, type PlainObject, setMember } from '../values/plain-json.ts';
import type { Schema } from './schema.ts';

/**
 * One error for each value a set has more than once, and for each key a list of maps has more than once, at the
 * second place. Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/schema/listtype.
 */
export function findDuplicates(
  schema: Schema,
  list: readonly unknown[],
  path: () => string,
): readonly FieldError[] {
  if (schema.listType === 'map') {
    const odd = list.findIndex((item) => item !== null && !isObject(item));
    if (odd >= 0) {
      return [
        fieldInvalid(`${path()}[${odd}]`, list[odd], 'must be an object for an array of list-type map'),
      ];
    }
  }
  if (list.length < 2) return none;
  if (schema.listType === 'set') return repeated(list, goJson, path, (item) => item);
  const keys = schema.listType === 'map' ? schema.listMapKeys : undefined;
  if (keys === undefined) return none;
  return repeated(
    list,
    (item) => itemKey(item, keys),
    path,
    (item) => keyValues(item, keys),
  );
}

/** The values of an item's keys as one text. */
export function itemKey(item: unknown, keys: readonly string[]): string {
  if (keys.length === 1 && isObject(item)) {
    const value = member(item, keys[0] as string);
    if (typeof value === 'string') return value;
  }
  return `\u0000${goJson(keyValues(item, keys))}`;
}

const none: readonly FieldError[] = [];

function keyValues(item: unknown, keys: readonly string[]): PlainObject {
  const values: Record<string, unknown> = {};
  for (const key of isObject(item) ? keys : []) {
    const value = member(item as PlainObject, key);
    if (value !== undefined) setMember(values, key, value);
  }
  return values;
}

function repeated(
  list: readonly unknown[],
  textOf: (item: unknown) => string,
  path: () => string,
  shown: (item: unknown) => unknown,
): readonly FieldError[] {
  const times = new Map<string, number>();
  let errors: FieldError[] | undefined;
  for (let i = 0; i < list.length; i++) {
    const text = textOf(list[i]);
    const count = (times.get(text) ?? 0) + 1;
    times.set(text, count);
    if (count !== 2) continue;
    errors ??= [];
    errors.push(fieldDuplicate(`${path()}[${i}]`, shown(list[i])));
  }
  return errors ?? none;
}
