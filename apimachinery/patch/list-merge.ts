import type { Schema } from '../schema.ts';
import { DIRECTIVE } from './directives.ts';
import { enforceOrder, itemKind, type ListItem, partition } from './list-order.ts';
import { type PatchField, schemaKind } from './patch-lookup.ts';
import { sameJson } from './plain-json.ts';
import { badDirective, noMergeKey, strategicError } from './strategic-errors.ts';

export interface ListMerge {
  readonly before: readonly unknown[];
  readonly change: readonly unknown[];
  readonly field: PatchField;
  /** The change lists what goes, not what comes. */
  readonly deletion: boolean;
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
  const merged = [...new Set([...before, ...change])];
  const parts = partition(merged, change, field.mergeKey);
  return enforceOrder({ ...parts, order: change, serverOrder: before, mergeKey: field.mergeKey, kind });
}

function mergeObjects(merge: ListMerge): readonly unknown[] {
  const { field } = merge;
  if (field.mergeKey === '') {
    throw strategicError(`cannot merge lists without merge key for ${schemaKind(field.schema)}`);
  }
  const { before, change } = applyItemDirectives(merge.before, merge.change, field.mergeKey);
  const merged = mergeByKey(before, change, merge);
  const parts = partition(merged, change, field.mergeKey);
  return enforceOrder({
    ...parts,
    order: change,
    serverOrder: before,
    mergeKey: field.mergeKey,
    kind: 'object',
  });
}

/** Items with a `$patch`: `delete` removes what has the same key, `replace` makes the rest of the patch the list. */
function applyItemDirectives(
  before: readonly unknown[],
  change: readonly unknown[],
  mergeKey: string,
): { before: readonly unknown[]; change: readonly unknown[] } {
  const plain: unknown[] = [];
  let kept = before;
  let replace = false;
  for (const item of change as readonly ListItem[]) {
    if (!Object.hasOwn(item, DIRECTIVE)) {
      plain.push(item);
    } else if (item[DIRECTIVE] === 'delete') {
      if (!Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey);
      kept = kept.filter((existing) => (existing as ListItem)[mergeKey] !== item[mergeKey]);
    } else if (item[DIRECTIVE] === 'replace') {
      replace = true;
    } else if (item[DIRECTIVE] === 'merge') {
      throw strategicError('merging lists cannot yet be specified in the patch');
    } else {
      throw badDirective(item[DIRECTIVE], item);
    }
  }
  return replace ? { before: plain, change: [] } : { before: kept, change: plain };
}

/** Items with the key of an existing one are merged into the first that has it; others are added at the end. */
function mergeByKey(
  before: readonly unknown[],
  change: readonly unknown[],
  merge: ListMerge,
): readonly unknown[] {
  const { mergeKey, schema } = merge.field;
  const merged = [...before];
  const positions = new Map<unknown, number>();
  const note = (item: ListItem, index: number): void => {
    if (Object.hasOwn(item, mergeKey) && !positions.has(item[mergeKey])) positions.set(item[mergeKey], index);
  };
  (merged as ListItem[]).forEach(note);
  for (const item of change as readonly ListItem[]) {
    if (!Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey);
    const index = positions.get(item[mergeKey]);
    if (index === undefined) {
      note(item, merged.length);
      merged.push(item);
    } else {
      merged[index] = merge.mergeItem(merged[index] as ListItem, item, schema);
    }
  }
  return merged;
}

function sameItems(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((item, index) => item === right[index]);
}
