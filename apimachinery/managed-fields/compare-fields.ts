import type { Schema } from '../schema/schema.ts';
import { isList, isObject, type PlainObject, sameJson } from '../values/plain-json.ts';
import { allFields, type FieldFilter } from './field-filter.ts';
import { type FieldSet, isMember, node, noFields, union } from './field-set.ts';
import { fieldElement, itemElement } from './path-element.ts';
import { anyValue, asItems, asMap, isEmptyMap, memberSchema, type Shape, shapeOf } from './shape.ts';
import { emptyDraft, type SetDraft, shared } from './shared-sets.ts';

/** Which fields a change of an object added, removed, or gave another value. */
export interface FieldChanges {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/**
 * Compares two versions of an object, in the fields that the filter keeps. Parts that are the same reference are not
 * entered, so the cost is that of what was changed. Throws PathElementError for list items without keys.
 * Mirrors sigs.k8s.io/structured-merge-diff typed (TypedValue.Compare).
 */
export function compareFields(
  schema: Schema,
  before: unknown,
  after: unknown,
  filter: FieldFilter = allFields,
): FieldChanges {
  const {
    added = noFields,
    modified = noFields,
    removed = noFields,
  } = compare(schema, before, after, filter) ?? {};
  return { added, modified, removed };
}

/** What stands below one element in each of the sets; what is not there is in none. */
type Changes = { readonly [Set in keyof FieldChanges]?: FieldSet };

/** Of a value that has nothing below. */
const leaf: { readonly [Set in keyof FieldChanges]: Changes } = {
  added: { added: noFields },
  modified: { modified: noFields },
  removed: { removed: noFields },
};

/** `undefined` stands for what is not there; null is a value. */
function compare(schema: Schema, before: unknown, after: unknown, filter: FieldFilter): Changes | undefined {
  if (before === after) return undefined;
  if (before === undefined) return { added: everything(schema, after, filter) };
  if (after === undefined) return { removed: everything(schema, before, filter) };
  const left = shapeOf(schema, before);
  const right = shapeOf(schema, after);
  const changes = compareAs(right, before, after, filter);
  if (isAlike(left, right, before, after)) return changes;
  return together(compareAs(left, before, after, filter), changes);
}

function compareAs(shape: Shape, before: unknown, after: unknown, filter: FieldFilter): Changes | undefined {
  if (shape.is === 'map') {
    const [left, right] = [asMap(before), asMap(after)];
    if (!isEmptyMap(left) || !isEmptyMap(right)) {
      return compareMembers(shape.map, left ?? {}, right ?? {}, filter);
    }
  } else if (shape.is === 'list') {
    const [left, right] = [asItems(before) ?? [], asItems(after) ?? []];
    if (left.length > 0 || right.length > 0) return compareItems(shape.list, left, right, filter);
  }
  return sameJson(before, after) ? undefined : leaf.modified;
}

function compareMembers(
  schema: Schema,
  before: PlainObject,
  after: PlainObject,
  filter: FieldFilter,
): Changes | undefined {
  const found: Found = {};
  for (const name in before) {
    const [left, right] = [before[name], Object.hasOwn(after, name) ? after[name] : undefined];
    if (left === right) continue;
    compareBelow(found, fieldElement(name), memberSchema(schema, name), left, right, filter);
  }
  for (const name in after) {
    if (Object.hasOwn(before, name)) continue;
    compareBelow(found, fieldElement(name), memberSchema(schema, name), undefined, after[name], filter);
  }
  return changesOf(found);
}

function compareItems(
  schema: Schema,
  before: readonly unknown[],
  after: readonly unknown[],
  filter: FieldFilter,
): Changes | undefined {
  const found: Found = {};
  const left = itemsByElement(schema, before);
  const right = itemsByElement(schema, after);
  for (const [element, items] of left) {
    compareItem(found, schema, element, items, right.get(element) ?? [], filter);
  }
  for (const [element, items] of right) {
    if (!left.has(element)) compareItem(found, schema, element, [], items, filter);
  }
  return changesOf(found);
}

/** What is given twice has no fields of its own: it is compared, added and removed as one. */
function compareItem(
  found: Found,
  { items }: Schema,
  element: string,
  before: readonly unknown[],
  after: readonly unknown[],
  filter: FieldFilter,
): void {
  if (before.length <= 1 && after.length <= 1) {
    compareBelow(found, element, items, before[0], after[0], filter);
  } else if (filter.keeps(element) === undefined) {
    return;
  } else if (before.length >= 2 && after.length >= 2) {
    if (!sameJson(before, after)) put(found, element, leaf.modified);
  } else if (before.length >= 2) {
    if (after.length > 0) compareBelow(found, element, items, undefined, after[0], filter);
    put(found, element, leaf.removed);
  } else {
    if (before.length > 0) compareBelow(found, element, items, before[0], undefined, filter);
    put(found, element, leaf.added);
  }
}

function compareBelow(
  found: Found,
  element: string,
  schema: Schema = anyValue,
  before: unknown,
  after: unknown,
  filter: FieldFilter,
): void {
  const kept = filter.keeps(element);
  if (kept !== undefined) put(found, element, compare(schema, before, after, kept));
}

/** What came or went as a whole: each of its fields, and whatever holds them. */
function everything(schema: Schema, value: unknown, filter: FieldFilter): FieldSet {
  const shape = shapeOf(schema, value);
  if (shape.is === 'map') return everyMember(shape.map, asMap(value) ?? {}, filter);
  return shape.is === 'list' ? everyItem(shape.list, asItems(value) ?? [], filter) : noFields;
}

function everyMember(schema: Schema, map: PlainObject, filter: FieldFilter): FieldSet {
  let draft = emptyDraft();
  for (const name in map) {
    const member = map[name];
    const element = fieldElement(name);
    const kept = member === undefined ? undefined : filter.keeps(element);
    if (kept === undefined) continue;
    draft = draft.with(element, everything(memberSchema(schema, name) ?? anyValue, member, kept));
  }
  return draft.set(true);
}

function everyItem(schema: Schema, list: readonly unknown[], filter: FieldFilter): FieldSet {
  let draft = emptyDraft();
  for (const [element, items] of itemsByElement(schema, list)) {
    const kept = filter.keeps(element);
    if (kept === undefined) continue;
    const below = items.length > 1 ? noFields : everything(schema.items ?? anyValue, items[0], kept);
    draft = draft.with(element, below);
  }
  return draft.set(true);
}

/** What was found below the elements so far. */
type Found = { -readonly [Set in keyof FieldChanges]?: SetDraft };

function put(found: Found, element: string, { added, modified, removed }: Changes = {}): void {
  if (added !== undefined) found.added = (found.added ?? emptyDraft()).with(element, added);
  if (modified !== undefined) found.modified = (found.modified ?? emptyDraft()).with(element, modified);
  if (removed !== undefined) found.removed = (found.removed ?? emptyDraft()).with(element, removed);
}

function changesOf({ added, modified, removed }: Found): Changes | undefined {
  if (added === undefined && modified === undefined && removed === undefined) return undefined;
  const changes: { -readonly [Set in keyof FieldChanges]?: FieldSet } = {};
  if (added !== undefined) changes.added = added.set(false);
  if (modified !== undefined) changes.modified = modified.set(false);
  if (removed !== undefined) changes.removed = removed.set(false);
  return changes;
}

/** A value of another kind was compared as both kinds: in no set is anything twice. */
function together(left: Changes = {}, right: Changes = {}): Changes {
  const both = (set: keyof FieldChanges): Changes => {
    const [a, b] = [left[set], right[set]];
    if (a === undefined || b === undefined)
      return a === undefined && b === undefined ? {} : { [set]: a ?? b };
    return { [set]: shared(node(isMember(a) || isMember(b), union(a, b))) };
  };
  return { ...both('added'), ...both('modified'), ...both('removed') };
}

/** Items under their names, those given twice together. */
export function itemsByElement(schema: Schema, items: readonly unknown[]): ReadonlyMap<string, unknown[]> {
  const found = new Map<string, unknown[]>();
  for (const item of items) {
    const element = itemElement(schema, item);
    const others = found.get(element);
    if (others === undefined) found.set(element, [item]);
    else others.push(item);
  }
  return found;
}

/** Whether two values of one schema are walked the same way. Null goes along with anything. */
function isAlike(left: Shape, right: Shape, before: unknown, after: unknown): boolean {
  if (before === null || after === null) return true;
  return left.is === right.is && kindOf(before) === kindOf(after);
}

function kindOf(value: unknown): string {
  if (isList(value)) return 'list';
  return isObject(value) ? 'map' : 'scalar';
}
