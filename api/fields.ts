/**
 * How defaulters and conversions look at objects: they run before validation too, so nothing is known about shapes.
 * What is not of the shape they look for is left for validation to complain about.
 */
export type Fields = Readonly<Record<string, unknown>>;

/** Fills in defaults; answers the same object when there is nothing to add. */
export type Defaulter = (object: Fields) => Fields;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The fields of an object, none of anything else. */
export function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : nothing;
}

const nothing: Fields = {};

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** To Kubernetes' Go types an empty string is a field that was not set. */
export function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

/** Whether a list or map is absent or has nothing in it. */
export function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isUnset(value) || (isFields(value) && Object.keys(value).length === 0);
}

/** The object with the fields that it does not have yet. */
export function withUnset(object: Fields, defaults: Fields): Fields {
  return withFields(object, defaults, isUnset);
}

/** The same for fields that are pointers in Go: an empty string that was given is no absent one. */
export function withMissing(object: Fields, defaults: Fields): Fields {
  return withFields(object, defaults, isMissing);
}

function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

function withFields(object: Fields, defaults: Fields, lacks: (value: unknown) => boolean): Fields {
  let made: Record<string, unknown> | undefined;
  for (const name of Object.keys(defaults)) {
    if (!lacks(object[name])) continue;
    made ??= { ...object };
    made[name] = defaults[name];
  }
  return made ?? object;
}

export function withField(object: Fields, name: string, value: unknown): Fields {
  if (object[name] === value) return object;
  // Set afterwards: engines define a computed name within a literal the long way.
  const made: Record<string, unknown> = { ...object };
  made[name] = value;
  return made;
}

/** The object with one of its objects changed; if that is not there, or no object, nothing is. */
export function changeWithin(object: Fields, name: string, change: Defaulter): Fields {
  const value = object[name];
  return isFields(value) ? withField(object, name, change(value)) : object;
}

/** The object with the objects in one of its lists changed. */
export function withinEach(object: Fields, name: string, change: Defaulter): Fields {
  const list = object[name];
  if (!Array.isArray(list)) return object;
  let made: unknown[] | undefined;
  for (let index = 0; index < list.length; index++) {
    const item: unknown = list[index];
    if (!isFields(item)) continue;
    const changed = change(item);
    if (changed === item) continue;
    made ??= [...list];
    made[index] = changed;
  }
  return made === undefined ? object : withField(object, name, made);
}

/** The object without members that are undefined. */
export function present(object: Fields): Fields {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
