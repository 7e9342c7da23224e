import { isList, isObject, type PlainObject } from '../values/plain-json.ts';
import { KeyOrder } from './key-order.ts';
import {
  expectedObject,
  goType,
  goValue,
  noListsOfLists,
  noMergeKey,
  strategicError,
} from './strategic-errors.ts';

export type ListItem = PlainObject;

export type ItemKind = 'object' | 'scalar';

export interface Ordering {
  readonly items: readonly unknown[];
  /** The order asked for. */
  readonly order: readonly unknown[];
  /** The order the document had. */
  readonly serverOrder: readonly unknown[];
  /** Empty where items are told apart by their value. */
  readonly mergeKey: string;
  readonly kind: ItemKind;
}

/** What the items of two lists are. They must all be of one type, and not lists. Mirrors strategicpatch.sliceElementType. */
export function itemKind(first: readonly unknown[], second: readonly unknown[]): ItemKind {
  let type: string | undefined;
  for (let i = 0; i < first.length + second.length; i++) {
    const item = i < first.length ? first[i] : second[i - first.length];
    const itemType = goType(item);
    type ??= itemType;
    if (type !== itemType) {
      throw strategicError(`list element types are not identical: ${goValue([first, second])}`);
    }
    if (isList(item)) throw noListsOfLists();
  }
  if (type === undefined) throw strategicError('no elements in any of the given slices');
  return type === object ? 'object' : 'scalar';
}

/**
 * The items that `order` names, in that order, and between them the others where the document had them: each before
 * the first named item that it stood before. Mirrors strategicpatch.normalizeElementOrder.
 */
export function orderItems(ordering: Ordering): readonly unknown[] {
  const { items, order, serverOrder, mergeKey, kind } = ordering;
  const byName = mergeKey === '' ? new KeyOrder([...order]) : undefined;
  const { named, serverOnly } = partition(items, order, mergeKey, byName);
  const keyOf: KeyOf = kind === 'object' ? (item) => requiredKey(item, mergeKey) : (item) => item;
  const serverRanks = new KeyOrder(serverOrder.map(keyOf));
  const sortedNamed = sortByRank(named, byName ?? new KeyOrder(order.map(keyOf)), keyOf);
  if (serverOnly.length === 0) return sortedNamed;
  return interleave(sortByRank(serverOnly, serverRanks, keyOf), sortedNamed, serverRanks, keyOf);
}

const object = goType({});

type KeyOf = (item: unknown) => unknown;

interface Partition {
  readonly named: readonly unknown[];
  readonly serverOnly: readonly unknown[];
}

function partition(
  items: readonly unknown[],
  order: readonly unknown[],
  mergeKey: string,
  byName: KeyOrder | undefined,
): Partition {
  const isNamed: (item: unknown) => boolean =
    byName === undefined ? namedByKey(order, mergeKey) : (item) => byName.has(item);
  const named: unknown[] = [];
  const serverOnly: unknown[] = [];
  for (const item of items) (isNamed(item) ? named : serverOnly).push(item);
  return { named, serverOnly };
}

/** An order with something in it that is no object is refused when the search for an item comes to it. */
function namedByKey(order: readonly unknown[], mergeKey: string): (item: unknown) => boolean {
  const keys = new KeyOrder([]);
  let bad = -1;
  for (let i = 0; i < order.length && bad < 0; i++) {
    const item = order[i];
    if (!isObject(item)) bad = i;
    else if (Object.hasOwn(item, mergeKey)) keys.push(item[mergeKey]);
  }
  return (item) => {
    if (keys.has(requiredKey(item, mergeKey))) return true;
    if (bad >= 0) throw strategicError(`value for key ${bad} is not a map`);
    return false;
  };
}

/**
 * Sorts by rank. An item without a rank goes before all that come before it, as it does in Kubernetes, whose
 * comparison answers "less" for it; only patches with an empty `$setElementOrder` have such items.
 */
function sortByRank(items: readonly unknown[], order: KeyOrder, keyOf: KeyOf): readonly unknown[] {
  const ranks = items.map((item) => order.rank(keyOf(item)));
  if (ranks.every((rank, index) => rank >= 0 && (index === 0 || rank >= (ranks[index - 1] ?? 0)))) {
    return items;
  }
  if (!ranks.includes(-1)) {
    const places = ranks.map((_, index) => index);
    places.sort((left, right) => (ranks[left] ?? 0) - (ranks[right] ?? 0));
    return places.map((place) => items[place]);
  }
  const sorted: { item: unknown; rank: number }[] = [];
  items.forEach((item, index) => {
    const rank = ranks[index] ?? -1;
    let place = sorted.length;
    while (place > 0 && isBefore(rank, sorted[place - 1]?.rank ?? -1)) place--;
    sorted.splice(place, 0, { item, rank });
  });
  return sorted.map(({ item }) => item);
}

function isBefore(left: number, right: number): boolean {
  return left < 0 || right < 0 || left < right;
}

function interleave(
  serverOnly: readonly unknown[],
  named: readonly unknown[],
  serverRanks: KeyOrder,
  keyOf: KeyOf,
): readonly unknown[] {
  const result: unknown[] = [];
  let next = 0;
  for (const item of named) {
    const limit = serverRanks.rank(keyOf(item));
    while (next < serverOnly.length) {
      const rank = serverRanks.rank(keyOf(serverOnly[next]));
      if (rank < 0 || rank >= limit) break;
      result.push(serverOnly[next++]);
    }
    result.push(item);
  }
  while (next < serverOnly.length) result.push(serverOnly[next++]);
  return result;
}

function requiredKey(item: unknown, mergeKey: string): unknown {
  if (!isObject(item)) throw expectedObject(item);
  if (!Object.hasOwn(item, mergeKey)) throw noMergeKey(item, mergeKey);
  return item[mergeKey];
}
