import type { V1Device } from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldDuplicate,
  fieldInvalid,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { tell, when } from '../tell.ts';
import { bounded } from './lists.ts';

const conditionsMax = 4;

/** What a device waits for before a pod is bound. Mirrors kubernetes pkg/apis/resource/validation (validateDeviceBindingParameters). */
export function bindingErrors(
  { bindingConditions, bindingFailureConditions }: V1Device,
  at: FieldPath,
): FieldError[] {
  const [met, failed] = [bindingConditions ?? [], bindingFailureConditions ?? []];
  const [metAt, failedAt] = [at.child('bindingConditions'), at.child('bindingFailureConditions')];
  const named = (name: string, place: FieldPath) => tell(place, name, validateQualifiedName(name));
  return [
    ...bounded(met, metAt, conditionsMax, named),
    ...bounded(failed, failedAt, conditionsMax, named),
    ...repeated(met, metAt),
    ...failed.flatMap((name, index) => [
      ...when(failed.indexOf(name) !== index, () => fieldDuplicate(failedAt.index(index), name)),
      ...when(met.includes(name), () =>
        fieldInvalid(
          failedAt.index(index),
          name,
          'bindingFailureConditions must not overlap with bindingConditions',
        ),
      ),
    ]),
    ...when(met.length === 0 && failed.length > 0, () =>
      fieldInvalid(
        metAt,
        bindingConditions ?? null,
        'bindingConditions are required to use bindingFailureConditions',
      ),
    ),
    ...when(failed.length === 0 && met.length > 0, () =>
      fieldInvalid(
        failedAt,
        bindingFailureConditions ?? null,
        'bindingFailureConditions are required to use bindingConditions',
      ),
    ),
  ];
}

function repeated(names: readonly string[], at: FieldPath): FieldError[] {
  return names.flatMap((name, index) =>
    when(names.indexOf(name) !== index, () => fieldDuplicate(at.index(index), name)),
  );
}
