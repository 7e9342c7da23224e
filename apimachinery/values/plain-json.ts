/** A JSON object while it is being read: members may be called anything, `__proto__` and `constructor` included. */
export interface PlainObject {
  readonly [field: string]: unknown;
}

/**
 * How deep arrays and objects of a document may be nested: several times what the deepest CustomResourceDefinitions
 * need, and no recursive walk of such a one runs out of stack. Differs: Go allows bodies 10,000.
 */
export const jsonDepthMax = 500;

export function isObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

/** An own member; never one that JavaScript objects inherit. */
export function member(object: PlainObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets an own member. A plain assignment to `__proto__` would change what the object inherits instead. */
export function setMember(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}

/** A copy without the members `drop` names. */
export function withoutMembers(object: PlainObject, drop: (key: string) => boolean): PlainObject {
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(object)) {
    if (!drop(key)) setMember(result, key, object[key]);
  }
  return result;
}

/** Same JSON value. The order of members does not matter; the same reference is answered without looking inside. */
export function sameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (isList(left)) {
    if (!isList(right) || left.length !== right.length) return false;
    return left.every((item, index) => sameJson(item, right[index]));
  }
  if (!isObject(left) || !isObject(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && sameJson(left[key], right[key]));
}

/** How deep arrays and objects are nested; 0 for a scalar. Does not recurse, and looks no deeper than `max`. */
export function nesting(value: unknown, max: number): number {
  let depth = 0;
  let level = [value];
  while (depth < max) {
    const containers = level.filter((item) => typeof item === 'object' && item !== null);
    if (containers.length === 0) break;
    depth++;
    level = containers.flatMap((container) => Object.values(container as object));
  }
  return depth;
}
