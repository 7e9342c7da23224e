import { type FieldError, fieldForbidden, fieldInvalid, fieldRequired } from '../errors/field-errors.ts';
import type { FieldPath } from '../errors/field-path.ts';
import type { LabelSelector, LabelSelectorRequirement, Labels } from '../selectors/label-selector.ts';
import { validateLabelValue, validateQualifiedName } from '../values/names.ts';

/**
 * Whether labels and selectors in an object may be stored.
 * Mirrors k8s.io/apimachinery pkg/apis/meta/v1/validation (ValidateLabels, ValidateLabelSelector).
 */

/** Errors of keys and values, in the order in which the object holds them. */
export function validateLabels(labels: Labels | undefined, path: FieldPath): FieldError[] {
  if (labels === undefined) return [];
  const errors: FieldError[] = [];
  for (const key in labels) {
    const value = labels[key] ?? '';
    for (const says of validateQualifiedName(key)) errors.push(fieldInvalid(path, key, says));
    for (const says of validateLabelValue(value)) errors.push(fieldInvalid(path, value, says));
  }
  return errors;
}

export function validateLabelName(name: string, path: FieldPath): FieldError[] {
  return validateQualifiedName(name).map((says) => fieldInvalid(path, name, says));
}

/** Errors of an object's selector. With `allowInvalidValues`, values that were stored before pass. */
export function validateLabelSelector(
  selector: LabelSelector | null | undefined,
  path: FieldPath,
  options: { readonly allowInvalidValues?: boolean } = {},
): FieldError[] {
  if (selector === undefined || selector === null) return [];
  const errors = validateLabels(selector.matchLabels, path.child('matchLabels'));
  selector.matchExpressions?.forEach((given, i) => {
    // What is missing is as if it were empty.
    const expression = { ...given, key: given.key ?? '', operator: given.operator ?? '' };
    const at = path.child('matchExpressions').index(i);
    errors.push(
      ...operatorErrors(expression, at),
      ...validateLabelName(expression.key ?? '', at.child('key')),
    );
    if (options.allowInvalidValues !== true) errors.push(...valueErrors(expression, at.child('values')));
  });
  return errors;
}

function operatorErrors(expression: LabelSelectorRequirement, path: FieldPath): FieldError[] {
  const count = expression.values?.length ?? 0;
  switch (expression.operator) {
    case 'In':
    case 'NotIn':
      if (count > 0) return [];
      return [fieldRequired(path.child('values'), "must be specified when `operator` is 'In' or 'NotIn'")];
    case 'Exists':
    case 'DoesNotExist': {
      if (count === 0) return [];
      const says = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'";
      return [fieldForbidden(path.child('values'), says)];
    }
    default:
      return [
        fieldInvalid(path.child('operator'), expression.operator ?? '', 'not a valid selector operator'),
      ];
  }
}

function valueErrors(expression: LabelSelectorRequirement, path: FieldPath): FieldError[] {
  return (expression.values ?? []).flatMap((value, i) =>
    validateLabelValue(value).map((says) => fieldInvalid(path.index(i), value, says)),
  );
}
