import { internalValue, type V1PodDisruptionBudget } from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  fieldPath,
  type IntOrString,
  mustNotBeNegative,
  validateLabelSelector,
  validatePercent,
} from '../../../../apimachinery/index.ts';
import { conditionErrors } from '../conditions.ts';
import { oneOfWords, tell, when } from '../tell.ts';

const path = fieldPath('spec');

/** Mirrors kubernetes pkg/apis/policy/validation (ValidatePodDisruptionBudget). */
export function disruptionBudgetErrors(
  { spec = {} }: V1PodDisruptionBudget,
  old?: V1PodDisruptionBudget,
): FieldError[] {
  const { minAvailable, maxUnavailable, selector, unhealthyPodEvictionPolicy: policy } = spec;
  const at = path.child('selector');
  const allowInvalidValues = validateLabelSelector(old?.spec?.selector, at).length > 0;
  const isBoth = minAvailable !== undefined && maxUnavailable !== undefined;
  return [
    ...when(isBoth, () =>
      fieldInvalid(
        path,
        internalValue('PodDisruptionBudgetSpec', spec),
        'minAvailable and maxUnavailable cannot be both set',
      ),
    ),
    ...countErrors(minAvailable, path.child('minAvailable')),
    ...countErrors(maxUnavailable, path.child('maxUnavailable')),
    ...validateLabelSelector(selector, at, { allowInvalidValues }),
    ...(policy === undefined
      ? []
      : oneOfWords(path.child('unhealthyPodEvictionPolicy'), policy, ['AlwaysAllow', 'IfHealthyBudget'])),
  ];
}

/** Mirrors ValidatePodDisruptionBudgetStatusUpdate. */
export function disruptionBudgetStatusErrors({ status }: V1PodDisruptionBudget): FieldError[] {
  const at = fieldPath('status');
  const counts = ['disruptionsAllowed', 'currentHealthy', 'desiredHealthy', 'expectedPods'] as const;
  return [
    ...conditionErrors(status?.conditions, at.child('conditions')),
    ...counts.flatMap((field) => {
      const count = status?.[field] ?? 0;
      return when(count < 0, () => fieldInvalid(at.child(field), count, mustNotBeNegative));
    }),
  ];
}

/** Mirrors ValidatePositiveIntOrPercent and IsNotMoreThan100Percent of kubernetes pkg/apis/apps/validation. */
function countErrors(count: IntOrString | undefined, at: FieldPath): FieldError[] {
  if (count === undefined) return [];
  if (typeof count === 'number') return when(count < 0, () => fieldInvalid(at, count, mustNotBeNegative));
  const errors = tell(at, count, validatePercent(count));
  if (errors.length > 0) return errors;
  return when(Number(count.slice(0, -1)) > 100, () =>
    fieldInvalid(at, count, 'must not be greater than 100%'),
  );
}
