import { isList, isObject, type PlainObject } from './plain-json.ts';
import {
  expectedObject,
  goType,
  goValue,
  noListsOfLists,
  noMergeKey,
  strategicError,
} from './strategic-errors.ts';

export type ListItem = PlainObject;

/** Items split by whether the order that is asked for names them. */
export interface Partition {
  readonly named: readonly unknown[];
  readonly serverOnly: readonly unknown[];
}

export interface Ordering extends Partition {
  readonly order: readonly unknown[];
  readonly serverOrder: readonly unknown[];
  readonly mergeKey: string;
  readonly kind: 'object' | 'scalar';
}

/** What the items are. They must all be of one type, and not lists. Mirrors strategicpatch.sliceElementType. */
export function itemKind(...lists: readonly (readonly unknown[])[]): 'object' | 'scalar' {
  let type: string | undefined;
  for (const item of lists.flat()) {
    type ??= goType(item);
    if (isList(item) && type === goType(item)) throw noListsOfLists();
    if (type !== goType(item)) {
      throw strategicError(`list element types are not identical: ${goValue(lists)}`);
    }
  }
  if (type === undefined) throw strategicError('no elements in any of the given slices');
  return type === goType({}) ? 'object' : 'scalar';
}

export function partition(items: readonly unknown[], order: readonly unknown[], mergeKey: string): Partition {
  const isNamed = mergeKey === '' ? memberOf(order) : namedByKey(order, mergeKey);
  const named: unknown[] = [];
  const serverOnly: unknown[] = [];
  for (const item of items) (isNamed(item) ? named : serverOnly).push(item);
  return { named, serverOnly };
}

/**
 * The named items in the order asked for, and between them the others where the document had them: each before the
 * first named item that it stood before. Mirrors strategicpatch.normalizeElementOrder.
 */
export function enforceOrder(ordering: Ordering): readonly unknown[] {
  const { order, serverOrder } = ordering;
  const keyOf = keyReader(ordering);
  if (ordering.kind === 'object') {
    for (const item of [...ordering.named, ...order, ...ordering.serverOnly, ...serverOrder]) {
      requiredKey(item, ordering.mergeKey);
    }
  }
  const serverRank = ranks(serverOrder, keyOf);
  const named = sortByRank(ordering.named, ranks(order, keyOf), keyOf);
  const serverOnly = sortByRank(ordering.serverOnly, serverRank, keyOf);
  return interleave(serverOnly, named, serverRank, keyOf);
}

type KeyOf = (item: unknown) => unknown;

function keyReader(ordering: Ordering): KeyOf {
  const { kind, mergeKey } = ordering;
  return kind === 'object' ? (item) => (item as ListItem)[mergeKey] : (item) => item;
}

function ranks(order: readonly unknown[], keyOf: KeyOf): Map<unknown, number> {
  const result = new Map<unknown, number>();
  order.forEach((item, index) => {
    const key = keyOf(item);
    if (!result.has(key)) result.set(key, index);
  });
  return result;
}

/**
 * Sorts by rank. An item without a rank goes before all that come before it, as it does in Kubernetes, whose
 * comparison answers "less" for it; only patches with an empty `$setElementOrder` have such items.
 */
function sortByRank(
  items: readonly unknown[],
  rank: ReadonlyMap<unknown, number>,
  keyOf: KeyOf,
): readonly unknown[] {
  const sorted: unknown[] = [];
  for (const item of items) {
    let place = sorted.length;
    while (place > 0 && isBefore(rank.get(keyOf(item)), rank.get(keyOf(sorted[place - 1])))) place--;
    sorted.splice(place, 0, item);
  }
  return sorted;
}

function isBefore(left: number | undefined, right: number | undefined): boolean {
  return left === undefined || right === undefined || left < right;
}

function interleave(
  serverOnly: readonly unknown[],
  named: readonly unknown[],
  serverRank: ReadonlyMap<unknown, number>,
  keyOf: KeyOf,
): readonly unknown[] {
  const result: unknown[] = [];
  let next = 0;
  for (const item of named) {
    const limit = serverRank.get(keyOf(item));
    while (next < serverOnly.length) {
      const rank = serverRank.get(keyOf(serverOnly[next]));
      if (rank === undefined || limit === undefined || rank >= limit) break;
      result.push(serverOnly[next++]);
    }
    result.push(item);
  }
  return [...result, ...serverOnly.slice(next)];
}

function memberOf(order: readonly unknown[]): (item: unknown) => boolean {
  const names = new Set(order);
  return (item) => names.has(item);
}

/** An order with something in it that is no object is refused when the search for an item comes to it. */
function namedByKey(order: readonly unknown[], mergeKey: string): (item: unknown) => boolean {
  const bad = order.findIndex((item) => !isObject(item));
  const names = new Set<unknown>();
  for (const item of (bad < 0 ? order : order.slice(0, bad)) as readonly ListItem[]) {
    if (Object.hasOwn(item, mergeKey)) names.add(item[mergeKey]);
  }
  return (item) => {
    if (names.has(requiredKey(item, mergeKey))) return true;
    if (bad >= 0) throw strategicError(`value for key ${bad} is not a map`);
    return false;
  };
}

function requiredKey(item: unknown, mergeKey: string): unknown {
  if (!isObject(item)) throw expectedObject(item);
  if (!Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey);
  return item[mergeKey];
}
