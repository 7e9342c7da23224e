/** An object that is to be created, or updated from what it was. */
export interface Question {
  readonly rule: 'create' | 'update';
  readonly object: object;
  readonly old?: object;
  /** Through which subresource it is updated; absent: through none. */
  readonly subresource?: string;
}

/** What is wrong with it, or else the object as it would be stored. */
export interface Answer {
  /** It is no object of its kind. */
  readonly decode?: string;
  /** Kubernetes' own code fails: nobody knows what is right. */
  readonly panic?: string;
  readonly message?: string;
  readonly causes?: readonly Cause[];
  readonly object?: object;
  readonly warnings?: readonly string[];
}

export interface Cause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/**
 * The answer as far as it must be the same here: nobody promises the words about what is no object, and which zero values
 * and empty lists are written is another judge's matter.
 */
export function comparable({ decode, object, ...told }: Answer): unknown {
  if (decode !== undefined) return 'no object';
  return object === undefined ? told : { ...told, object: withoutZeros(object) };
}

const times: ReadonlySet<string> = new Set([
  'creationTimestamp',
  'lastPhaseTransitionTime',
  'lastTransitionTime',
]);

function withoutZeros(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.length === 0 ? undefined : value.map((item) => withoutZeros(item) ?? {});
  }
  if (typeof value !== 'object' || value === null) return isZero(value) ? undefined : value;
  const members = Object.entries(value)
    .filter(([name]) => !times.has(name))
    .map(([name, member]) => [name, withoutZeros(member)] as const)
    .filter(([, member]) => member !== undefined);
  return members.length === 0 ? undefined : Object.fromEntries(members);
}

function isZero(value: unknown): boolean {
  return value === '' || value === 0 || value === false || value === null || value === '0';
}
