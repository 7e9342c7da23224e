/**
 * A fresh value, in which every subtree that is equal to the old one's in its place is the old one's, by reference; the
 * old value itself when both are equal. List items are compared by position. Neither input is changed. The order of
 * keys is irrelevant for equality; what is new keeps its own. One pass, which ends where both are the same already.
 */
export function reshare<T>(old: unknown, fresh: T): T {
  return shareValue(old, fresh) as T;
}

type PlainObject = Readonly<Record<string, unknown>>;

function shareValue(old: unknown, fresh: unknown): unknown {
  if (old === fresh || typeof old !== 'object' || typeof fresh !== 'object') return fresh;
  if (old === null || fresh === null) return fresh;
  if (Array.isArray(fresh)) return Array.isArray(old) ? shareList(old, fresh) : fresh;
  if (Array.isArray(old)) return fresh;
  return shareObject(old as PlainObject, fresh as PlainObject);
}

function shareList(old: readonly unknown[], fresh: readonly unknown[]): readonly unknown[] {
  let equal = old.length === fresh.length;
  let copy: unknown[] | undefined;
  for (let i = 0; i < fresh.length; i++) {
    const item = shareValue(old[i], fresh[i]);
    if (item !== old[i]) equal = false;
    // The copy is made at the first item that is not the fresh one, and thrown away should all turn out equal.
    if (item !== fresh[i]) copy ??= fresh.slice();
    if (copy !== undefined) copy[i] = item;
  }
  return equal ? old : (copy ?? fresh);
}

function shareObject(old: PlainObject, fresh: PlainObject): PlainObject {
  const keys = Object.keys(fresh);
  let equal = true;
  let shared: unknown[] | undefined;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as string;
    const freshField = fresh[key];
    const oldField = ownField(old, key);
    const field = shareValue(oldField, freshField);
    if (field !== oldField) equal = false;
    if (field !== freshField) {
      shared ??= [];
      shared[i] = field;
    }
  }
  if (equal && !hasMore(old, fresh)) return old;
  return shared === undefined ? fresh : withFields(fresh, keys, shared);
}

/** A copy in which some fields, by position of their key, are replaced. */
function withFields(fresh: PlainObject, keys: readonly string[], shared: readonly unknown[]): PlainObject {
  const copy: Record<string, unknown> = { ...fresh };
  for (let i = 0; i < keys.length; i++) {
    const field = shared[i];
    if (field !== undefined) copy[keys[i] as string] = field;
  }
  return copy;
}

/** Whether the old object has a field that the fresh one lacks. An undefined field is an absent one. */
function hasMore(old: PlainObject, fresh: PlainObject): boolean {
  for (const key in old) if (old[key] !== undefined && !Object.hasOwn(fresh, key)) return true;
  return false;
}

function ownField(object: PlainObject, key: string): unknown {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}
