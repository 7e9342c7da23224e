import { typeText } from '../types/cel-type.ts';
import { compare, equals, isComparable } from '../values/compare.ts';
import { burn, EvaluationCancelled } from '../values/fuel.ts';
import { ArrayList } from '../values/lists.ts';
import { arithmetic } from '../values/numbers.ts';
import { addTimes } from '../values/times.ts';
import { typeOf } from '../values/type-of.ts';
import {
  CelDuration,
  CelError,
  CelList,
  CelUint,
  type CelValue,
  isCelError,
  noSuchOverload,
} from '../values/value.ts';
import {
  declare,
  type FunctionDeclaration,
  type Implementation,
  member,
  notFor,
  type Overload,
  overload,
  taking,
} from './declaration.ts';

/** Functions of lists. Mirrors k8s.io/apiserver pkg/cel/library/lists.go and cel-go ext/lists.go (version 3), ext/sets.go. */

const summable: readonly (readonly [type: string, zero: CelValue])[] = [
  ['int', 0n],
  ['uint', new CelUint(0n)],
  ['double', 0],
  ['duration', new CelDuration(0n)],
];
const comparable = ['int', 'uint', 'double', 'bool', 'duration', 'timestamp', 'string', 'bytes'];

const isSorted: Implementation = taking(['list'], (list) => {
  let previous: CelValue | undefined;
  for (const item of list) {
    if (!isComparable(item)) return noSuchOverload(item);
    if (previous !== undefined && compare(previous, item) === 1) return false;
    previous = item;
  }
  return true;
});

function sum(zero: CelValue): Implementation {
  return taking(['list'], (list) => {
    let total = zero;
    for (const item of list) {
      total = total instanceof CelDuration ? addTimes(total, item) : arithmetic('+', total, item);
      if (isCelError(total)) return new CelError('no such overload');
    }
    return total;
  });
}

/** The first item before which, or after which, no other one is. */
function extreme(name: string, better: 1 | -1): Implementation {
  return taking(['list'], (list) => {
    let best: CelValue | undefined;
    for (const item of list) {
      if (!isComparable(item)) return noSuchOverload(item);
      if (best === undefined || compare(best, item) === better) best = item;
    }
    return best ?? new CelError(`${name} called on empty list`);
  });
}

function firstIndex(list: CelList, item: CelValue): CelValue {
  for (let index = 0; index < list.size; index++) {
    if (equals(list.at(index), item) === true) return BigInt(index);
  }
  return -1n;
}

function lastIndex(list: CelList, item: CelValue): CelValue {
  for (let index = list.size - 1; index >= 0; index--) {
    if (equals(list.at(index), item) === true) return BigInt(index);
  }
  return -1n;
}

function slice(list: CelList, start: bigint, end: bigint): CelValue {
  const call = `cannot slice(${start}, ${end})`;
  if (start < 0n || end < 0n) return new CelError(`${call}, negative indexes not supported`);
  if (start > end) return new CelError(`${call}, start index must be less than or equal to end index`);
  if (end > list.size) return new CelError(`${call}, list is length ${list.size}`);
  const items: CelValue[] = [];
  for (let index = Number(start); index < end; index++) items.push(list.at(index));
  return new ArrayList(items);
}

function flatten(list: CelList, depth: bigint): CelValue {
  if (depth < 0n) return new CelError('level must be non-negative');
  const items: CelValue[] = [];
  collectFlat(list, Number(depth), items);
  return new ArrayList(items);
}

/** What is no list is told with its type. */
const flattenOnce: Implementation = (list = null) =>
  list instanceof CelList ? flatten(list, 1n) : notFlat(list, '');

const flattenDeep: Implementation = (list = null, depth = null) =>
  list instanceof CelList && typeof depth === 'bigint'
    ? flatten(list, depth)
    : notFlat(list, typeText(typeOf(depth)));

function notFlat(value: CelValue, depth: string): CelError {
  return new CelError(`no such overload: ${typeText(typeOf(value))}.flatten(${depth})`);
}

function collectFlat(list: CelList, depth: number, into: CelValue[]): void {
  burn(list.size);
  for (const item of list) {
    if (item instanceof CelList && depth > 0) collectFlat(item, depth - 1, into);
    else into.push(item);
  }
}

function sortBy(list: CelList, keys: CelList): CelValue {
  if (list.size !== keys.size) {
    return new CelError(
      '@sortByAssociatedKeys() expected a list of the same size as the associated keys list, ' +
        `but got ${list.size} and ${keys.size} elements respectively`,
    );
  }
  if (list.size === 0) return list;
  const keyList = [...keys];
  const [first = null] = keyList;
  if (!isComparable(first)) return new CelError('list elements must be comparable');
  if (keyList.some((key) => typeOf(key).name !== typeOf(first).name)) {
    return new CelError('list elements must have the same type');
  }
  const order = keyList.map((key, index) => ({ key, index }));
  order.sort((left, right) => {
    const result = compare(left.key, right.key);
    return typeof result === 'number' ? result : 0;
  });
  return new ArrayList(order.map(({ index }) => list.at(index)));
}

