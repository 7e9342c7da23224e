import type { V1MatchCondition, V1ParamKind, V1Variable } from '../../../../api/index.ts';
import type { CelType } from '../../../../apimachinery/index.ts';
import {
  type PolicyDeclarations,
  policyEnvironment,
  variableType,
} from '../../../../component-helpers/index.ts';
import { compilePolicyExpression, isBool, type PolicyExpression } from './policy-expression.ts';

/** What policies of all sorts say. */
export interface PolicySpec {
  readonly paramKind?: V1ParamKind;
  readonly variables?: readonly V1Variable[];
  readonly matchConditions?: readonly V1MatchCondition[];
}

/** The expressions that policies of all sorts have, made ready. */
export interface CompiledPolicy {
  readonly variables: ReadonlyMap<string, PolicyExpression>;
  readonly matchConditions: readonly PolicyExpression[];
}

/** Makes the expressions of one policy ready, its variables first. Mirrors kubernetes apiserver pkg/admission/plugin/cel (CompositedCompiler). */
export class PolicyCompiler {
  readonly variables: ReadonlyMap<string, PolicyExpression>;
  readonly #params: boolean;
  readonly #types = new Map<string, CelType>();

  constructor({ paramKind, variables = [] }: PolicySpec) {
    this.#params = paramKind !== undefined;
    const compiled = new Map<string, PolicyExpression>();
    for (const { name, expression } of variables) {
      const variable = this.compile(expression);
      compiled.set(name, variable);
      this.#types.set(name, variableType(variable.type));
    }
    this.variables = compiled;
  }

  /** `types`: what it has to be; absent: anything. */
  compile(
    text: string,
    types?: readonly CelType[],
    { authorizer = true, mutates = false }: Partial<PolicyDeclarations> = {},
  ): PolicyExpression {
    const declared = { params: this.#params, authorizer, mutates, variables: this.#types };
    return compilePolicyExpression(policyEnvironment(declared), text, types);
  }

  conditions({ matchConditions = [] }: PolicySpec): readonly PolicyExpression[] {
    return matchConditions.map(({ expression }) => this.compile(expression, isBool));
  }
}

/** The same answer for the same policy. */
export function compiledOnce<P extends object, C>(compile: (policy: P) => C): (policy: P) => C {
  const known = new WeakMap<P, C>();
  return (policy) => {
    const before = known.get(policy);
    if (before !== undefined) return before;
    const compiled = compile(policy);
    known.set(policy, compiled);
    return compiled;
  };
}
