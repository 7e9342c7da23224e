import type { V1ExpressionWarning, V1ValidatingAdmissionPolicy } from '../../api/index.ts';
import {
  type CelEnvironment,
  type CelType,
  celTypeOf,
  declTypeOf,
  dynType,
  type Schema,
} from '../../apimachinery/index.ts';
import { policyEnvironment, variableType } from '../../component-helpers/index.ts';

/** A kind with what is known of its objects. */
export interface KindSchema {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly schema: Schema;
}

/**
 * What is wrong with the types in the expressions of a policy, for the kinds it is about. `params`: of the kind of its
 * params; undefined where nothing is known of that. Mirrors kubernetes apiserver
 * pkg/admission/plugin/policy/validating (TypeChecker.Check). Differs: the names of types in messages have no number.
 */
export function expressionWarnings(
  policy: V1ValidatingAdmissionPolicy,
  kinds: readonly KindSchema[],
  params: KindSchema | undefined,
): readonly V1ExpressionWarning[] {
  const environments = kinds.map((kind) => ({ kind, environment: environmentFor(policy, kind, params) }));
  const warningOf = (fieldRef: string, text: string): V1ExpressionWarning[] => {
    const texts = environments.flatMap(({ kind, environment }) => {
      const compiled = environment.compile(text);
      return 'error' in compiled ? [`${nameOf(kind)}: ${compiled.error}\n`] : [];
    });
    return texts.length === 0 ? [] : [{ fieldRef, warning: texts.join('\n') }];
  };
  const { validations = [] } = policy.spec ?? {};
  return validations.flatMap(({ expression, messageExpression = '' }, index) => [
    ...warningOf(`spec.validations[${index}].expression`, expression),
    ...(messageExpression === ''
      ? []
      : warningOf(`spec.validations[${index}].messageExpression`, messageExpression)),
  ]);
}

function nameOf({ group, version, kind }: KindSchema): string {
  return `${group}/${version}, Kind=${kind}`;
}

/** With the variables of the policy, whose own mistakes are not told of here. */
function environmentFor(
  { spec = {} }: V1ValidatingAdmissionPolicy,
  kind: KindSchema,
  params: KindSchema | undefined,
): CelEnvironment {
  const variables = new Map<string, CelType>();
  const environment = policyEnvironment({
    params: spec.paramKind !== undefined,
    authorizer: true,
    variables,
    types: { object: typeOf(kind), params: typeOf(params) },
  });
  for (const { name, expression } of spec.variables ?? []) {
    const compiled = environment.compile(expression);
    variables.set(name, variableType('error' in compiled ? dynType : compiled.type));
  }
  return environment;
}

function typeOf(known: KindSchema | undefined): CelType {
  const declared = known && declTypeOf(known.schema, true);
  return known === undefined || declared === undefined ? dynType : celTypeOf(declared, known.kind);
}
