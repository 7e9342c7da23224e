import {
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldInvalid,
  fieldRequired,
  fieldTooLong,
  validateLabelName,
} from '../../../apimachinery/index.ts';
import { each, isLongerThan, oneOfWords, requireText, when } from './tell.ts';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly lastTransitionTime: string;
  readonly observedGeneration?: number;
}

const reasonMax = 1024;
const messageMax = 32 * 1024;
const form = '[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?';
const reasonForm = new RegExp(`^${form}$`);
const says = `a condition reason must start with alphabetic character, optionally followed by a string of alphanumeric characters or '_,:', and must end with an alphanumeric character or '_' (e.g. 'my_name',  or 'MY_NAME',  or 'MyName',  or 'ReasonA,ReasonB',  or 'ReasonA:ReasonB', regex used for validation is '${form}')`;

/** Conditions of the newer kinds. Mirrors k8s.io/apimachinery pkg/apis/meta/v1/validation (ValidateConditions). */
export function conditionErrors(conditions: readonly Condition[] | undefined, path: FieldPath): FieldError[] {
  const types = new Set<string>();
  return each(conditions, path, (condition, at) => {
    const {
      type = '',
      status,
      observedGeneration = 0,
      lastTransitionTime = null,
      reason = '',
      message = '',
    } = condition;
    return [
      ...when(types.size === types.add(type).size, () => fieldDuplicate(at.child('type'), type)),
      ...validateLabelName(type, at.child('type')),
      ...oneOfWords(at.child('status'), status, ['False', 'True', 'Unknown']),
      ...when(observedGeneration < 0, () =>
        fieldInvalid(
          at.child('observedGeneration'),
          observedGeneration,
          'must be greater than or equal to zero',
        ),
      ),
      ...when(lastTransitionTime === null, () => fieldRequired(at.child('lastTransitionTime'))),
      ...requireText(at.child('reason'), reason, (text) => (reasonForm.test(text) ? [] : [says])),
      ...when(isLongerThan(reason, reasonMax), () => fieldTooLong(at.child('reason'), reasonMax)),
      ...when(isLongerThan(message, messageMax), () => fieldTooLong(at.child('message'), messageMax)),
    ];
  });
}
