import type { Schema } from '../schema/schema.ts';
import { isObject, setMember } from '../values/plain-json.ts';
import { type FieldSet, fieldsBelow, hasElement, isEmptySet } from './field-set.ts';
import { fieldElement, itemElement } from './path-element.ts';
import { anyValue, asItems, asMap, isEmptyMap, memberSchema, shapeOf } from './shape.ts';

/**
 * The object without some of its fields. A map or list of which everything went stays, empty; what is atomic goes
 * whole. What nothing is taken from is shared. Null where nothing is left.
 * Mirrors sigs.k8s.io/structured-merge-diff typed (TypedValue.RemoveItems).
 */
export function removeFields(schema: Schema, value: unknown, fields: FieldSet): unknown {
  if (isEmptySet(fields)) return value;
  const shape = shapeOf(schema, value);
  if (shape === 'map') return removeMembers(schema, value, fields);
  if (shape === 'list') return removeItems(schema, value, fields);
  return isObject(value) || asItems(value) !== undefined ? null : value;
}

function removeMembers(schema: Schema, value: unknown, fields: FieldSet): unknown {
  const map = asMap(value);
  if (map === undefined || isEmptyMap(map)) return null;
  const made: Record<string, unknown> = {};
  let [changed, hadFieldsWithin] = [false, false];
  for (const name in map) {
    const element = fieldElement(name);
    if (hasElement(fields, element)) {
      changed = true;
      continue;
    }
    const below = fieldsBelow(fields, element);
    const kept = isEmptySet(below)
      ? map[name]
      : emptied(map[name], removeFields(memberSchema(schema, name) ?? anyValue, map[name], below));
    hadFieldsWithin ||= !isEmptySet(below);
    changed ||= kept !== map[name];
    setMember(made, name, kept);
  }
  if (!changed) return value;
  return isEmptyMap(made) && !hadFieldsWithin ? null : made;
}

function removeItems(schema: Schema, value: unknown, fields: FieldSet): unknown {
  const items = asItems(value);
  if (items === undefined || items.length === 0) return null;
  const made: unknown[] = [];
  let [changed, hadFieldsWithin] = [false, false];
  for (const item of items) {
    const element = itemElement(schema, item);
    if (hasElement(fields, element)) {
      changed = true;
      continue;
    }
    const below = fieldsBelow(fields, element);
    const kept = isEmptySet(below)
      ? item
      : emptied(item, removeFields(schema.items ?? anyValue, item, below));
    hadFieldsWithin ||= !isEmptySet(below);
    changed ||= kept !== item;
    made.push(kept);
  }
  if (!changed) return value;
  return made.length === 0 && !hadFieldsWithin ? null : made;
}

/** What held the fields stays, though it lost them all. */
function emptied(was: unknown, is: unknown): unknown {
  if (is !== null) return is;
  if (asItems(was) !== undefined) return [];
  return isObject(was) ? {} : is;
}
