import type { V1CapacityRequestPolicyRange, V1DeviceCapacity } from '../../../../api/index.ts';
import {
  type FieldError,
  type FieldPath,
  fieldForbidden,
  fieldInvalid,
  fieldRequired,
  parseQuantity,
  type Quantity,
} from '../../../../apimachinery/index.ts';
import { when } from '../tell.ts';
import { distinct } from './lists.ts';

const valuesMax = 10;

/** How much of a capacity may be asked for. Mirrors kubernetes pkg/apis/resource/validation (validateRequestPolicy). */
export function requestPolicyErrors(
  { value, requestPolicy: policy }: V1DeviceCapacity,
  at: FieldPath,
): FieldError[] {
  const { validValues = [], validRange } = policy ?? {};
  if (validValues.length > 0 && validRange !== undefined) {
    const says =
      'exactly one policy can be specified, cannot specify "validValues" and "validRange" at the same time';
    return [fieldForbidden(at, says)];
  }
  const kind = validValues.length > 0 ? 'validValues' : 'validRange';
  if (validValues.length === 0 && validRange === undefined) return [];
  if (typeof policy?.default !== 'string')
    return [fieldRequired(at.child('default'), `required when ${kind} is defined`)];
  const [usual, most] = [parseQuantity(policy.default), parseQuantity(value ?? '0')];
  const place = at.child(kind);
  return validRange === undefined
    ? valuesErrors(usual, most, validValues, place)
    : rangeErrors(usual, most, validRange, place);
}

function valuesErrors(
  usual: Quantity,
  most: Quantity,
  texts: readonly string[],
  at: FieldPath,
): FieldError[] {
  const values = texts.map((text) => parseQuantity(text));
  const unsorted = values.flatMap((value, index) => {
    const isLess = index > 0 && value.compare(values[index - 1] ?? value) < 0;
    return when(isLess, () =>
      fieldInvalid(at.index(index), value.toString(), 'values must be sorted in ascending order'),
    );
  });
  const tooLarge = (value: Quantity, place: FieldPath) =>
    when(value.compare(most) > 0, () =>
      fieldInvalid(place, value.toString(), `option is larger than capacity value: ${most}`),
    );
  const isValid = values.some((value) => value.equals(usual)) && values.length <= valuesMax;
  const says = 'default value is not valid according to the requestPolicy';
  return [
    ...unsorted,
    ...distinct(values, at, valuesMax, tooLarge, (one) => String(one.scaledValue(0))),
    ...when(!isValid, () => fieldInvalid(at, usual.toString(), says)),
  ];
}

function rangeErrors(
  usual: Quantity,
  most: Quantity,
  range: V1CapacityRequestPolicyRange,
  at: FieldPath,
): FieldError[] {
  if (range.min === undefined) return [fieldRequired(at.child('min'), 'required when validRange is defined')];
  const min = parseQuantity(range.min);
  const max = range.max === undefined ? undefined : parseQuantity(range.max);
  const above = (name: 'min' | 'max', value: Quantity, limit: Quantity, says: string) =>
    when(value.compare(limit) > 0, () => fieldInvalid(at.child(name), value.toString(), `${says}: ${limit}`));
  return [
    ...above('min', min, most, 'min is larger than capacity value'),
    ...when(usual.compare(min) < 0, () =>
      fieldInvalid(at.child('min'), usual.toString(), `default is less than min: ${min}`),
    ),
    ...(max === undefined
      ? []
      : [
          ...above('max', min, max, 'min is larger than max'),
          ...above('max', max, most, 'max is larger than capacity value'),
          ...above('max', usual, max, 'default is more than max'),
        ]),
    ...(range.step === undefined
      ? []
      : stepErrors(
          [usual, ...(max === undefined ? [] : [max])],
          min,
          parseQuantity(range.step),
          most,
          at.child('step'),
        )),
  ];
}

function stepErrors(
  values: readonly Quantity[],
  min: Quantity,
  step: Quantity,
  most: Quantity,
  at: FieldPath,
): FieldError[] {
  const size = step.scaledValue(0);
  // Kubernetes divides by it, and stores no such policy either.
  if (size === 0n) return [fieldInvalid(at, step.toString(), 'must not be zero')];
  const first = min.add(step);
  const says = `one step ${first} is larger than capacity value: ${most}`;
  return [
    ...when(first.compare(most) > 0, () => fieldInvalid(at, step.toString(), says)),
    ...values.flatMap((value) =>
      when((value.scaledValue(0) - min.scaledValue(0)) % size !== 0n, () =>
        fieldInvalid(at, value.toString(), `value is not a multiple of a given step (${step}) from (${min})`),
      ),
    ),
  ];
}
