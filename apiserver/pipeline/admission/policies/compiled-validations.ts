import type { V1ValidatingAdmissionPolicy } from '../../../../api/index.ts';
import { type CompiledPolicy, compiledOnce, PolicyCompiler } from './compiled-policy.ts';
import { isBool, isString, isStringOrNull, type PolicyExpression } from './policy-expression.ts';

/** All expressions of a ValidatingAdmissionPolicy, made ready. */
export interface CompiledValidations extends CompiledPolicy {
  readonly validations: readonly PolicyExpression[];
  /** One for each validation; undefined where it has none. */
  readonly messages: readonly (PolicyExpression | undefined)[];
  readonly auditAnnotations: readonly PolicyExpression[];
}

/** The same answer for the same object. Mirrors kubernetes apiserver pkg/admission/plugin/policy/validating (compilePolicy). */
export const compiledValidations = compiledOnce(
  ({ spec = {} }: V1ValidatingAdmissionPolicy): CompiledValidations => {
    const compiler = new PolicyCompiler(spec);
    const { validations = [], auditAnnotations = [] } = spec;
    return {
      variables: compiler.variables,
      matchConditions: compiler.conditions(spec),
      validations: validations.map(({ expression }) => compiler.compile(expression, isBool)),
      messages: validations.map(({ messageExpression: text = '' }) =>
        text === '' ? undefined : compiler.compile(text, isString, { authorizer: false }),
      ),
      auditAnnotations: auditAnnotations.map(({ valueExpression }) =>
        compiler.compile(valueExpression, isStringOrNull),
      ),
    };
  },
);
