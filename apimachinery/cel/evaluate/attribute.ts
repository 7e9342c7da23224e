import {
  CelOptional,
  type CelValue,
  celOptionalNone,
  celOptionalOf,
  isCelError,
  noSuchOverload,
} from '../values/value.ts';
import type { Evaluate, Frame } from './frame.ts';
import { keyProblem, lookUp, unwrapped } from './lookup.ts';

/** A variable or a value with the ways into it: `a.b[0]`. Mirrors cel-go interpreter/attributes.go. */
export interface Attribute {
  /** What looking at it costs besides its ways. */
  readonly cost: 0 | 1;
  resolve(frame: Frame): CelValue;
  add(qualifier: Qualifier): void;
}

/** One step of a way: `.b` or `[0]`. */
export interface Qualifier {
  /** `.?b` or `[?0]`: from here on, what is missing is no error. */
  readonly optional: boolean;
  /** With `presence`, undefined where there is nothing. */
  apply(frame: Frame, value: CelValue, presence: boolean): CelValue | undefined;
}

export class PlainAttribute implements Attribute {
  readonly cost = 1;
  readonly #base: Evaluate;
  readonly #qualifiers: Qualifier[] = [];

  constructor(base: Evaluate) {
    this.#base = base;
  }

  add(qualifier: Qualifier): void {
    this.#qualifiers.push(qualifier);
  }

  resolve(frame: Frame): CelValue {
    const base = this.#base(frame);
    if (base instanceof CelOptional) {
      const inner = unwrapped(base);
      return inner === undefined ? base : this.#follow(frame, inner, true);
    }
    return isCelError(base) ? base : this.#follow(frame, base, false);
  }

  #follow(frame: Frame, from: CelValue, fromOptional: boolean): CelValue {
    let value = from;
    let optional = fromOptional;
    for (const qualifier of this.#qualifiers) {
      optional ||= qualifier.optional;
      const next = qualifier.apply(frame, value, optional);
      if (next === undefined) return celOptionalNone;
      if (isCelError(next)) return next;
      value = next;
    }
    return optional ? celOptionalOf(value) : value;
  }
}

/** `c ? a : b`, of which only one side is looked at. */
export class ConditionalAttribute implements Attribute {
  readonly cost = 0;
  readonly #condition: Evaluate;
  readonly #whenTrue: Attribute;
  readonly #whenFalse: Attribute;

  constructor(condition: Evaluate, whenTrue: Attribute, whenFalse: Attribute) {
    this.#condition = condition;
    this.#whenTrue = whenTrue;
    this.#whenFalse = whenFalse;
  }

  add(qualifier: Qualifier): void {
    this.#whenTrue.add(qualifier);
    this.#whenFalse.add(qualifier);
  }

  resolve(frame: Frame): CelValue {
    const condition = this.#condition(frame);
    if (condition === true) return this.#whenTrue.resolve(frame);
    return condition === false ? this.#whenFalse.resolve(frame) : noSuchOverload(condition);
  }
}

/** A key that is written in the expression. */
export function constantQualifier(key: CelValue, optional: boolean): Qualifier {
  return {
    optional,
    apply(frame, value, presence) {
      const found = lookUp(value, key, presence);
      if (!presence || (found !== undefined && !isCelError(found))) frame.charge(1);
      return found;
    },
  };
}

/** A key that is found while the expression runs. `cost` is what looking at the key costs. */
export function dynamicQualifier(key: Evaluate, cost: 0 | 1, optional: boolean): Qualifier {
  return {
    optional,
    apply(frame, value, presence) {
      const at = key(frame);
      const found = keyProblem(at) ?? lookUp(value, at, presence);
      if (!presence || (found !== undefined && !isCelError(found))) frame.charge(cost);
      return found;
    },
  };
}

/** The end of `has(a.b)`. */
export function presenceQualifier(key: string): Qualifier {
  return {
    optional: false,
    apply(frame, value, presence) {
      const found = lookUp(value, key, true);
      if (!presence || found !== undefined) frame.charge(1);
      if (presence || (found !== undefined && isCelError(found))) return found;
      return found !== undefined;
    },
  };
}
