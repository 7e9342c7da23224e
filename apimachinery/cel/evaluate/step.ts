import type { CelValue } from '../values/value.ts';
import type { Attribute } from './attribute.ts';
import type { Evaluate } from './frame.ts';

/** A planned part of an expression. */
export interface Step {
  readonly evaluate: Evaluate;
  /** The value, where it is known without evaluating anything. It costs nothing. */
  readonly constant?: CelValue;
  /** The variable or value that ways may be added to. */
  readonly attribute?: Attribute;
}

/** Why an expression that is right cannot be evaluated at all: a constant in it is none. */
export class PlanError extends Error {}

export function constantStep(value: CelValue): Step {
  return { evaluate: () => value, constant: value };
}

export function attributeStep(attribute: Attribute): Step {
  const { cost } = attribute;
  if (cost === 0) return { attribute, evaluate: (frame) => attribute.resolve(frame) };
  return {
    attribute,
    evaluate(frame) {
      const value = attribute.resolve(frame);
      frame.charge(cost);
      return value;
    },
  };
}
