/**
 * Whether two JSON values are equal. The same reference is equal at once, so the cost is proportional to what is not
 * shared. The order of keys is irrelevant, and an undefined field is an absent one.
 */
export function deepEqual(a: unknown, b: unknown): boolean {
  return a === b || (isObject(a) && isObject(b) && equalObjects(a, b, deepEqual));
}

/**
 * Like deepEqual, where null and an empty list, too, are as good as an absent field.
 * Mirrors k8s.io/apimachinery pkg/api/equality (Semantic.DeepEqual). Differs: quantities and times are compared as
 * texts, and an empty map is not an absent one, since without a schema it could be an empty struct that means something.
 */
export function semanticEqual(a: unknown, b: unknown): boolean {
  if (a === b || (isNothing(a) && isNothing(b))) return true;
  return isObject(a) && isObject(b) && equalObjects(a, b, semanticEqual);
}

type Equality = (a: unknown, b: unknown) => boolean;
type PlainObject = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is PlainObject {
  return typeof value === 'object' && value !== null;
}

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}

function equalObjects(a: PlainObject, b: PlainObject, equal: Equality): boolean {
  const aIsList = Array.isArray(a);
  if (aIsList !== Array.isArray(b)) return false;
  if (aIsList) return equalLists(a as readonly unknown[], b as unknown as readonly unknown[], equal);
  for (const key in a) if (!equal(a[key], own(b, key))) return false;
  for (const key in b) if (own(a, key) === undefined && !equal(undefined, b[key])) return false;
  return true;
}

function equalLists(a: readonly unknown[], b: readonly unknown[], equal: Equality): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!equal(a[i], b[i])) return false;
  return true;
}

/** A field of the object itself: a key named `constructor` must not be found in every object. */
function own(object: PlainObject, key: string): unknown {
  const value = object[key];
  return value === undefined || Object.hasOwn(object, key) ? value : undefined;
}
