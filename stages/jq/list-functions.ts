import { JqError } from './jq-error.ts';
import { extreme, grouped, type Keyed, sorted } from './keyed.ts';
import { add } from './operators.ts';
import { placesOf } from './paths.ts';
import type { ValueFunction } from './value-functions.ts';
import {
  compare,
  firstNotBelow,
  floatOf,
  isArray,
  isNumber,
  itemsOf,
  type Jq,
  jsonOf,
  listOf,
  wrongType,
} from './values.ts';

export const listFunctions: Readonly<Record<string, ValueFunction>> = {
  'add/0': (value, _, run) => itemsOf('add', value).reduce<Jq>((sum, item) => addTo(run, sum, item), null),
  'reverse/0': (value) => [...listOf('reverse', value)].reverse(),
  'join/1': (value, [separator = null]) => {
    const items = itemsOf('join', value);
    return items.reduce<Jq>(
      (text, item, at) => {
        const word = isNumber(item) || typeof item === 'boolean' ? jsonOf(item) : item;
        return add(add(text, at === 0 ? '' : separator), word);
      },
      items.length === 0 ? '' : null,
    );
  },
  'flatten/0': (value) => flat(itemsOf('flatten', value), Infinity),
  'flatten/1': (value, [depth = null]) => {
    const max = floatOf('flatten', depth);
    if (max < 0) throw new JqError('flatten depth must not be negative');
    return flat(itemsOf('flatten', value), max);
  },
  'sort/0': (value) => sorted(selfKeyed('sort', value)).map((item) => item.value),
  'unique/0': (value) => grouped(sorted(selfKeyed('unique', value))).map(([first]) => first?.value ?? null),
  'min/0': (value) => extreme(selfKeyed('min', value), (order) => order < 0),
  'max/0': (value) => extreme(selfKeyed('max', value), (order) => order >= 0),
  'transpose/0': (value, _, run) => {
    const rows = listOf('transpose', value).map((row) => listOf('transpose', row));
    const width = rows.reduce((max, row) => Math.max(max, row.length), 0);
    run.spend(width * rows.length);
    return Array.from({ length: width }, (_, at) => rows.map((row) => row[at] ?? null));
  },
  'indices/1': (value, [wanted = null]) => (value === null ? null : places('indices', value, wanted)),
  'index/1': (value, [wanted = null]) =>
    value === null ? null : (places('index', value, wanted)[0] ?? null),
  'rindex/1': (value, [wanted = null]) =>
    value === null ? null : (places('rindex', value, wanted).at(-1) ?? null),
  'bsearch/1': (value, [wanted = null]) => {
    const items = listOf('bsearch', value);
    const from = firstNotBelow(items, wanted);
    const isThere = from < items.length && compare(items[from] ?? null, wanted) === 0;
    return BigInt(isThere ? from : -from - 1);
  },
};

/** A sum of lists or objects is copied each time one more is added. */
export function addTo(run: Parameters<ValueFunction>[2], sum: Jq, item: Jq): Jq {
  if (typeof sum === 'object' && sum !== null) run.spend(Object.keys(sum).length);
  return add(sum, item);
}

function selfKeyed(name: string, value: Jq): readonly Keyed[] {
  return listOf(name, value).map((item) => ({ value: item, key: item }));
}

function flat(items: readonly Jq[], depth: number): readonly Jq[] {
  return items.flatMap((item) => (isArray(item) && depth !== 0 ? flat(item, depth - 1) : [item]));
}

function places(name: string, value: Jq, wanted: Jq): readonly bigint[] {
  if (isArray(value)) return placesOf(value, isArray(wanted) ? wanted : [wanted]);
  if (typeof value !== 'string' || typeof wanted !== 'string') throw wrongType(name, value);
  return placesOf([...value], [...wanted]);
}
