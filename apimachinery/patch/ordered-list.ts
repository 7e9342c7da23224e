import { isList, isObject } from '../values/plain-json.ts';
import { patchDirective } from './directives.ts';
import { withoutDirectives } from './fresh-value.ts';
import { type ListMerge, mergeList } from './list-merge.ts';
import { itemKind, type ListItem, orderItems } from './list-order.ts';
import type { PatchField } from './patch-lookup.ts';
import { expectedList, expectedObject, goValue, noMergeKey, strategicError } from './strategic-errors.ts';

export interface OrderedList {
  /** Undefined where the document has no such list. */
  readonly before: unknown;
  /** Undefined where the patch only orders. */
  readonly change: unknown;
  /** The value of `$setElementOrder/<field>`. */
  readonly order: readonly unknown[];
  readonly field: () => PatchField;
  readonly mergeItem: ListMerge['mergeItem'];
}

/**
 * A list whose patch says in which order items come: merged, then ordered. Items the order does not name keep their
 * place among the others. Undefined when there is no list at all.
 * Mirrors strategicpatch.mergePatchIntoOriginal.
 */
export function orderedList(list: OrderedList): readonly unknown[] | undefined {
  const { before, change, order } = list;
  if (before !== undefined && !isList(before)) throw expectedList(before);
  if (change !== undefined && !isList(change)) throw expectedList(change);
  const field = list.field();
  checkOrder(change ?? [], order, field.mergeKey);
  const merged = mergeContents(before, change, field, list.mergeItem, order.length > 0);
  if (merged === undefined) return undefined;
  const ordered = orderItems({
    items: merged,
    order,
    serverOrder: serverOrder(before ?? [], change ?? [], merged, field),
    mergeKey: field.mergeKey,
    kind: itemKind(before ?? [], change ?? []),
  });
  const same = before !== undefined && ordered.length === before.length;
  return same && ordered.every((item, index) => item === before[index]) ? before : ordered;
}

function mergeContents(
  before: readonly unknown[] | undefined,
  change: readonly unknown[] | undefined,
  field: PatchField,
  mergeItem: ListMerge['mergeItem'],
  hasOrder: boolean,
): readonly unknown[] | undefined {
  if (change === undefined) return before;
  if (before === undefined) return withoutDirectives(change) as readonly unknown[];
  return mergeList({ before, change, field, deletion: false, isOrdered: hasOrder, mergeItem });
}

/**
 * The order the document had. Kubernetes deletes items from this very list and lets the first new items take the
 * places that became free, so those count as items the document had, after all others.
 */
function serverOrder(
  before: readonly unknown[],
  change: readonly unknown[],
  merged: readonly unknown[],
  field: PatchField,
): readonly unknown[] {
  const { mergeKey } = field;
  if (mergeKey === '' || field.strategy !== 'merge' || before.length === 0) return before;
  if (
    merged.length >= before.length &&
    change.every((item) => !Object.hasOwn(item as ListItem, patchDirective))
  ) {
    return before;
  }
  const keys = new Set(merged.map((item) => (item as ListItem)[mergeKey]));
  const kept = before.filter((item) => keys.has((item as ListItem)[mergeKey]));
  const free = before.length - kept.length;
  if (free === 0) return before;
  const known = new Set(kept.map((item) => (item as ListItem)[mergeKey]));
  const added = (change as readonly ListItem[]).filter(
    (item) => !Object.hasOwn(item, patchDirective) && !known.has(item[mergeKey]),
  );
  return [...kept, ...added.slice(0, free)];
}

/**
 * The items of the patch must be named by the order, in the same order; deletions need not.
 * Mirrors strategicpatch.validatePatchWithSetOrderList.
 */
function checkOrder(change: readonly unknown[], order: readonly unknown[], mergeKey: string): void {
  if (order.length === 0 || change.length === 0) return;
  const items = mergeKey === '' ? change : change.filter((item) => !isDeletion(item));
  let next = 0;
  let place = 0;
  while (next < items.length && place < order.length) {
    const item = items[next];
    if (isObject(item) && Object.hasOwn(item, patchDirective)) {
      next++;
      continue;
    }
    if (keyOf(item, mergeKey) === keyOf(order[place], mergeKey)) next++;
    place++;
  }
  if (next >= items.length) return;
  throw strategicError(
    `The order in patch list:\n${goValue(change)}\n doesn't match $setElementOrder list:\n${goValue(order)}\n`,
  );
}

function isDeletion(item: unknown): boolean {
  if (!isObject(item)) throw expectedObject(item);
  return item[patchDirective] === 'delete';
}

function keyOf(item: unknown, mergeKey: string): unknown {
  if (mergeKey === '') return item;
  if (!isObject(item)) throw expectedObject(item);
  if (!Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey);
  return item[mergeKey];
}
