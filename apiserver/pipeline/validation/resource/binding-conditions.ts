import type { V1Device } from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldInvalid,
  validateQualifiedName,
} from '../../../../apimachinery/index.ts';
import { tell, when } from '../tell.ts';
import { bounded, repeat, repeated } from './lists.ts';

const conditionsMax = 4;

/** What a device waits for before a pod is bound. Mirrors kubernetes pkg/apis/resource/validation (validateDeviceBindingParameters). */
export function bindingErrors(
  {
    bindingConditions,
    bindingFailureConditions,
  }: Pick<V1Device, 'bindingConditions' | 'bindingFailureConditions'>,
  at: FieldPath,
): FieldError[] {
  const [met, failed] = [bindingConditions ?? [], bindingFailureConditions ?? []];
  const [metAt, failedAt] = [at.child('bindingConditions'), at.child('bindingFailureConditions')];
  const named = (name: string, place: FieldPath) => tell(place, name, validateQualifiedName(name));
  return [
    ...bounded(met, metAt, conditionsMax, named),
    ...bounded(failed, failedAt, conditionsMax, named),
    ...repeated(met, metAt),
    ...overlapping(failed, new Set(met), failedAt),
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

function overlapping(failed: readonly string[], met: ReadonlySet<string>, at: FieldPath): FieldError[] {
  const says = 'bindingFailureConditions must not overlap with bindingConditions';
  const seen = new Set<string>();
  return failed.flatMap((name, index) => [
    ...repeat(seen, name, at.index(index)),
    ...when(met.has(name), () => fieldInvalid(at.index(index), name, says)),
  ]);
}
