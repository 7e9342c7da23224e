import { goQuote } from './go-format.ts';
import { parseInt64 } from './int64.ts';
import { InvalidValueError } from './invalid-value.ts';

/** A number, or a text: a percentage (`25%`) or a port's name. Mirrors k8s.io/apimachinery pkg/util/intstr. */
export type IntOrString = number | string;

/**
 * The number itself, or its percentage of a total, rounded up or down. Throws InvalidValueError for no value and for a
 * text that is no percentage. Mirrors intstr.GetScaledValueFromIntOrPercent.
 */
export function scaledIntOrPercent(
  value: IntOrString | null | undefined,
  total: number,
  roundUp: boolean,
): number {
  if (value === undefined || value === null) throw new InvalidValueError('nil value for IntOrString');
  if (typeof value === 'number') return value;
  const share = (percentOf(value) * total) / 100;
  return roundUp ? Math.ceil(share) : Math.floor(share);
}

function percentOf(text: string): number {
  if (!text.endsWith('%')) throw wrong('invalid type: string is not a percentage');
  const digits = text.slice(0, -1);
  const percent = parseInt64(digits);
  if (percent !== undefined) return Number(percent);
  const says = /^[+-]?[0-9]+$/.test(digits) ? 'value out of range' : 'invalid syntax';
  throw wrong(`invalid value ${goQuote(text)}: strconv.Atoi: parsing ${goQuote(digits)}: ${says}`);
}

function wrong(says: string): InvalidValueError {
  return new InvalidValueError(`invalid value for IntOrString: ${says}`);
}
