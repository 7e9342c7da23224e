import type { V1Toleration } from '../../../../api/index.ts';
import {
  type FieldPath,
  fieldInvalid,
  fieldNotSupported,
  validateLabelName,
  validateLabelValue,
} from '../../../../apimachinery/index.ts';
import { checkWord, type Errors } from '../checks.ts';

const anyKey = 'operator must be Exists when `key` is empty, which means "match all values and all keys"';
export const taintEffects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute'];

/** Mirrors ValidateTolerations. */
export function checkTolerations(
  errors: Errors,
  path: FieldPath,
  tolerations: readonly V1Toleration[] = [],
): void {
  for (const [index, toleration] of tolerations.entries())
    checkToleration(errors, path.index(index), toleration);
}

function checkToleration(errors: Errors, path: FieldPath, toleration: V1Toleration): void {
  const { key = '', operator = '', effect = '', tolerationSeconds } = toleration;
  if (key !== '') errors.push(...validateLabelName(key, path.child('key')));
  else if (operator !== 'Exists') errors.push(fieldInvalid(path.child('operator'), operator, anyKey));
  if (tolerationSeconds !== undefined && effect !== 'NoExecute') {
    const says = "effect must be 'NoExecute' when `tolerationSeconds` is set";
    errors.push(fieldInvalid(path.child('effect'), effect, says));
  }
  checkOperator(errors, path, toleration);
  if (effect !== '') checkWord(errors, path, 'effect', effect, taintEffects);
}

/** Of the value Kubernetes tells where the operator is. */
function checkOperator(errors: Errors, path: FieldPath, { operator = '', value = '' }: V1Toleration): void {
  const at = path.child('operator');
  switch (operator) {
    case '':
    case 'Equal': {
      const wrong = validateLabelValue(value);
      if (wrong.length > 0) errors.push(fieldInvalid(at, value, wrong.join(';')));
      return;
    }
    case 'Exists':
      if (value !== '')
        errors.push(fieldInvalid(at, value, "value must be empty when `operator` is 'Exists'"));
      return;
    case 'Lt':
    case 'Gt':
      errors.push(fieldNotSupported(at, operator, ['Equal', 'Exists', 'Lt', 'Gt']));
      return;
    default:
      errors.push(fieldNotSupported(at, operator, ['Equal', 'Exists']));
  }
}
