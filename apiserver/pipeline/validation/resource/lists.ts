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
  const keys = items.map(keyOf);
  const repeats = keys.flatMap((key, index) =>
    keys.indexOf(key) === index ? [] : [fieldDuplicate(at.index(index), key)],
  );
  return [...errors, ...repeats];
}
