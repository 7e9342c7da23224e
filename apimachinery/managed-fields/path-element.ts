import { readJson } from '../encoding/parse-json.ts';
import { isBuiltIn } from '../schema/compile-once.ts';
import type { Schema } from '../schema/schema.ts';
import { compareStrings, goJson, goNumber, goQuote } from '../values/go-format.ts';
import { isList, isObject } from '../values/plain-json.ts';

/**
 * Steps of a path, as FieldsV1 spells them: `f:name` a field, `k:{"name":"web"}` an item of a list by its keys,
 * `v:"x"` an item of a set, `i:0` an item by its index. Mirrors sigs.k8s.io/structured-merge-diff fieldpath (PathElement).
 */

/** A list item that cannot be told apart from the others. The message is for the user. */
export class PathElementError extends Error {
  override readonly name = 'PathElementError';
}

export function fieldElement(name: string): string {
  return `f:${name}`;
}

/** How the item of a list of type `set` or `map` is named. Throws PathElementError. Mirrors typed (listItemToPathElement). */
export function itemElement(list: Schema, item: unknown): string {
  const keys = list.listMapKeys ?? [];
  return list.listType === 'map' && keys.length > 0 ? keyElement(list, keys, item) : valueElement(item);
}

/** What JSON says as it is. */
const plain = /^[\w./:-]*$/;

function keyElement(list: Schema, keys: readonly string[], item: unknown): string {
  if (item === null) throw new PathElementError('associative list with keys may not have a null element');
  if (!isObject(item)) {
    throw new PathElementError('associative list with keys may not have non-map elements');
  }
  const [only = ''] = keys;
  const text = keys.length === 1 ? item[only] : undefined;
  if (typeof text === 'string' && plain.test(text)) return `k:{"${only}":"${text}"}`;
  const values: [string, unknown][] = [];
  for (const key of [...keys].sort(compareStrings)) {
    const value = Object.hasOwn(item, key) ? item[key] : absentKey(list.items, key);
    if (value !== undefined) values.push([key, value]);
  }
  if (values.length === 0) {
    const names = `[${keys.map(goQuote).join(' ')}]`;
    throw new PathElementError(
      `associative list with keys has an element that omits all key fields ${names} (and doesn't have default values for any key fields)`,
    );
  }
  return `k:{${values.map(([key, value]) => `${goJson(key)}:${goJson(value)}`).join(',')}}`;
}

/** What a key is that an item does not give: its default. In Go's structs a text or number that must be there has a zero. */
function absentKey(items: Schema = {}, key: string): unknown {
  const { default: fallback, type } = items.properties?.[key] ?? {};
  if (fallback !== undefined || !isBuiltIn(items)) return fallback;
  if (items.required?.includes(key) !== true && items.definition !== localReference) return undefined;
  return type === 'integer' ? 0 : '';
}

/** Its name has an empty default. */
const localReference = 'io.k8s.api.core.v1.LocalObjectReference';

function valueElement(item: unknown): string {
  if (item === null) {
    throw new PathElementError("associative list without keys has an element that's an explicit null");
  }
  if (isList(item)) throw new PathElementError('not supported: associative list with lists as elements');
  if (isObject(item)) {
    throw new PathElementError("associative list without keys has an element that's a map type");
  }
  return `v:${goJson(item)}`;
}

/** A path as conflicts are told: `.spec.containers[name="web"].image`. */
export function pathText(path: readonly string[]): string {
  return path.map(elementText).join('');
}

/** One step of such a path. */
export function elementText(element: string): string {
  const says = element.slice(2);
  switch (element[0]) {
    case 'f':
      return `.${says}`;
    case 'k':
      return `[${keysOf(says)
        .map(([key, value]) => `${key}=${valueText(value)}`)
        .join(',')}]`;
    case 'v':
      return `[=${valueText(readJson(says))}]`;
    default:
      return `[${says}]`;
  }
}

function keysOf(says: string): [string, unknown][] {
  return Object.entries(readJson(says) as object);
}

/** Mirrors structured-merge-diff value (ToString). */
function valueText(value: unknown): string {
  if (typeof value === 'string') return goQuote(value);
  if (typeof value === 'number') return goNumber(value);
  if (isList(value)) return `[${value.map(valueText).join(',')}]`;
  if (!isObject(value)) return String(value);
  return Object.entries(value)
    .map(([name, member]) => `${name}=${valueText(member)}`)
    .join('');
}

const oneKey = /^k:\{"\w+":"[\w./:-]*"\}$/;

/** The order in which a set is told and written. Mirrors PathElement.Compare. */
export function compareElements(a: string, b: string): number {
  if (a === b) return 0;
  // Most are told apart by their text: fields, and items by one key that JSON says as it is.
  if ((a.startsWith('f:') && b.startsWith('f:')) || (oneKey.test(a) && oneKey.test(b))) {
    return compareStrings(a, b);
  }
  const kind = kindOrder.indexOf(a[0] ?? '') - kindOrder.indexOf(b[0] ?? '');
  if (kind !== 0) return kind;
  const [left, right] = [a.slice(2), b.slice(2)];
  switch (a[0]) {
    case 'f':
      return compareStrings(left, right);
    case 'k':
      return compareKeys(keysOf(left), keysOf(right));
    case 'v':
      return compareValues(readJson(left), readJson(right));
    default:
      return Number(left) - Number(right);
  }
}

const kindOrder = ['f', 'k', 'v', 'i'];

function compareKeys(a: readonly [string, unknown][], b: readonly [string, unknown][]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [[leftKey, left], [rightKey, right]] = [a[i], b[i]] as [[string, unknown], [string, unknown]];
    const order = compareStrings(leftKey, rightKey) || compareValues(left, right);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** Numbers come before texts, texts before booleans. */
function compareValues(a: unknown, b: unknown): number {
  const kind = valueKinds.indexOf(kindOf(a)) - valueKinds.indexOf(kindOf(b));
  if (kind !== 0) return kind;
  if (typeof a === 'string') return compareStrings(a, b as string);
  const [left, right] = [a, b] as [number | bigint, number | bigint];
  return Number(left > right) - Number(left < right);
}

function kindOf(value: unknown): string {
  return typeof value === 'bigint' ? 'number' : typeof value;
}

const valueKinds = ['number', 'string', 'boolean', 'object'];
