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

const conditionsMax = 64;

/** Mirrors kubernetes pkg/apis/admissionregistration/validation (validateMatchConditions). Differs: nothing is compiled. */
export function matchConditionErrors(
  conditions: readonly V1MatchCondition[] = [],
  path: FieldPath,
): FieldError[] {
  const names = new Set<string>();
  return [
    ...when(conditions.length > conditionsMax, () => fieldTooMany(path, conditions.length, conditionsMax)),
    ...each(conditions, path, ({ name = '', expression = '' }, at) => [
      ...when(isEmpty(expression.trim()), () => fieldRequired(at.child('expression'))),
      ...requireText(at.child('name'), name, validateQualifiedName),
      ...when(name !== '' && names.size === names.add(name).size, () =>
        fieldDuplicate(at.child('name'), name),
      ),
    ]),
  ];
}
