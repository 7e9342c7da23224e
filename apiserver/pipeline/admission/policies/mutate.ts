import type { V1Mutation } from '../../../../api/index.ts';
import {
  ApplyError,
  appliedOfObject,
  applyJsonPatch,
  CelJsonPatch,
  CelList,
  CelPartialObject,
  type CelValue,
  isFailedTest,
  jsonOfValue,
  type KubeObject,
  mergeConfiguration,
  NoJsonError,
  PatchError,
} from '../../../../apimachinery/index.ts';
import { MutationError, type MutationTarget } from '../requests/mutation-target.ts';
import type { PolicyInput } from '../requests/request-bindings.ts';
import { budget, Evaluation, OutOfBudget } from './evaluation.ts';
import type { PolicyExpression } from './policy-expression.ts';

/** One mutation of a policy, ready. */
export interface ReadyMutation {
  readonly patchType: V1Mutation['patchType'];
  readonly expression: PolicyExpression;
  readonly variables: ReadonlyMap<string, PolicyExpression>;
}

/**
 * What a mutation makes of an object, with defaults. Throws MutationError, in Kubernetes' words; an InternalError for what no
 * longer is an object of its kind. Mirrors kubernetes apiserver pkg/admission/plugin/policy/mutating/patch.
 */
export function mutated(
  object: KubeObject,
  mutation: ReadyMutation,
  { bindings, authorizer }: PolicyInput,
  target: MutationTarget,
): KubeObject {
  const { expression, variables, patchType } = mutation;
  if (expression.error !== undefined) throw new MutationError(expression.error);
  const value = evaluated(new Evaluation({ ...bindings, ...authorizer }, variables, budget), expression);
  return patchType === 'JSONPatch' ? patched(object, value, target) : applied(object, value, target);
}

function evaluated(evaluation: Evaluation, expression: PolicyExpression): CelValue {
  try {
    const { value = null, error } = evaluation.evaluate(expression);
    if (error !== undefined) throw new MutationError(error);
    return value;
  } catch (error) {
    throw error instanceof OutOfBudget ? new MutationError(error.message) : error;
  }
}

function applied(object: KubeObject, value: CelValue, target: MutationTarget): KubeObject {
  if (!(value instanceof CelPartialObject)) {
    throw new MutationError('unsupported return type from ApplyConfiguration expression');
  }
  checkTypes(value);
  const said: Partial<KubeObject> | undefined = appliedOfObject(value);
  if (said === undefined) throw new MutationError('invalid return type: *dynamic.ObjectVal');
  // What it says it is makes no difference.
  const { kind: _, apiVersion: __, ...configuration } = said;
  try {
    return target.readApplied(mergeConfiguration(target.schema, object, configuration) as object);
  } catch (error) {
    if (!(error instanceof ApplyError)) throw error;
    throw new MutationError(`error applying patch: ${error.message}`);
  }
}

function patched(object: KubeObject, value: CelValue, target: MutationTarget): KubeObject {
  if (!(value instanceof CelList)) {
    throw new MutationError('type mismatch: JSONPatchType.expression should evaluate to array');
  }
  const operations = [...value].map(operationOf);
  try {
    return target.readPatched(applyJsonPatch(object, operations));
  } catch (error) {
    if (!(error instanceof PatchError)) throw error;
    // A patch whose test fails is not meant for this object.
    if (isFailedTest(error)) return object;
    throw new MutationError(`JSON Patch: ${error.message}`);
  }
}

function operationOf(value: CelValue): object {
  if (!(value instanceof CelJsonPatch)) {
    throw new MutationError('type mismatch: JSONPatchType.expression should evaluate to array of JSONPatch');
  }
  const from = value.get('from');
  return {
    op: value.get('op'),
    path: value.get('path'),
    ...(from === '' ? {} : { from }),
    ...(value.has('value') ? { value: jsonValue(value.get('value')) } : {}),
  };
}

function jsonValue(value: CelValue): unknown {
  if (value instanceof CelPartialObject) checkTypes(value);
  try {
    return jsonOfValue(value);
  } catch (error) {
    if (!(error instanceof NoJsonError)) throw error;
    throw new MutationError(
      `JSONPath valueExpression evaluated to a type that could not marshal to JSON: ${error.message}`,
    );
  }
}

function checkTypes(value: CelPartialObject): void {
  const problems = value.typeProblems();
  if (problems.length > 0) throw new MutationError(`type mismatch: ${problems.join('\n')}`);
}