function range(count: bigint): CelValue {
  if (count > 10_000_000n) throw new EvaluationCancelled();
  const length = Math.max(Number(count), 0);
  burn(length);
  return new ArrayList(Array.from({ length }, (_, index) => BigInt(index)));
}

function distinct(list: CelList): CelValue {
  const items: CelValue[] = [];
  for (const item of list) {
    if (!items.some((known) => equals(item, known) === true)) items.push(item);
  }
  return new ArrayList(items);
}

function containsAll(list: CelList, part: CelList): CelValue {
  for (const item of part) {
    const found = list.contains(item);
    if (found !== true) return found;
  }
  return true;
}

function intersects(left: CelList, right: CelList): CelValue {
  for (const item of left) {
    if (right.contains(item) === true) return true;
  }
  return false;
}

function equivalent(left: CelList, right: CelList): CelValue {
  const contains = containsAll(left, right);
  return contains === true ? containsAll(right, left) : contains;
}

/** One overload for each type of items; in ids, types have their full names. */
function forEach(types: readonly string[], make: (type: string) => Overload): Overload[] {
  return types.map(make);
}

const fullNames: Readonly<Record<string, string>> = {
  duration: 'google.protobuf.Duration',
  timestamp: 'google.protobuf.Timestamp',
};
const fullName = (type: string): string => fullNames[type] ?? type;

export const listFunctions: readonly FunctionDeclaration[] = [
  declare(
    'isSorted',
    ...forEach(comparable, (type) =>
      member(`list_${type}_is_sorted_bool`, `(list(${type})) -> bool`, isSorted),
    ),
  ),
  declare(
    'sum',
    ...summable.map(([type, zero]) =>
      member(`list_${type}_sum_${type}`, `(list(${type})) -> ${type}`, sum(zero)),
    ),
  ),
  declare(
    'max',
    ...forEach(comparable, (type) =>
      member(`list_${type}_max_${type}`, `(list(${type})) -> ${type}`, extreme('max', -1)),
    ),
  ),
  declare(
    'min',
    ...forEach(comparable, (type) =>
      member(`list_${type}_min_${type}`, `(list(${type})) -> ${type}`, extreme('min', 1)),
    ),
  ),
  declare(
    'indexOf',
    member('list_a_index_of_int', '(list(A), A) -> int', taking(['list', 'any'], firstIndex)),
  ),
  declare(
    'lastIndexOf',
    member('list_a_last_index_of_int', '(list(A), A) -> int', taking(['list', 'any'], lastIndex)),
  ),
  declare(
    'slice',
    member('list_slice', '(list(T), int, int) -> list(T)', taking(['list', 'int', 'int'], slice)),
  ),
  {
    ...declare(
      'flatten',
      member('list_flatten', '(list(list(T))) -> list(T)', flattenOnce),
      member('list_flatten_int', '(list(dyn), int) -> list(dyn)', flattenDeep),
    ),
    unguarded: true,
  },
  {
    ...declare(
      'sort',
      ...forEach(comparable, (type) =>
        member(`list_${fullName(type)}_sort`, `(list(${type})) -> list(${type})`),
      ),
    ),
    call: (list) => (list instanceof CelList ? sortBy(list, list) : notFor('sort', list)),
  },
  {
    ...declare(
      '@sortByAssociatedKeys',
      ...forEach(comparable, (type) =>
        member(`list_${fullName(type)}_sortByAssociatedKeys`, `(list(T), list(${type})) -> list(T)`),
      ),
    ),
    call: (list, keys) =>
      list instanceof CelList && keys instanceof CelList
        ? sortBy(list, keys)
        : notFor('@sortByAssociatedKeys', list),
  },
  declare('lists.range', overload('lists_range', '(int) -> list(int)', taking(['int'], range))),
  declare(
    'reverse',
    member(
      'list_reverse',
      '(list(T)) -> list(T)',
      taking(['list'], (list) => new ArrayList([...list].reverse())),
    ),
  ),
  declare('distinct', member('list_distinct', '(list(T)) -> list(T)', taking(['list'], distinct))),
  declare(
    'sets.contains',
    overload('list_sets_contains_list', '(list(T), list(T)) -> bool', taking(['list', 'list'], containsAll)),
  ),
  declare(
    'sets.equivalent',
    overload('list_sets_equivalent_list', '(list(T), list(T)) -> bool', taking(['list', 'list'], equivalent)),
  ),
  declare(
    'sets.intersects',
    overload('list_sets_intersects_list', '(list(T), list(T)) -> bool', taking(['list', 'list'], intersects)),
  ),
];
