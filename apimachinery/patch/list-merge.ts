import type { Schema } from '../schema/schema.ts';
import { sameItems } from '../sharing/same-items.ts';
import { sameJson } from '../values/plain-json.ts';
import { patchDirective } from './directives.ts';
import { KeyOrder } from './key-order.ts';
import { itemKind, type ListItem, orderItems } from './list-order.ts';
import { type PatchField, schemaKind } from './patch-lookup.ts';
import { badDirective, noMergeKey, strategicError } from './strategic-errors.ts';

export interface ListMerge {
  readonly before: readonly unknown[];
  readonly change: readonly unknown[];
  readonly field: PatchField;
  /** The change lists what goes, not what comes. */
  readonly deletion: boolean;
  /** The caller orders the items of an object list. */
  readonly isOrdered?: boolean;
  readonly mergeItem: (item: ListItem, change: ListItem, schema: Schema | undefined) => ListItem;
}

/**
 * A list and its patch, by the strategy of the field. The list itself when nothing changes.
 * Mirrors strategicpatch.mergeSliceHandler.
 */
export function mergeList(merge: ListMerge): readonly unknown[] {
  const { before, change, field, deletion } = merge;
  const merged = field.strategy === 'merge' || deletion ? mergeItems(merge) : change;
  return sameItems(before, merged) || sameJson(before, merged) ? before : merged;
}

function mergeItems(merge: ListMerge): readonly unknown[] {
  const { before, change, field, deletion } = merge;
  if (before.length === 0 && change.length === 0) return before;
  const kind = itemKind(before, change);
  if (kind === 'object') return mergeObjects(merge);
  if (deletion) {
    const gone = new Set(change);
    return before.filter((item) => !gone.has(item));
  }
  const items = [...new Set([...before, ...change])];
  return orderItems({ items, order: change, serverOrder: before, mergeKey: field.mergeKey, kind });
}

function mergeObjects(merge: ListMerge): readonly unknown[] {
  const { mergeKey, schema } = merge.field;
  if (mergeKey === '') {
    throw strategicError(`cannot merge lists without merge key for ${schemaKind(schema)}`);
  }
  const { before, change } = applyItemDirectives(merge.before, merge.change, mergeKey);
  const items = mergeByKey(before, change, merge);
  if (merge.isOrdered === true) return items;
  return orderItems({ items, order: change, serverOrder: before, mergeKey, kind: 'object' });
}

/** Items with a `$patch`: `delete` removes what has the same key, `replace` makes the rest of the patch the list. */
function applyItemDirectives(
  before: readonly unknown[],
  change: readonly unknown[],
  mergeKey: string,
): { before: readonly unknown[]; change: readonly unknown[] } {
  const plain: unknown[] = [];
  const gone = new Set<unknown>();
  let replace = false;
  for (const item of change as readonly ListItem[]) {
    if (!Object.hasOwn(item, patchDirective)) {
      plain.push(item);
    } else if (item[patchDirective] === 'delete') {
      if (!Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey);
      gone.add(item[mergeKey]);
    } else if (item[patchDirective] === 'replace') {
      replace = true;
    } else if (item[patchDirective] === 'merge') {
      throw strategicError('merging lists cannot yet be specified in the patch');
    } else {
      throw badDirective(item[patchDirective], item);
    }
  }
  if (replace) return { before: plain, change: [] };
  const kept = gone.size === 0 ? before : before.filter((item) => !gone.has((item as ListItem)[mergeKey]));
  return { before: kept, change: plain };
}

/** Items with the key of an existing one are merged into the first that has it; others are added at the end. */
function mergeByKey(
  before: readonly unknown[],
  change: readonly unknown[],
  merge: ListMerge,
): readonly unknown[] {
  const { mergeKey, schema } = merge.field;
  const merged = [...before];
  const keys = new KeyOrder(merged.map((item) => keyOrNone(item as ListItem, mergeKey)));
  for (const item of change as readonly ListItem[]) {
    if (!Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey);
    const place = keys.rank(item[mergeKey]);
    if (place < 0) {
      keys.push(item[mergeKey]);
      merged.push(item);
    } else {
      merged[place] = merge.mergeItem(merged[place] as ListItem, item, schema);
    }
  }
  return merged;
}

/** Equal to no key an item can have. */
const noKey = Symbol('no merge key');

function keyOrNone(item: ListItem, mergeKey: string): unknown {
  return Object.hasOwn(item, mergeKey) ? item[mergeKey] : noKey;
}
