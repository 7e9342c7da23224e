import { ArrayList } from '../values/lists.ts';
import { MadeMap } from '../values/maps.ts';
import {
  CelError,
  type CelList,
  CelMap,
  CelOptional,
  type CelValue,
  celOptionalNone,
  celOptionalOf,
  isCelError,
} from '../values/value.ts';
import { valueText } from '../values/value-text.ts';
import { isZeroValue } from '../values/zero-value.ts';
import { declare, type FunctionDeclaration, member, overload, taking } from './declaration.ts';

/** Values that may be missing, and what macros of two variables fill maps with. Mirrors cel-go cel/library.go, ext/comprehensions.go. */

function unwrap(list: CelList): CelValue {
  const items: CelValue[] = [];
  for (const item of list) {
    if (!(item instanceof CelOptional)) return new CelError(`value ${valueText(item)} is not optional`);
    if (item.value !== undefined) items.push(item.value);
  }
  return new ArrayList(items);
}

function itemAt(list: CelList, index: number): CelValue {
  return list.size === 0 ? celOptionalNone : celOptionalOf(list.at(index));
}

/** A map with one more entry. The map a macro is filling is changed in place. */
function insert(map: CelMap, key: CelValue, value: CelValue): CelValue {
  if (map.find(key) !== undefined) {
    return new CelError(`insert failed: key ${valueText(key)} already exists`);
  }
  const target = map instanceof GrowingMap ? map : copyOf(map);
  target.set(key, value);
  return target;
}

/** What a comprehension fills. */
export class GrowingMap extends MadeMap {
  done(): CelMap {
    return copyOf(this);
  }
}

function copyOf(map: CelMap): MadeMap {
  const copy = new MadeMap();
  for (const key of map.keys()) copy.set(key, map.find(key) ?? null);
  return copy;
}

function insertAll(map: CelMap, more: CelMap): CelValue {
  let target: CelValue = map;
  for (const key of more.keys()) {
    if (!(target instanceof CelMap)) return target;
    target = insert(target, key, more.find(key) ?? null);
    if (isCelError(target)) return target;
  }
  return target;
}

export const optionalFunctions: readonly FunctionDeclaration[] = [
  declare('optional.of', overload('optional_of', '(V) -> optional(V)', taking(['any'], celOptionalOf))),
  declare(
    'optional.ofNonZeroValue',
    overload(
      'optional_ofNonZeroValue',
      '(V) -> optional(V)',
      taking(['any'], (value) => (isZeroValue(value) ? celOptionalNone : celOptionalOf(value))),
    ),
  ),
  declare(
    'optional.none',
    overload('optional_none', '() -> optional(V)', () => celOptionalNone),
  ),
  declare(
    'value',
    member(
      'optional_value',
      '(optional(V)) -> V',
      taking(['optional'], ({ value }) =>
        value === undefined ? new CelError('optional.none() dereference') : value,
      ),
    ),
  ),
  declare(
    'hasValue',
    member(
      'optional_hasValue',
      '(optional(V)) -> bool',
      taking(['optional'], ({ value }) => value !== undefined),
    ),
  ),
  declare('or', member('optional_or_optional', '(optional(V), optional(V)) -> optional(V)')),
  declare('orValue', member('optional_orValue_value', '(optional(V), V) -> V')),
  declare('_?._', overload('select_optional_field', '(dyn, string) -> optional(V)')),
  declare(
    '_[?_]',
    overload('list_optindex_optional_int', '(list(V), int) -> optional(V)'),
    overload('optional_list_optindex_optional_int', '(optional(list(V)), int) -> optional(V)'),
    overload('map_optindex_optional_value', '(map(K, V), K) -> optional(V)'),
    overload('optional_map_optindex_optional_value', '(optional(map(K, V)), K) -> optional(V)'),
  ),
  declare(
    'last',
    member(
      'list_last',
      '(list(V)) -> optional(V)',
      taking(['list'], (list) => itemAt(list, list.size - 1)),
    ),
  ),
  declare(
    'first',
    member(
      'list_first',
      '(list(V)) -> optional(V)',
      taking(['list'], (list) => itemAt(list, 0)),
    ),
  ),
  declare(
    'optional.unwrap',
    overload('optional_unwrap', '(list(optional(V))) -> list(V)', taking(['list'], unwrap)),
  ),
  declare(
    'unwrapOpt',
    member('optional_unwrapOpt', '(list(optional(V))) -> list(V)', taking(['list'], unwrap)),
  ),
  declare(
    'cel.@mapInsert',
    overload(
      '@mapInsert_map_key_value',
      '(map(K, V), K, V) -> map(K, V)',
      taking(['map', 'any', 'any'], insert),
    ),
    overload('@mapInsert_map_map', '(map(K, V), map(K, V)) -> map(K, V)', taking(['map', 'map'], insertAll)),
  ),
];
