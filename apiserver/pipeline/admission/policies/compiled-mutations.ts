import type { V1MutatingAdmissionPolicy, V1Mutation } from '../../../../api/index.ts';
import { type CompiledPolicy, compiledOnce, PolicyCompiler } from './compiled-policy.ts';
import { isJsonPatch, isObject, type PolicyExpression } from './policy-expression.ts';

/** All expressions of a MutatingAdmissionPolicy, made ready. */
export interface CompiledMutations extends CompiledPolicy {
  /** One for each mutation, in their order: an object to apply, or a list of operations. */
  readonly mutations: readonly PolicyExpression[];
}

/** The same answer for the same object. Mirrors kubernetes apiserver pkg/admission/plugin/policy/mutating (compilePolicy). */
export const compiledMutations = compiledOnce(
  ({ spec = {} }: V1MutatingAdmissionPolicy): CompiledMutations => {
    const compiler = new PolicyCompiler(spec);
    return {
      variables: compiler.variables,
      matchConditions: compiler.conditions(spec),
      mutations: (spec.mutations ?? []).map((mutation) => {
        const [text, types] = expressionOf(mutation);
        return compiler.compile(text, types, { mutates: true });
      }),
    };
  },
);

function expressionOf({ patchType, jsonPatch, applyConfiguration }: V1Mutation) {
  return patchType === 'JSONPatch'
    ? ([jsonPatch?.expression ?? '', isJsonPatch] as const)
    : ([applyConfiguration?.expression ?? '', isObject] as const);
}
