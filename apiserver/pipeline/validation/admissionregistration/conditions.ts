import type { V1MatchCondition } from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldRequired,
  fieldTooMany,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { each, isEmpty, requireText, when } from '../tell.ts';
import { PolicyExpressions } from './policy-expressions.ts';

const conditionsMax = 64;

/** Mirrors kubernetes pkg/apis/admissionregistration/validation (validateMatchConditions). */
export function matchConditionErrors(
  conditions: readonly V1MatchCondition[] = [],
  path: FieldPath,
  expressions = new PolicyExpressions({}),
): FieldError[] {
  const names = new Set<string>();
  return [
    ...when(conditions.length > conditionsMax, () => fieldTooMany(path, conditions.length, conditionsMax)),
    ...each(conditions, path, ({ name = '', expression = '' }, at) => [
      ...(isEmpty(expression.trim())
        ? [fieldRequired(at.child('expression'))]
        : expressions.matchCondition(at.child('expression'), expression.trim())),
      ...requireText(at.child('name'), name, validateQualifiedName),
      ...when(name !== '' && names.size === names.add(name).size, () =>
        fieldDuplicate(at.child('name'), name),
      ),
    ]),
  ];
}
