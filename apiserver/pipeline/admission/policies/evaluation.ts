import {
  type Bindings,
  CelError,
  CelObject,
  type CelType,
  type CelValue,
  structType,
} from '../../../../apimachinery/index.ts';
import type { PolicyExpression } from './policy-expression.ts';

/** What the expressions of a policy may cost for one request. Mirrors kubernetes apiserver pkg/apis/cel (RuntimeCELCostBudget). */
export const budget = 10_000_000;

/** What came of one expression. */
export interface Outcome {
  readonly value?: CelValue;
  readonly error?: string;
}

/** What all expressions together may cost has been spent; nothing of them counts. */
export class OutOfBudget extends Error {
  constructor() {
    super('validation failed due to running out of cost budget, no further validation rules will be run');
  }
}

/** Evaluates expressions of a policy over one request, its variables when they are asked for and once. */
export class Evaluation {
  #budget: number;
  readonly #bindings: Bindings;
  #variablesCost = 0;

  /** Throws OutOfBudget when `budget` is spent. */
  constructor(bindings: Bindings, variables: ReadonlyMap<string, PolicyExpression>, budget: number) {
    this.#budget = budget;
    this.#bindings = {
      ...bindings,
      variables: new Variables(variables, (name, variable) => this.#variable(name, variable)),
    };
  }

  /** What is left to be spent. */
  get budget(): number {
    return this.#budget;
  }

  /** Mirrors kubernetes apiserver pkg/admission/plugin/cel (evaluationActivation.Evaluate). */
  evaluate({ text, program, error: wrong }: PolicyExpression): Outcome {
    if (program === undefined) return { error: `compilation error: ${wrong}` };
    const { value, error, cost } = program.evaluate(this.#bindings);
    this.#spend(this.#variablesCost);
    this.#variablesCost = 0;
    this.#spend(cost);
    if (error !== undefined) return { error: `expression '${text}' resulted in error: ${error}` };
    return value === undefined ? {} : { value };
  }

  #spend(cost: number): void {
    if (cost > this.#budget) throw new OutOfBudget();
    this.#budget -= cost;
  }

  #variable(name: string, { program, error: wrong }: PolicyExpression): CelValue {
    const said = JSON.stringify(name);
    if (program === undefined) return new CelError(`composited variable ${said} fails to compile: ${wrong}`);
    const { value, error, cost } = program.evaluate(this.#bindings);
    this.#variablesCost += cost;
    return value ?? new CelError(`composited variable ${said} fails to evaluate: ${error}`);
  }
}

/** The policy's variables, as fields. */
class Variables extends CelObject {
  override readonly type: CelType = structType('kubernetes.variables');
  readonly #expressions: ReadonlyMap<string, PolicyExpression>;
  readonly #values = new Map<string, CelValue>();
  readonly #evaluate: (name: string, expression: PolicyExpression) => CelValue;

  constructor(
    expressions: ReadonlyMap<string, PolicyExpression>,
    evaluate: (name: string, expression: PolicyExpression) => CelValue,
  ) {
    super();
    this.#expressions = expressions;
    this.#evaluate = evaluate;
  }

  override get(name: string): CelValue | undefined {
    const expression = this.#expressions.get(name);
    if (expression === undefined) return undefined;
    let value = this.#values.get(name);
    if (value === undefined) {
      value = this.#evaluate(name, expression);
      this.#values.set(name, value);
    }
    return value;
  }

  override has(name: string): boolean {
    return this.#expressions.has(name);
  }

  override equals(other: CelValue): CelValue {
    return other === this;
  }
}
