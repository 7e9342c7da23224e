import { EvaluationCancelled } from '../values/fuel.ts';
import type { CelValue } from '../values/value.ts';

/** One evaluation: what it has cost, and the variables of loops. */
export class Frame {
  cost = 0;
  /** Values of loops' variables, by their places in the plan. Undefined: not there yet. */
  readonly slots: (CelValue | undefined)[];
  readonly #limit: number;
  readonly #bindings: Bindings;

  constructor(slots: number, bindings: Bindings, limit: number) {
    this.slots = new Array(slots);
    this.#bindings = bindings;
    this.#limit = limit;
  }

  /** Throws EvaluationCancelled past the limit. */
  charge(cost: number): void {
    this.cost += cost;
    if (this.cost > this.#limit) throw new EvaluationCancelled();
  }

  /** The value of a variable of the environment; undefined when nobody gave one. */
  variable(name: string, slot: number): CelValue | undefined {
    const known = this.slots[slot];
    if (known !== undefined || !Object.hasOwn(this.#bindings, name)) return known;
    const binding = this.#bindings[name];
    const value = typeof binding === 'function' ? binding() : binding;
    this.slots[slot] = value;
    return value;
  }
}

/** Variables with their values, or how to get them when they are asked for. */
export type Bindings = Readonly<Record<string, CelValue | (() => CelValue)>>;

/** A part of a plan. */
export type Evaluate = (frame: Frame) => CelValue;
