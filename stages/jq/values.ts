import { compareStrings, goFloat, isObject } from '../../apimachinery/index.ts';
import { JqError } from './jq-error.ts';

/**
 * A value of a query. A `number` is a floating point number, as all of data are; a `bigint` is an integer, as a query
 * writes or counts it.
 */
export type Jq = null | boolean | number | bigint | string | readonly Jq[] | { readonly [name: string]: Jq };

export type JqObject = { readonly [name: string]: Jq };

export function isArray(value: Jq): value is readonly Jq[] {
  return Array.isArray(value);
}

export function isJqObject(value: Jq): value is JqObject {
  return isObject(value);
}

export function isNumber(value: Jq): value is number | bigint {
  return typeof value === 'number' || typeof value === 'bigint';
}

export function isTrue(value: Jq): boolean {
  return value !== null && value !== false;
}

export function typeOf(value: Jq): string {
  if (value === null) return 'null';
  if (isNumber(value)) return 'number';
  if (isArray(value)) return 'array';
  return typeof value;
}

/** Data as values: nothing is copied. What JSON has no word for is null. */
export function jqOf(data: unknown): Jq {
  return (data ?? null) as Jq;
}

/** In order of their bytes. */
export function keysOf(object: Readonly<Record<string, unknown>>): readonly string[] {
  return Object.keys(object).sort(compareStrings);
}

export function member(object: JqObject, name: string): Jq {
  return Object.hasOwn(object, name) ? (object[name] ?? null) : null;
}

/** An object of these members; later ones win. */
export function objectOf(members: Iterable<readonly [string, Jq]>): JqObject {
  return Object.fromEntries(members);
}

/** null < false < true < numbers < texts < arrays < objects; all values of an order. */
export function compare(left: Jq, right: Jq): number {
  const byKind = rank(left) - rank(right);
  if (byKind !== 0) return Math.sign(byKind);
  if (isNumber(left) && isNumber(right)) return compareNumbers(left, right);
  if (typeof left === 'string' && typeof right === 'string') return compareStrings(left, right);
  if (isArray(left) && isArray(right)) return compareLists(left, right);
  if (isJqObject(left) && isJqObject(right)) {
    const keys = [keysOf(left), keysOf(right)] as const;
    const byKeys = compareLists(...keys);
    return byKeys !== 0
      ? byKeys
      : compareLists(
          keys[0].map((key) => member(left, key)),
          keys[1].map((key) => member(right, key)),
        );
  }
  return 0;
}

/** Where in a list in order a value is, or would be. */
export function firstNotBelow(items: readonly Jq[], wanted: Jq): number {
  let [from, to] = [0, items.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (compare(items[middle] ?? null, wanted) >= 0) to = middle;
    else from = middle + 1;
  }
  return from;
}

/** NaN is less than all numbers. */
function compareNumbers(left: number | bigint, right: number | bigint): number {
  if (Number.isNaN(left)) return -1;
  if (Number.isNaN(right)) return 1;
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareLists(left: readonly Jq[], right: readonly Jq[]): number {
  for (const [at, item] of left.entries()) {
    const other = right[at];
    if (other === undefined) return 1;
    const order = compare(item, other);
    if (order !== 0) return order;
  }
  return left.length < right.length ? -1 : 0;
}

function rank(value: Jq): number {
  if (value === null) return 0;
  if (value === false) return 1;
  if (value === true) return 2;
  if (isNumber(value)) return 3;
  if (typeof value === 'string') return 4;
  return isArray(value) ? 5 : 6;
}

/** As JSON, with keys in their order. */
export function jsonOf(value: Jq): string {
  if (isArray(value)) return `[${value.map(jsonOf).join(',')}]`;
  if (isJqObject(value)) {
    return `{${keysOf(value)
      .map((key) => `${jsonOf(key)}:${jsonOf(member(value, key))}`)
      .join(',')}}`;
  }
  if (typeof value === 'number') return jsonNumber(value);
  return typeof value === 'bigint' ? String(value) : JSON.stringify(value);
}

/** Mirrors gojq: numbers that are none are null, those without an end the greatest there is. */
function jsonNumber(value: number): string {
  if (Number.isNaN(value)) return 'null';
  if (!Number.isFinite(value)) return jsonNumber(value > 0 ? Number.MAX_VALUE : -Number.MAX_VALUE);
  return Object.is(value, -0) ? '-0' : String(value);
}

/** Toward zero, as an index is taken; undefined: it is no number. */
export function integerOf(value: Jq): number | undefined {
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' ? Math.trunc(value) || 0 : undefined;
}

export function textOf(value: Jq): string {
  return typeof value === 'string' ? value : jsonOf(value);
}

/** How a value stands in a message. */
export function shown(value: Jq): string {
  const json = typeof value === 'number' ? goFloat(value) : jsonOf(value);
  return `${typeOf(value)} (${json.length > 30 ? `${json.slice(0, 27)}...` : json})`;
}

export function wrongType(name: string, value: Jq): JqError {
  return new JqError(`${name} cannot be applied to: ${shown(value)}`);
}

export function stringOf(name: string, value: Jq): string {
  if (typeof value !== 'string') throw wrongType(name, value);
  return value;
}

export function listOf(name: string, value: Jq): readonly Jq[] {
  if (!isArray(value)) throw wrongType(name, value);
  return value;
}

export function floatOf(name: string, value: Jq): number {
  if (!isNumber(value)) throw wrongType(name, value);
  return Number(value);
}

/** The items of an array, or the values of an object in the order of its keys. */
export function itemsOf(name: string, value: Jq): readonly Jq[] {
  if (isArray(value)) return value;
  if (isJqObject(value)) return keysOf(value).map((key) => member(value, key));
  throw wrongType(name, value);
}
