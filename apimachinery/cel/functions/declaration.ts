import type { CelType } from '../types/cel-type.ts';
import { type NamedTypes, parseSignature, type Signature } from '../types/type-syntax.ts';
import {
  CelDuration,
  CelError,
  CelList,
  CelMap,
  CelOptional,
  CelTimestamp,
  CelUint,
  type CelValue,
  noSuchOverload,
} from '../values/value.ts';

/** What a function does. It answers errors; it never throws, but for EvaluationCancelled. */
export type Implementation = (...args: readonly CelValue[]) => CelValue;

/** One way to call a function. Of a member the first argument is what it is called on. */
export interface Overload {
  readonly id: string;
  readonly member: boolean;
  readonly args: readonly CelType[];
  readonly result: CelType;
  /** Only called with arguments of its types, unless the function says otherwise. Absent: the function has one for all. */
  readonly call: Implementation | undefined;
}

export interface FunctionDeclaration {
  readonly name: string;
  readonly overloads: readonly Overload[];
  /** For all overloads; it looks at what it gets. */
  readonly call?: Implementation;
  /** Overloads are called with whatever comes. */
  readonly unguarded?: boolean;
}

export function overload(id: string, signature: string, call?: Implementation, named?: NamedTypes): Overload {
  return new WrittenOverload(id, false, signature, call, named);
}

export function member(id: string, signature: string, call?: Implementation, named?: NamedTypes): Overload {
  return new WrittenOverload(id, true, signature, call, named);
}

/** Its signature is read when the first expression asks for it: most servers never see one. */
class WrittenOverload implements Overload {
  readonly id: string;
  readonly member: boolean;
  readonly call: Implementation | undefined;
  readonly #text: string;
  readonly #named: NamedTypes | undefined;
  #signature: Signature | undefined;

  constructor(
    id: string,
    isMember: boolean,
    text: string,
    call: Implementation | undefined,
    named: NamedTypes | undefined,
  ) {
    this.id = id;
    this.member = isMember;
    this.call = call;
    this.#text = text;
    this.#named = named;
  }

  get args(): readonly CelType[] {
    return this.#read().args;
  }

  get result(): CelType {
    return this.#read().result;
  }

  #read(): Signature {
    this.#signature ??= parseSignature(this.#text, this.#named);
    return this.#signature;
  }
}

export function declare(name: string, ...overloads: readonly Overload[]): FunctionDeclaration {
  return { name, overloads };
}

/** What is said of a value that a function is not for at all. Texts and times take any function's name to themselves first. */
export function notFor(name: string, value: CelValue | undefined): CelError {
  if (value instanceof CelError) return value;
  const receives = typeof value === 'string' || value instanceof CelDuration || value instanceof CelTimestamp;
  return new CelError(receives ? 'no such overload' : `no such overload: ${name}`);
}

interface Kinds {
  any: CelValue;
  bool: boolean;
  bytes: Uint8Array;
  duration: CelDuration;
  int: bigint;
  list: CelList;
  map: CelMap;
  optional: CelOptional;
  string: string;
  timestamp: CelTimestamp;
  uint: CelUint;
}

type Class = abstract new (...args: never[]) => CelValue;
type Kind = keyof Kinds | Class;
type ValueOf<K> = K extends keyof Kinds
  ? Kinds[K]
  : K extends abstract new (
        ...args: never[]
      ) => infer V
    ? V
    : never;

/** A function of values of these kinds; for others it answers the error of a missing overload. */
export function taking<const K extends readonly Kind[]>(
  kinds: K,
  call: (...args: { -readonly [I in keyof K]: ValueOf<K[I]> }) => CelValue,
): Implementation {
  const tests = kinds.map((kind) => (typeof kind === 'string' ? isKind[kind] : isA(kind)));
  return (...args) => {
    const wrong = tests.findIndex((test, index) => !test(args[index] as CelValue));
    // The tests are what makes the arguments those of the function.
    return wrong < 0 ? (call as Implementation)(...args) : noSuchOverload(args[wrong] as CelValue);
  };
}

type Test = (value: CelValue) => boolean;

function isA(type: Class): Test {
  return (value) => value instanceof type;
}

const isKind: Readonly<Record<keyof Kinds, Test>> = {
  any: () => true,
  bool: (value) => typeof value === 'boolean',
  bytes: isA(Uint8Array),
  duration: isA(CelDuration),
  int: (value) => typeof value === 'bigint',
  list: isA(CelList),
  map: isA(CelMap),
  optional: isA(CelOptional),
  string: (value) => typeof value === 'string',
  timestamp: isA(CelTimestamp),
  uint: isA(CelUint),
};
