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

/** The answer as far as it must be the same: nobody promises the words about what is no object. */
export function comparable({ decode, object, ...told }: Answer): unknown {
  if (decode !== undefined) return 'no object';
  return object === undefined ? told : { ...told, object: withoutTime(object) };
}

function withoutTime(object: { readonly metadata?: object }): object {
  const { creationTimestamp: _, ...metadata } = (object.metadata ?? {}) as Record<string, unknown>;
  return { ...object, metadata };
}
