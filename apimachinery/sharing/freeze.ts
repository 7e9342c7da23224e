/**
 * Freezes a value of plain objects and arrays through and through, and answers it. What is frozen already is taken to
 * be deeply frozen and is not entered, so the cost is proportional to what is new. Children are frozen before their
 * parent, so that holds even when freezing stops half way.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) freezeObject(value);
  return value;
}

function freezeObject(object: object): void {
  if (Object.isFrozen(object)) {
    // An empty array or object that cannot be extended counts as frozen, too, and has nothing within.
    return;
  }
  if (Array.isArray(object)) {
    for (const item of object) if (typeof item === 'object' && item !== null) freezeObject(item);
  } else {
    // Bytes cannot be frozen.
    if (ArrayBuffer.isView(object)) return;
    for (const key in object) {
      const field = (object as Record<string, unknown>)[key];
      if (typeof field === 'object' && field !== null) freezeObject(field);
    }
  }
  Object.freeze(object);
}
