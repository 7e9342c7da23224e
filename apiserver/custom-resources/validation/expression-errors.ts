import type { V1JSONSchemaProps } from '../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInternal,
  fieldInvalid,
} from '../../../apimachinery/index.ts';
import { declaredSchema } from '../../../component-helpers/index.ts';
import { type CompiledRule, compiledRules } from './compiled-rules.ts';
import { ruleText } from './internal-texts.ts';
import { costText, multiplied, type RuleCosts, ruleCostMax } from './rule-costs.ts';
import type { SchemaContext } from './schema-context.ts';

type Props = V1JSONSchemaProps;

/**
 * What is wrong with the expressions of a schema's rules, and what they may cost. `cardinality` is how often its values may
 * be in an object; undefined where nothing says. Mirrors k8s.io/apiextensions-apiserver
 * pkg/apis/apiextensions/validation (ValidateCustomResourceDefinitionOpenAPISchema).
 */
export function expressionErrors(
  schema: Props,
  path: FieldPath,
  context: SchemaContext,
  cardinality: bigint | undefined,
  costs: RuleCosts,
): FieldError[] {
  const given = schema['x-kubernetes-validations'] ?? [];
  if (given.length === 0) return [];
  const at = path.child('x-kubernetes-validations');
  const isResource = context.isRoot || schema['x-kubernetes-embedded-resource'] === true;
  const compiled = compiledRules(declaredSchema(schema), isResource);
  if (compiled === undefined) {
    const says = 'unable to convert structural schema to CEL declarations';
    const internal =
      'internal error: failed to construct type information for x-kubernetes-validations rules';
    return [fieldInternal(at, `${internal}: ${says}`)];
  }
  const times = cardinality ?? compiled.maxCardinality;
  return compiled.rules.flatMap((rule, index) => {
    const cost = multiplied(rule.maxCost, times);
    return [
      ...costErrors('estimated rule cost', cost, at.index(index).child('rule'), costs),
      ...compileErrors(rule, at.index(index)),
      ...messageErrors(rule, at.index(index), costs),
      ...oldSelfErrors(rule, at.index(index), context.uncorrelatable),
    ];
  });
}

function costErrors(name: string, cost: bigint, path: FieldPath, costs: RuleCosts): FieldError[] {
  costs.observe(path, cost);
  return cost > ruleCostMax ? [fieldForbidden(path, costText(name, cost, ruleCostMax))] : [];
}

function compileErrors({ rule, error }: CompiledRule, path: FieldPath): FieldError[] {
  return error === undefined ? [] : [fieldInvalid(path.child('rule'), ruleText(rule), error)];
}

function messageErrors(compiled: CompiledRule, path: FieldPath, costs: RuleCosts): FieldError[] {
  const { rule, message, messageError, messageMaxCost } = compiled;
  const at = path.child('messageExpression');
  if (messageError !== undefined) return [fieldInvalid(at, ruleText(rule), messageError)];
  return message === undefined
    ? []
    : costErrors('estimated messageExpression cost', messageMaxCost, at, costs);
}

function oldSelfErrors(
  { rule, usesOldSelf }: CompiledRule,
  path: FieldPath,
  uncorrelatable: FieldPath | undefined,
): FieldError[] {
  if (usesOldSelf) {
    if (uncorrelatable === undefined) return [];
    const says = `oldSelf cannot be used on the uncorrelatable portion of the schema within ${uncorrelatable}`;
    return [fieldInvalid(path.child('rule'), rule.rule, says)];
  }
  if (rule.optionalOldSelf === undefined) return [];
  const says = 'may not be set if oldSelf is not used in rule';
  return [fieldInvalid(path.child('optionalOldSelf'), rule.optionalOldSelf, says)];
}
