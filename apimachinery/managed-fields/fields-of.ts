import type { Schema } from '../schema/schema.ts';
import { isObject } from '../values/plain-json.ts';
import { type FieldSet, isEmptySet, node, noFields } from './field-set.ts';
import { fieldElement, itemElement } from './path-element.ts';
import { anyValue, asItems, asMap, declaredMember, isEmptyMap, memberSchema, shapeOf } from './shape.ts';

/** All fields of an object. Mirrors sigs.k8s.io/structured-merge-diff typed (TypedValue.ToFieldSet). */
export function fieldsOf(schema: Schema, value: unknown): FieldSet {
  const shape = shapeOf(schema, value);
  if (shape === 'map') return fieldsOfMap(schema, value);
  return shape === 'list' ? fieldsOfList(schema, value) : noFields;
}

function fieldsOfMap(schema: Schema, value: unknown): FieldSet {
  const map = asMap(value);
  if (map === undefined) return noFields;
  const made: Record<string, FieldSet> = {};
  for (const name in map) {
    const member = map[name];
    const declared = declaredMember(schema, name);
    const within = declared ?? memberSchema(schema, name) ?? anyValue;
    const below = fieldsOf(within, member);
    const isOwn =
      declared === undefined ||
      member === null ||
      (isObject(member) && isEmptyMap(member)) ||
      shapeOf(within, member) === 'whole';
    if (isOwn || !isEmptySet(below)) made[fieldElement(name)] = node(isOwn, below);
  }
  return made;
}

/** Items that are given twice are owned as one. */
function fieldsOfList(schema: Schema, value: unknown): FieldSet {
  const items = asItems(value) ?? [];
  const made: Record<string, FieldSet> = {};
  for (const item of items) {
    const element = itemElement(schema, item);
    made[element] = element in made ? noFields : node(true, fieldsOf(schema.items ?? anyValue, item));
  }
  return made;
}
