import { EvaluationCancelled, refuel } from '../values/fuel.ts';
import { type CelValue, isCelError } from '../values/value.ts';
import { type Bindings, Frame } from './frame.ts';
import type { Plan } from './planner.ts';

/** The most an evaluation may cost in Kubernetes. Mirrors k8s.io/apiserver pkg/apis/cel (PerCallLimit). */
export const perCallCostLimit = 1_000_000;

/** What came out: a value, or an error in cel-go's words; and what it cost in any case. */
export interface CelResult {
  readonly value?: CelValue;
  readonly error?: string;
  readonly cost: number;
}

/** An expression that can be evaluated, as often as one likes. */
export class CelProgram {
  readonly #plan: Plan;

  constructor(plan: Plan) {
    this.#plan = plan;
  }

  /** It ends in any case: past the limit with the error of it. */
  evaluate(bindings: Bindings, costLimit = perCallCostLimit): CelResult {
    const frame = new Frame(this.#plan.slots, bindings, costLimit);
    refuel();
    try {
      const value = this.#plan.evaluate(frame);
      return isCelError(value) ? { error: value.message, cost: frame.cost } : { value, cost: frame.cost };
    } catch (error) {
      if (error instanceof EvaluationCancelled) return { error: error.message, cost: frame.cost };
      throw error;
    }
  }
}
