import type { V1ValidatingAdmissionPolicy } from '../../../../api/index.ts';
import type { CelEnvironment, CelType } from '../../../../apimachinery/index.ts';
import { policyEnvironment, variableType } from './policy-environment.ts';
import {
  compilePolicyExpression,
  isBool,
  isString,
  isStringOrNull,
  type PolicyExpression,
} from './policy-expression.ts';

/** All expressions of a policy, made ready. */
export interface CompiledPolicy {
  readonly variables: ReadonlyMap<string, PolicyExpression>;
  readonly matchConditions: readonly PolicyExpression[];
  readonly validations: readonly PolicyExpression[];
  /** One for each validation; undefined where it has none. */
  readonly messages: readonly (PolicyExpression | undefined)[];
  readonly auditAnnotations: readonly PolicyExpression[];
}

const compiled = new WeakMap<V1ValidatingAdmissionPolicy, CompiledPolicy>();

/** The same answer for the same object. Mirrors kubernetes apiserver pkg/admission/plugin/policy/validating (compilePolicy). */
export function compiledPolicy(policy: V1ValidatingAdmissionPolicy): CompiledPolicy {
  let known = compiled.get(policy);
  if (known === undefined) {
    known = compile(policy);
    compiled.set(policy, known);
  }
  return known;
}

function compile({ spec = {} }: V1ValidatingAdmissionPolicy): CompiledPolicy {
  const types = new Map<string, CelType>();
  const params = spec.paramKind !== undefined;
  const environment = policyEnvironment({ params, authorizer: true, variables: types });
  const ofMessages = policyEnvironment({ params, authorizer: false, variables: types });
  const variables = new Map<string, PolicyExpression>();
  for (const { name, expression } of spec.variables ?? []) {
    const variable = compilePolicyExpression(environment, expression);
    variables.set(name, variable);
    types.set(name, variableType(variable.type));
  }
  const all = (in_: CelEnvironment, texts: readonly string[], wanted: readonly CelType[]) =>
    texts.map((text) => compilePolicyExpression(in_, text, wanted));
  const { matchConditions = [], validations = [], auditAnnotations = [] } = spec;
  return {
    variables,
    matchConditions: all(environment, matchConditions.map(expressionOf), isBool),
    validations: all(environment, validations.map(expressionOf), isBool),
    messages: validations.map(({ messageExpression: text = '' }) =>
      text === '' ? undefined : compilePolicyExpression(ofMessages, text, isString),
    ),
    auditAnnotations: all(
      environment,
      auditAnnotations.map(({ valueExpression }) => valueExpression),
      isStringOrNull,
    ),
  };
}

function expressionOf({ expression }: { readonly expression: string }): string {
  return expression;
}
