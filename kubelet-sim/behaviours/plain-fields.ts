import { BehaviourError } from './behaviour-error.ts';

/** An object of JSON. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(data: unknown): data is Fields {
  return typeof data === 'object' && data !== null && !Array.isArray(data);
}

/** Data as an object with no other fields than these. Throws BehaviourError. */
export function fieldsOf(data: unknown, path: string, known: readonly string[]): Fields {
  if (!isFields(data)) throw new BehaviourError(path, 'must be an object');
  const unknown = Object.keys(data).find((name) => !known.includes(name));
  if (unknown === undefined) return data;
  throw new BehaviourError(`${path}.${unknown}`, `unknown field; there are ${known.join(', ')}`);
}
