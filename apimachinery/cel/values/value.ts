import type { CelType } from '../types/cel-type.ts';

/**
 * A value of the language: a bool is a boolean, a string a string, null null, a double a number, an int a bigint, bytes
 * an Uint8Array; all others are instances of the classes below. An error is a value, too: `false && error` is false.
 */
export type CelValue =
  | boolean
  | string
  | null
  | number
  | bigint
  | Uint8Array
  | CelUint
  | CelDuration
  | CelTimestamp
  | CelList
  | CelMap
  | CelOptional
  | CelTypeValue
  | CelObject
  | CelError;

/** What an evaluation failed with, in cel-go's words. */
export class CelError {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

export function isCelError(value: CelValue): value is CelError {
  return value instanceof CelError;
}

/** The error of a function or operator that is not for such values. An error among them stays what it is. */
export function noSuchOverload(...values: readonly CelValue[]): CelError {
  return values.find(isCelError) ?? new CelError('no such overload');
}

/** A whole number from 0 to 2^64-1. */
export class CelUint {
  readonly value: bigint;

  constructor(value: bigint) {
    this.value = value;
  }
}

/** A length of time in nanoseconds, within 64 bits. */
export class CelDuration {
  readonly nanos: bigint;

  constructor(nanos: bigint) {
    this.nanos = nanos;
  }
}

/** A point in time from year 1 to 9999, in nanoseconds since 1970. `offset` is in minutes east of UTC, for its text. */
export class CelTimestamp {
  readonly nanos: bigint;
  readonly offset: number;

  constructor(nanos: bigint, offset = 0) {
    this.nanos = nanos;
    this.offset = offset;
  }
}

/** A value that may be missing. */
export class CelOptional {
  readonly value: CelValue | undefined;

  constructor(value: CelValue | undefined) {
    this.value = value;
  }
}

export const celOptionalNone = new CelOptional(undefined);

export function celOptionalOf(value: CelValue): CelOptional {
  return new CelOptional(value);
}

/** A type as a value: what `type(1)` gives. */
export class CelTypeValue {
  readonly type: CelType;

  constructor(type: CelType) {
    this.type = type;
  }
}

/** A value of a library's type. */
export abstract class CelObject {
  abstract readonly type: CelType;

  /** A boolean, or an error for what it cannot be compared with. */
  abstract equals(other: CelValue): CelValue;

  /** What cost formulas take for its size. */
  get size(): number {
    return 1;
  }

  /** The JSON it was read from; itself when an expression made it. */
  readonly native: unknown = this;

  /** A field; undefined when the type has no fields or not this one. */
  get(_field: string): CelValue | undefined {
    return undefined;
  }

  /** Whether `has()` is true of a field. */
  has(field: string): boolean {
    return this.get(field) !== undefined;
  }
}

export abstract class CelList {
  abstract readonly size: number;

  /** `index` is from 0 to size - 1. */
  abstract at(index: number): CelValue;

  /** A boolean, or an error. */
  abstract equals(other: CelValue): CelValue;

  /** Whether it counts for nothing when it is empty. */
  readonly zeroWhenEmpty: boolean = true;

  /** A boolean, or an error. */
  abstract contains(value: CelValue): CelValue;

  /** The list with another one's items; an error for what is no list. */
  abstract concat(other: CelValue): CelValue;

  /** Why the index is none, when it is no int; undefined when it is one. */
  indexProblem(_index: CelValue): CelError | undefined {
    return undefined;
  }

  /** The JSON it was read from; itself when an expression made it. */
  readonly native: unknown = this;

  *[Symbol.iterator](): Iterator<CelValue> {
    for (let index = 0; index < this.size; index++) yield this.at(index);
  }
}

export abstract class CelMap {
  abstract readonly size: number;

  /** The value of a key; undefined when there is none. An error for a key no such map has. */
  abstract find(key: CelValue): CelValue | undefined;

  /** Whether it has a key; an error for a key no such map has. */
  contains(key: CelValue): CelValue {
    const found = this.find(key);
    return found !== undefined && isCelError(found) ? found : found !== undefined;
  }

  abstract keys(): Iterable<CelValue>;

  /** Whether it counts for nothing when it is empty. */
  readonly zeroWhenEmpty: boolean = true;

  /** The JSON it was read from; itself when an expression made it. */
  readonly native: unknown = this;

  /** A boolean, or an error. */
  abstract equals(other: CelValue): CelValue;
}

/** What a value was made of: JSON, where it comes from JSON. Mirrors ref.Val's Value(). */
export function nativeOf(value: CelValue): unknown {
  return value instanceof CelMap || value instanceof CelList || value instanceof CelObject
    ? value.native
    : value;
}
