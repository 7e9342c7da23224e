import type { V1ParamKind, V1Variable } from '../../../../api/index.ts';
import {
  type CelEnvironment,
  type CelType,
  type FieldError,
  type FieldPath,
  fieldInvalid,
} from '../../../../apimachinery/index.ts';
import { policyEnvironment, variableType } from '../../../../component-helpers/index.ts';
import {
  compilePolicyExpression,
  isBool,
  isJsonPatch,
  isObject,
  isString,
  isStringOrNull,
} from '../../admission/policies/policy-expression.ts';

interface Spec {
  readonly paramKind?: V1ParamKind;
  readonly variables?: readonly V1Variable[];
}

/** What is wrong with the expressions of one policy. Each knows the variables that were looked at before it. */
export class PolicyExpressions {
  readonly #params: boolean;
  readonly #variables: Map<string, CelType> | undefined;

  /** Of a policy that mutates there are always variables, though perhaps none. */
  constructor({ paramKind, variables = [] }: Spec, mutates = false) {
    this.#params = paramKind !== undefined;
    this.#variables = variables.length === 0 && !mutates ? undefined : new Map();
  }

  variable(path: FieldPath, name: string, expression: string): FieldError[] {
    const compiled = compilePolicyExpression(this.#environment(true), expression);
    this.#variables?.set(name, variableType(compiled.type));
    return compiled.error === undefined ? [] : [fieldInvalid(path, expression, compiled.error)];
  }

  /** They see no variables here. */
  matchCondition(path: FieldPath, expression: string): FieldError[] {
    const environment = policyEnvironment({ params: this.#params, authorizer: true });
    return this.#errors(environment, path, expression, isBool);
  }

  validation(path: FieldPath, expression: string): FieldError[] {
    return this.#errors(this.#environment(true), path, expression, isBool);
  }

  message(path: FieldPath, expression: string): FieldError[] {
    return this.#errors(this.#environment(false), path, expression, isString);
  }

  annotation(path: FieldPath, expression: string): FieldError[] {
    return this.#errors(this.#environment(true), path, expression, isStringOrNull, expression.trim());
  }

  mutation(path: FieldPath, patchType: 'JSONPatch' | 'ApplyConfiguration', expression: string): FieldError[] {
    const declared = { params: this.#params, authorizer: true, mutates: true, variables: this.#variables };
    const types = patchType === 'JSONPatch' ? isJsonPatch : isObject;
    return this.#errors(policyEnvironment(declared), path, expression, types);
  }

  #environment(authorizer: boolean): CelEnvironment {
    return policyEnvironment({ params: this.#params, authorizer, variables: this.#variables });
  }

  #errors(
    environment: CelEnvironment,
    path: FieldPath,
    expression: string,
    types: readonly CelType[],
    compiled = expression,
  ): FieldError[] {
    const { error } = compilePolicyExpression(environment, compiled, types);
    return error === undefined ? [] : [fieldInvalid(path, expression, error)];
  }
}
