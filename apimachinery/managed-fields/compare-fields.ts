import type { Schema } from '../schema/schema.ts';
import { groupBy } from '../values/group-by.ts';
import { isList, isObject, type PlainObject, sameJson } from '../values/plain-json.ts';
import type { FieldNode } from './field-node.ts';
import { type FieldSet, isMember, node, noFields, union } from './field-set.ts';
import { itemElement } from './path-element.ts';
import { asItems, asMap, isEmptyMap, type Shape, shapeOf } from './shape.ts';
import { emptyDraft, type SetDraft, shared } from './shared-sets.ts';

/** Which fields a change of an object added, removed, or gave another value. */
export interface FieldChanges {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/**
 * Compares two versions of an object, in the fields that the node keeps. Parts that are the same reference are not
 * entered, so the cost is that of what was changed. Throws PathElementError for list items without keys.
 * Mirrors sigs.k8s.io/structured-merge-diff typed (TypedValue.Compare).
 */
export function compareFields(node: FieldNode, before: unknown, after: unknown): FieldChanges {
  const { added = noFields, modified = noFields, removed = noFields } = compare(node, before, after) ?? {};
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
function compare(node: FieldNode, before: unknown, after: unknown): Changes | undefined {
  if (before === after) return undefined;
  if (before === undefined) return { added: everything(node, after) };
  if (after === undefined) return { removed: everything(node, before) };
  const left = shapeOf(node.schema, before);
  const right = shapeOf(node.schema, after);
  const changes = compareAs(right, node, before, after);
  if (isAlike(left, right, before, after)) return changes;
  return together(compareAs(left, node, before, after), changes);
}

function compareAs(shape: Shape, node: FieldNode, before: unknown, after: unknown): Changes | undefined {
  if (shape === 'map') {
    const [left, right] = [asMap(before), asMap(after)];
    if (!isEmptyMap(left) || !isEmptyMap(right)) return compareMembers(node, left ?? {}, right ?? {});
  } else if (shape === 'list') {
    const [left, right] = [asItems(before) ?? [], asItems(after) ?? []];
    if (left.length > 0 || right.length > 0) return compareItems(node, left, right);
  }
  return sameJson(before, after) ? undefined : leaf.modified;
}

function compareMembers(node: FieldNode, before: PlainObject, after: PlainObject): Changes | undefined {
  const found: Found = {};
  for (const name in before) {
    const right = after[name];
    if (before[name] === right) continue;
    compareMember(found, node, name, before[name], Object.hasOwn(after, name) ? right : undefined);
  }
  for (const name in after) {
    if (!Object.hasOwn(before, name)) compareMember(found, node, name, undefined, after[name]);
  }
  return changesOf(found);
}

function compareMember(found: Found, node: FieldNode, name: string, before: unknown, after: unknown): void {
  const member = node.member(name);
  if (member !== undefined) put(found, member.element, compare(member.below, before, after));
}

function compareItems(
  node: FieldNode,
  before: readonly unknown[],
  after: readonly unknown[],
): Changes | undefined {
  const found: Found = {};
  const left = itemsByElement(node.schema, before);
  const right = itemsByElement(node.schema, after);
  for (const [element, items] of left) compareItem(found, node, element, items, right.get(element) ?? []);
  for (const [element, items] of right) {
    if (!left.has(element)) compareItem(found, node, element, [], items);
  }
  return changesOf(found);
}

/** What is given twice has no fields of its own: it is compared, added and removed as one. */
function compareItem(
  found: Found,
  list: FieldNode,
  element: string,
  before: readonly unknown[],
  after: readonly unknown[],
): void {
  const item = list.item(element);
  if (item === undefined) return;
  if (before.length <= 1 && after.length <= 1) {
    put(found, element, compare(item, before[0], after[0]));
  } else if (before.length >= 2 && after.length >= 2) {
    if (!sameJson(before, after)) put(found, element, leaf.modified);
  } else if (before.length >= 2) {
    if (after.length > 0) put(found, element, compare(item, undefined, after[0]));
    put(found, element, leaf.removed);
  } else {
    if (before.length > 0) put(found, element, compare(item, before[0], undefined));
    put(found, element, leaf.added);
  }
}

/** What came or went as a whole: each of its fields, and whatever holds them. */
function everything(node: FieldNode, value: unknown): FieldSet {
  const shape = shapeOf(node.schema, value);
  if (shape === 'map') return everyMember(node, asMap(value) ?? {});
  return shape === 'list' ? everyItem(node, asItems(value) ?? []) : noFields;
}

function everyMember(node: FieldNode, map: PlainObject): FieldSet {
  let draft = emptyDraft();
  for (const name in map) {
    const value = map[name];
    const member = value === undefined ? undefined : node.member(name);
    if (member !== undefined) draft = draft.with(member.element, everything(member.below, value));
  }
  return draft.set(true);
}

function everyItem(list: FieldNode, items: readonly unknown[]): FieldSet {
  let draft = emptyDraft();
  for (const [element, same] of itemsByElement(list.schema, items)) {
    const item = list.item(element);
    if (item === undefined) continue;
    draft = draft.with(element, same.length > 1 ? noFields : everything(item, same[0]));
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
  return groupBy(items, (item) => itemElement(schema, item));
}

/** Whether two values of one schema are walked the same way. Null goes along with anything. */
function isAlike(left: Shape, right: Shape, before: unknown, after: unknown): boolean {
  if (before === null || after === null) return true;
  return left === right && kindOf(before) === kindOf(after);
}

function kindOf(value: unknown): string {
  if (isList(value)) return 'list';
  return isObject(value) ? 'map' : 'scalar';
}
