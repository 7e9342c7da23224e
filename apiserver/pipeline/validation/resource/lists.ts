import {
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldTooMany,
} from '../../../../apimachinery/index.ts';
import { each } from '../tell.ts';

type ItemRule<Item> = (item: Item, at: FieldPath) => readonly FieldError[];

/** Items that are well, and not too many. Mirrors kubernetes pkg/apis/resource/validation (validateSlice). */
export function bounded<Item>(
  items: readonly Item[] = [],
  at: FieldPath,
  max: number,
  rule: ItemRule<Item>,
): FieldError[] {
  return items.length > max ? [fieldTooMany(at, items.length, max)] : each(items, at, rule);
}

/** The same, and no two of one key. Mirrors validateSet. */
export function distinct<Item>(
  items: readonly Item[] = [],
  at: FieldPath,
  max: number,
  rule: ItemRule<Item>,
  keyOf: (item: Item) => string,
): FieldError[] {
  const errors = bounded(items, at, max, rule);
  if (items.length > max) return errors;
  return [...errors, ...repeated(items.map(keyOf), at)];
}

/** Of keys that are there twice, in one pass: lists that are too long may be looked at. `shown`: how a key is told. */
export function repeated(
  keys: readonly string[],
  at: FieldPath,
  shown: (key: string) => unknown = (key) => key,
): FieldError[] {
  const seen = new Set<string>();
  return keys.flatMap((key, index) => repeat(seen, key, at.index(index), shown));
}

/** Of one more key, beside those that were seen. */
export function repeat(
  seen: Set<string>,
  key: string,
  at: FieldPath,
  shown: (key: string) => unknown = (one) => one,
): FieldError[] {
  if (seen.has(key)) return [fieldDuplicate(at, shown(key))];
  seen.add(key);
  return [];
}
