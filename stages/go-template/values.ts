import { compareStrings, isObject } from '../../apimachinery/index.ts';

/**
 * A value of a template, as Go has it: undefined is none at all (a key that is not there), null a nil. A `bigint` is an
 * int. A plain `number` is a number of data, which Go keeps as the text that it was (json.Number).
 */
export type GoValue =
  | undefined
  | null
  | boolean
  | string
  | bigint
  | number
  | GoFloat
  | GoTime
  | GoObject
  | readonly GoValue[]
  | GoMap;

export type GoMap = { readonly [key: string]: GoValue };

/** A float64. */
export class GoFloat {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }
}

/** A time.Time, in UTC. */
export class GoTime {
  readonly ms: number;

  constructor(ms: number) {
    this.ms = ms;
  }
}

/** A method of a value: how many arguments it takes. It throws FunctionError for what it cannot do. */
export interface GoMethod {
  readonly takes: number;
  readonly apply: (args: readonly GoValue[]) => GoValue;
}

/** A struct that is known by its methods alone, or a pointer to one. */
export abstract class GoObject {
  /** In Go's words: `*semver.Version`, `semver.Version`. */
  abstract readonly type: string;
  /** Undefined: it has none of this name. */
  abstract method(name: string): GoMethod | undefined;
  /** As it is printed. */
  abstract toString(): string;
}

export function isMap(value: GoValue): value is GoMap {
  return (
    isObject(value) &&
    !(value instanceof GoFloat) &&
    !(value instanceof GoTime) &&
    !(value instanceof GoObject)
  );
}

export function isList(value: GoValue): value is readonly GoValue[] {
  return Array.isArray(value);
}

export function isNil(value: GoValue): value is null | undefined {
  return value === null || value === undefined;
}

/** JSON as a value: nothing is copied. */
export function goValueOf(data: unknown): GoValue {
  return data as GoValue;
}

export function keysOf(map: GoMap): readonly string[] {
  return Object.keys(map).sort(compareStrings);
}

/** Undefined: there is no such key. */
export function entryOf(map: GoMap, key: string): GoValue {
  return Object.hasOwn(map, key) ? (map[key] ?? null) : undefined;
}

/** The kind of a value as reflect names it. */
export function kindOf(value: GoValue): string {
  if (isNil(value)) return 'invalid';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'string' || typeof value === 'number') return 'string';
  if (typeof value === 'bigint') return 'int';
  if (value instanceof GoFloat) return 'float64';
  if (value instanceof GoTime) return 'struct';
  if (value instanceof GoObject) return value.type.startsWith('*') ? 'ptr' : 'struct';
  return isList(value) ? 'slice' : 'map';
}

/** Its type in Go's words. */
export function typeOf(value: GoValue): string {
  if (isNil(value)) return '<nil>';
  if (typeof value === 'number') return 'json.Number';
  if (value instanceof GoTime) return 'time.Time';
  if (value instanceof GoObject) return value.type;
  if (isList(value)) return '[]interface {}';
  return isMap(value) ? 'map[string]interface {}' : kindOf(value);
}

/** Not the zero of its type. Mirrors text/template (IsTrue). */
export function isTrue(value: GoValue): boolean {
  if (isNil(value)) return false;
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return true;
  if (typeof value === 'bigint') return value !== 0n;
  if (typeof value === 'string') return value !== '';
  if (value instanceof GoFloat) return value.value !== 0;
  if (value instanceof GoTime || value instanceof GoObject) return true;
  return isList(value) ? value.length > 0 : Object.keys(value).length > 0;
}

/** Mirrors reflect.DeepEqual. */
export function deepEqual(left: GoValue, right: GoValue): boolean {
  if (isNil(left) || isNil(right)) return isNil(left) && isNil(right);
  if (left instanceof GoFloat) return right instanceof GoFloat && left.value === right.value;
  if (left instanceof GoTime) return right instanceof GoTime && left.ms === right.ms;
  if (left instanceof GoObject) return right instanceof GoObject && String(left) === String(right);
  if (isList(left))
    return (
      isList(right) && left.length === right.length && left.every((item, at) => deepEqual(item, right[at]))
    );
  if (!isMap(left)) return left === right;
  if (!isMap(right) || isList(right)) return false;
  const keys = Object.keys(left);
  return (
    keys.length === Object.keys(right).length &&
    keys.every((key) => Object.hasOwn(right, key) && deepEqual(left[key], right[key]))
  );
}
