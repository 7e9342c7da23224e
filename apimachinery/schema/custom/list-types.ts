import { type FieldError, fieldDuplicate, fieldErrorsMax, fieldInvalid } from '../../errors/field-errors.ts';
import { goJson } from '../../values/go-format.ts';
import { isList, isObject, type PlainObject } from '../../values/plain-json.ts';
import { compileOnce } from '../compile-once.ts';
import { keyValues } from '../item-key.ts';
import type { Schema } from '../schema.ts';

/**
 * One error for each value a set has more than once, and for each key a list of maps has more than once, at the
 * second place. Mirrors k8s.io/apiextensions-apiserver pkg/apiserver/schema/listtype.
 */
export function listTypeErrors(schema: Schema, value: unknown, root = ''): FieldError[] {
  const errors: FieldError[] = [];
  check(schema, value, root, errors);
  return errors;
}

function check(schema: Schema, value: unknown, path: string, errors: FieldError[]): void {
  if (!leadsToListType(schema) || errors.length > fieldErrorsMax) return;
  if (isList(value)) checkList(schema, value, path, errors);
  else if (isObject(value)) checkMembers(schema, value, path, errors);
}

function checkMembers(schema: Schema, object: PlainObject, path: string, errors: FieldError[]): void {
  const { properties = {}, additionalProperties } = schema;
  for (const name of Object.keys(object)) {
    if (Object.hasOwn(properties, name)) {
      check(properties[name] as Schema, object[name], path === '' ? name : `${path}.${name}`, errors);
    } else if (additionalProperties !== undefined) {
      check(additionalProperties, object[name], `${path}[${name}]`, errors);
    }
  }
}

function checkList(schema: Schema, list: readonly unknown[], path: string, errors: FieldError[]): void {
  if (schema.listType === 'set') errors.push(...repeated(list, path));
  if (schema.listType === 'map') errors.push(...repeatedKeys(list, schema.listMapKeys ?? [], path));
  const { items } = schema;
  if (items !== undefined)
    for (const [at, item] of list.entries()) check(items, item, `${path}[${at}]`, errors);
}

function repeatedKeys(
  list: readonly unknown[],
  keys: readonly string[],
  path: string,
): readonly FieldError[] {
  const odd = list.findIndex((item) => item !== null && !isObject(item));
  if (odd >= 0) {
    return [fieldInvalid(`${path}[${odd}]`, list[odd], 'must be an object for an array of list-type map')];
  }
  const values = list.map((item) => keyValues(item, keys));
  return repeated(values, path);
}

function repeated(list: readonly unknown[], path: string): readonly FieldError[] {
  const times = new Map<string, number>();
  const errors: FieldError[] = [];
  for (let at = 0; at < list.length && list.length > 1; at++) {
    const text = goJson(list[at]);
    const count = (times.get(text) ?? 0) + 1;
    times.set(text, count);
    if (count === 2) errors.push(fieldDuplicate(`${path}[${at}]`, list[at]));
  }
  return errors;
}

/** Whether a schema or one within is of a list with a type. Each is looked at once, for one may contain itself. */
const leadsToListType: (schema: Schema) => boolean = compileOnce((schema) => {
  const seen = new Set([schema]);
  for (const next of seen) {
    if (next.listType === 'set' || next.listType === 'map') return true;
    for (const child of Object.values(next.properties ?? {})) seen.add(child);
    if (next.items !== undefined) seen.add(next.items);
    if (next.additionalProperties !== undefined) seen.add(next.additionalProperties);
  }
  return false;
});
