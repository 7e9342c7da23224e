import {
  type FieldPath,
  fieldInvalid,
  type IntOrString,
  mustNotBeNegative,
  validatePercent,
} from '../../../../apimachinery/index.ts';
import type { Errors } from '../checks.ts';

/** A number that is not below zero, or so much of a hundred. Mirrors ValidatePositiveIntOrPercent. */
export function checkIntOrPercent(
  errors: Errors,
  path: FieldPath,
  field: string,
  value: IntOrString = 0,
): void {
  if (typeof value === 'string') {
    for (const says of validatePercent(value)) errors.push(fieldInvalid(path.child(field), value, says));
  } else if (value < 0) errors.push(fieldInvalid(path.child(field), value, mustNotBeNegative));
}

/** Mirrors IsNotMoreThan100Percent. */
export function checkWithinHundred(
  errors: Errors,
  path: FieldPath,
  field: string,
  value: IntOrString = 0,
): void {
  if ((percentOf(value) ?? 0) <= 100) return;
  errors.push(fieldInvalid(path.child(field), value, 'must not be greater than 100%'));
}

function percentOf(value: IntOrString): number | undefined {
  if (typeof value !== 'string' || validatePercent(value).length > 0) return undefined;
  return Number.parseInt(value, 10);
}

/** Of a text that is no percentage, the number it begins and ends with, if it is one. Mirrors getIntOrPercentValue. */
export function numberOf(value: IntOrString = 0): number {
  if (typeof value === 'number') return value;
  return percentOf(value) ?? (/^[+-]?\d+$/.test(value) ? Number(value) : 0);
}
