/**
 * JSON in which one value has one text: keys sorted by UTF-16 code units whatever order they were set in (an engine
 * moves integer-like keys to the front), no spaces, absent and undefined keys alike. Throws for what is not JSON,
 * since a function or NaN in a record would compare equal to anything.
 */
export function canonicalJson(value: unknown): string {
  // Most values are written in that order already, and the engine writes those several times as fast.
  return isInOrder(value) ? JSON.stringify(value) : write(value);
}

/** Whether JSON.stringify says the same: known to be JSON through and through, with all keys in order. */
function isInOrder(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) {
    return (
      typeof value === 'string' || typeof value === 'boolean' || value === null || Number.isFinite(value)
    );
  }
  if (Array.isArray(value)) return value.every(isInOrder);
  if (Object.getPrototypeOf(value) !== Object.prototype) return false;
  let before = '';
  for (const key in value) {
    if (key < before) return false;
    before = key;
    const member = (value as Readonly<Record<string, unknown>>)[key];
    if (member !== undefined && !isInOrder(member)) return false;
  }
  return true;
}

function write(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return JSON.stringify(value);
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${value} is not a JSON value`);
      return String(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? canonicalArray(value) : canonicalObject(value);
    default:
      throw new TypeError(`a ${typeof value} is not a JSON value`);
  }
}

function canonicalArray(items: readonly unknown[]): string {
  let text = '';
  for (const item of items) text += `${text === '' ? '' : ','}${write(item)}`;
  return `[${text}]`;
}

function canonicalObject(object: object): string {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`an object of class ${object.constructor.name} is not a JSON value`);
  }
  const fields = object as Readonly<Record<string, unknown>>;
  let text = '';
  for (const key of sortedKeys(object)) {
    const value = fields[key];
    if (value === undefined) continue;
    text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${write(value)}`;
  }
  return `{${text}}`;
}

/** Most records have few keys; sorting is for those that do not happen to be in order. */
function sortedKeys(object: object): readonly string[] {
  const keys = Object.keys(object);
  for (let at = 1; at < keys.length; at++) {
    if ((keys[at - 1] as string) > (keys[at] as string)) return keys.sort();
  }
  return keys;
}
