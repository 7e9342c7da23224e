import { type FieldError, fieldErrorsText, fieldInvalid } from '../errors/field-errors.ts';
import { FieldPath } from '../errors/field-path.ts';
import { compareStrings } from '../values/go-format.ts';
import { parseInt64 } from '../values/int64.ts';
import { InvalidValueError } from '../values/invalid-value.ts';
import { validateLabelValue, validateQualifiedName } from '../values/names.ts';

/** Mirrors k8s.io/apimachinery pkg/selection (Operator). */
export type LabelOperator = '=' | '==' | '!=' | 'in' | 'notin' | 'exists' | '!' | 'gt' | 'lt';

/** One condition on one label. Mirrors k8s.io/apimachinery pkg/labels (Requirement). */
export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  readonly values: readonly string[];
}

/** Makes a requirement; throws InvalidValueError when key, number of values or values are not as they must be. */
export function labelRequirement(
  key: string,
  operator: LabelOperator,
  values: readonly string[],
): LabelRequirement {
  const errors = requirementErrors(key, operator, values, FieldPath.root);
  if (errors.length > 0) throw new InvalidValueError(fieldErrorsText(errors));
  return { key, operator, values };
}

/** What is wrong with a requirement that stands at a path. */
export function requirementErrors(
  key: string,
  operator: LabelOperator,
  values: readonly string[],
  path: FieldPath,
): FieldError[] {
  const at = path.child('values');
  const errors = [...keyErrors(key, path.child('key')), ...countErrors(operator, values, at)];
  values.forEach((value, i) => {
    const says = validateLabelValue(value);
    if (says.length > 0) errors.push(fieldInvalid(at.index(i).key(key), value, says.join('; ')));
  });
  return errors;
}

/** What is wrong with the key of a label, located at a path. */
export function keyErrors(key: string, path: FieldPath | undefined): FieldError[] {
  const says = validateQualifiedName(key);
  return says.length === 0 ? [] : [fieldInvalid(path, key, says.join('; '))];
}

/** The requirement as a selector writes it: `app in (a,b)`. */
export function labelRequirementText(requirement: LabelRequirement): string {
  const { key, operator, values } = requirement;
  switch (operator) {
    case 'exists':
      return key;
    case '!':
      return `!${key}`;
    case 'in':
    case 'notin':
      return `${key} ${operator} (${[...values].sort(compareStrings).join(',')})`;
    case 'gt':
      return `${key}>${values.join(',')}`;
    case 'lt':
      return `${key}<${values.join(',')}`;
    default:
      return `${key}${operator}${values.join(',')}`;
  }
}

function countErrors(operator: LabelOperator, values: readonly string[], path: FieldPath): FieldError[] {
  const wrong = (detail: string): FieldError[] => [
    fieldInvalid(path, values.length === 0 ? null : values, detail),
  ];
  switch (operator) {
    case 'in':
    case 'notin':
      return values.length > 0 ? [] : wrong("for 'in', 'notin' operators, values set can't be empty");
    case '=':
    case '==':
    case '!=':
      return values.length === 1 ? [] : wrong('exact-match compatibility requires one single value');
    case 'exists':
    case '!':
      return values.length === 0 ? [] : wrong('values set must be empty for exists and does not exist');
    default:
      return [
        ...(values.length === 1 ? [] : wrong("for 'Gt', 'Lt' operators, exactly one value is required")),
        ...values.flatMap((value, i) => integerErrors(value, path.index(i))),
      ];
  }
}

function integerErrors(value: string, path: FieldPath): FieldError[] {
  if (parseInt64(value) !== undefined) return [];
  const says = "for 'Gt', 'Lt' operators, the value must be an integer";
  return [fieldInvalid(path, value, says)];
}
