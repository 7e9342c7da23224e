/** An object as a manifest has it: nothing is known of it but that it says which one it is. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Readonly<Record<string, unknown>> & { readonly name: string };
  readonly [field: string]: unknown;
}

/** Where something is in an object: names of fields and numbers of items. */
export type Place = readonly string[];

/** All places in a value, the value itself first. */
export function placesIn(value: unknown, place: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [place];
  const inner = Object.entries(value).flatMap(([key, item]) => placesIn(item, [...place, key]));
  return [place, ...inner];
}

export function valueAt(value: unknown, place: Place): unknown {
  return place.reduce((at, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key], value);
}

/** A copy with another value at a place; undefined takes what is there away. */
export function withValue<Value>(value: Value, place: Place, replacement: unknown): Value {
  const copy = structuredClone(value);
  const parent = valueAt(copy, place.slice(0, -1)) as Record<string, unknown> | unknown[];
  const key = place.at(-1) as string;
  if (Array.isArray(parent))
    parent.splice(Number(key), 1, ...(replacement === undefined ? [] : [replacement]));
  else if (replacement === undefined) delete parent[key];
  else parent[key] = replacement;
  return copy;
}
