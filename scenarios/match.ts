import { isObject, type Schema } from '../apimachinery/index.ts';
import { pairUp } from './pair-up.ts';

/** Where an object differs from what was expected of it. */
export interface Mismatch {
  /** `status.readyReplicas`; '' for the whole. */
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * What is expected holds if every field it names is there and equal; fields it does not name do not matter. A list holds
 * if each item described is found among its items, each another one; items not described do not matter, so only an empty
 * list says that there are none. Objects, and the members of what Kubernetes calls a set, are found in any order; other
 * texts and numbers in the order described. The schema says which lists are sets, and what tells their items apart.
 *
 * Differs from Chainsaw and kuttl, where lists have as many items and in the same order: what is expected not to be
 * there would then not be found beside others.
 */
export function mismatches(
  expected: unknown,
  actual: unknown,
  schema: Schema = {},
  path = '',
): readonly Mismatch[] {
  if (Array.isArray(expected)) return listMismatches(expected, actual, schema, path);
  if (!isObject(expected)) return same(expected, actual) ? [] : [{ path, expected, actual }];
  if (!isObject(actual)) return [{ path, expected, actual }];
  return Object.entries(expected).flatMap(([field, value]) =>
    mismatches(value, actual[field], memberSchema(schema, field), path === '' ? field : `${path}.${field}`),
  );
}

function memberSchema({ properties, additionalProperties }: Schema, field: string): Schema | undefined {
  return properties?.[field] ?? additionalProperties;
}

function same(expected: unknown, actual: unknown): boolean {
  // An absent number or flag is what Go would have left out: zero or false.
  if (actual === undefined)
    return expected === null || expected === 0 || expected === false || expected === '';
  return expected === actual;
}

function listMismatches(
  expected: readonly unknown[],
  actual: unknown,
  schema: Schema,
  path: string,
): readonly Mismatch[] {
  const whole = [{ path, expected, actual }];
  const items = actual ?? [];
  if (!Array.isArray(items)) return whole;
  if (expected.length === 0) return items.length === 0 ? [] : whole;
  const places = placesOf(expected, items, schema);
  if (!expected.some(isObject)) return places.includes(undefined) ? whole : [];
  const others = items.filter((_, place) => !places.includes(place));
  return expected.flatMap((item, at) =>
    places[at] === undefined ? itemMismatches(item, others, { schema, path, at }) : [],
  );
}

/** Where each item that is expected was found. */
function placesOf(
  expected: readonly unknown[],
  items: readonly unknown[],
  schema: Schema,
): readonly (number | undefined)[] {
  if (schema.listType === 'set' || expected.some(isObject)) {
    const fits = (at: number, place: number) =>
      mismatches(expected[at], items[place], schema.items).length === 0;
    return pairUp(expected.length, items.length, fits);
  }
  let next = 0;
  return expected.map((item) => {
    const place = items.indexOf(item, next);
    if (place < 0) return undefined;
    next = place + 1;
    return place;
  });
}

/** An item that was not found differs from the one that bears its name; if none does, it is not there. */
function itemMismatches(
  item: unknown,
  others: readonly unknown[],
  { schema, path, at }: { readonly schema: Schema; readonly path: string; readonly at: number },
): readonly Mismatch[] {
  const identity = identityOf(item, schema);
  if (identity === undefined) return [{ path: `${path}[${at}]`, expected: item, actual: undefined }];
  const named = others.find((other) => mismatches(identity, other).length === 0);
  const words = Object.entries(identity).map(([field, value]) => `${field}=${value}`);
  return mismatches(item, named, schema.items, `${path}[${words.join(',')}]`);
}

/** What tells an item apart from the others of its list, as far as it is given. */
function identityOf(item: unknown, { listMapKeys = [] }: Schema): Fields | undefined {
  if (!isObject(item)) return undefined;
  const keys = listMapKeys.some((key) => key in item) ? listMapKeys : ['name', 'type', 'key'];
  const given = keys.filter((key) => item[key] !== undefined);
  const used = keys === listMapKeys ? given : given.slice(0, 1);
  return used.length === 0 ? undefined : Object.fromEntries(used.map((key) => [key, item[key]]));
}

/** The mismatches as a diff: what was expected with `-`, what is there with `+`. */
export function formatMismatches(found: readonly Mismatch[]): string {
  return found
    .flatMap(({ path, expected, actual }) => [
      `  - ${path || '(object)'}: ${text(expected)}`,
      `  + ${path || '(object)'}: ${text(actual)}`,
    ])
    .join('\n');
}

function text(value: unknown): string {
  return value === undefined ? 'absent' : JSON.stringify(value);
}
