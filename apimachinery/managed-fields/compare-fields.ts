import type { Schema } from '../schema/schema.ts';
import { isList, isObject, sameJson } from '../values/plain-json.ts';
import { type FieldSet, FieldSetBuilder } from './field-set.ts';
import { fieldElement, itemElement } from './path-element.ts';
import { anyValue, asItems, asMap, isEmptyMap, memberSchema, type Shape, shapeOf } from './shape.ts';

/** Which fields a change of an object added, removed, or gave another value. */
export interface FieldChanges {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

/**
 * Compares two versions of an object. Parts that are the same reference are not entered, so the cost is that of what
 * was changed. Throws PathElementError for list items without keys.
 * Mirrors sigs.k8s.io/structured-merge-diff typed (TypedValue.Compare).
 */
export function compareFields(schema: Schema, before: unknown, after: unknown): FieldChanges {
  const walk = new Comparison();
  walk.compare(schema, before, after);
  return { added: walk.added.set, modified: walk.modified.set, removed: walk.removed.set };
}

/** `undefined` stands for what is not there; null is a value. */
class Comparison {
  readonly added = new FieldSetBuilder();
  readonly modified = new FieldSetBuilder();
  readonly removed = new FieldSetBuilder();
  readonly #path: string[] = [];

  compare(schema: Schema, before: unknown, after: unknown): void {
    if (before === after) return;
    const left = shapeOf(schema, before);
    const right = shapeOf(schema, after);
    const isOneKind = before === undefined || after === undefined || isAlike(left, right, before, after);
    if (!isOneKind) this.#compareAs(left, before, after);
    const isLeaf = this.#compareAs(after === undefined ? left : right, before, after);
    if (isLeaf) return;
    if (before === undefined) this.added.add(this.#path);
    else if (after === undefined) this.removed.add(this.#path);
  }

  /** Whether the value was compared as one. */
  #compareAs(shape: Shape, before: unknown, after: unknown): boolean {
    if (shape.is === 'map') {
      const [left, right] = [asMap(before), asMap(after)];
      if (!isEmptyMap(left) || !isEmptyMap(right)) {
        this.#compareMembers(shape.map, left ?? {}, right ?? {});
        return false;
      }
    } else if (shape.is === 'list') {
      const [left, right] = [asItems(before) ?? [], asItems(after) ?? []];
      if (left.length > 0 || right.length > 0) {
        this.#compareItems(shape.list, left, right);
        return false;
      }
    }
    this.#compareWhole(before, after);
    return true;
  }

  #compareWhole(before: unknown, after: unknown): void {
    if (before === undefined) this.added.add(this.#path);
    else if (after === undefined) this.removed.add(this.#path);
    else if (!sameJson(before, after)) this.modified.add(this.#path);
  }

  #compareMembers(
    schema: Schema,
    before: Readonly<Record<string, unknown>>,
    after: Readonly<Record<string, unknown>>,
  ): void {
    for (const name in before) {
      const [left, right] = [before[name], Object.hasOwn(after, name) ? after[name] : undefined];
      if (left !== right) this.#below(fieldElement(name), memberSchema(schema, name), left, right);
    }
    for (const name in after) {
      if (Object.hasOwn(before, name)) continue;
      this.#below(fieldElement(name), memberSchema(schema, name), undefined, after[name]);
    }
  }

  #below(element: string, schema: Schema = anyValue, before: unknown, after: unknown): void {
    this.#path.push(element);
    this.compare(schema, before, after);
    this.#path.pop();
  }

  #compareItems(schema: Schema, before: readonly unknown[], after: readonly unknown[]): void {
    const left = itemsByElement(schema, before);
    const right = itemsByElement(schema, after);
    for (const [element, items] of left) this.#compareItem(schema, element, items, right.get(element) ?? []);
    for (const [element, items] of right)
      if (!left.has(element)) this.#compareItem(schema, element, [], items);
  }

  /** What is given twice has no fields of its own: it is compared, added and removed as one. */
  #compareItem(schema: Schema, element: string, before: readonly unknown[], after: readonly unknown[]): void {
    const of = schema.items ?? anyValue;
    const path = [...this.#path, element];
    if (before.length <= 1 && after.length <= 1) {
      this.#below(element, of, before[0], after[0]);
    } else if (before.length >= 2 && after.length >= 2) {
      if (!sameJson(before, after)) this.modified.add(path);
    } else if (before.length >= 2) {
      if (after.length > 0) this.#below(element, of, undefined, after[0]);
      this.removed.add(path);
    } else {
      if (before.length > 0) this.#below(element, of, before[0], undefined);
      this.added.add(path);
    }
  }
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
