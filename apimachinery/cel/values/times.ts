import { parseDurationNanos } from '../../values/duration.ts';
import { InvalidValueError } from '../../values/invalid-value.ts';
import { intOf } from './numbers.ts';
import { CelDuration, CelError, CelTimestamp, type CelValue, isCelError, noSuchOverload } from './value.ts';

/** Durations and timestamps. Mirrors cel-go common/types/duration.go, timestamp.go and overflow.go. */

export const nanosPerSecond = 1_000_000_000n;
const minSeconds = -62_135_596_800n;
const maxSeconds = 253_402_300_799n;

export function durationOf(nanos: bigint): CelValue {
  const whole = intOf(nanos);
  return isCelError(whole) ? whole : new CelDuration(nanos);
}

export function timestampOf(nanos: bigint, offset = 0): CelValue {
  const seconds = floorDivide(nanos, nanosPerSecond);
  return seconds < minSeconds || seconds > maxSeconds
    ? new CelError('timestamp overflow')
    : new CelTimestamp(nanos, offset);
}

export function addTimes(left: CelDuration | CelTimestamp, right: CelValue): CelValue {
  if (left instanceof CelDuration && right instanceof CelDuration)
    return durationOf(left.nanos + right.nanos);
  if (left instanceof CelDuration && right instanceof CelTimestamp) {
    return timestampOf(left.nanos + right.nanos, right.offset);
  }
  return left instanceof CelTimestamp && right instanceof CelDuration
    ? timestampOf(left.nanos + right.nanos, left.offset)
    : noSuchOverload(right);
}

export function subtractTimes(left: CelDuration | CelTimestamp, right: CelValue): CelValue {
  if (left instanceof CelDuration) {
    return right instanceof CelDuration ? durationOf(left.nanos - right.nanos) : noSuchOverload(right);
  }
  if (right instanceof CelTimestamp) return durationOf(left.nanos - right.nanos);
  if (!(right instanceof CelDuration)) return noSuchOverload(right);
  const negated = durationOf(-right.nanos);
  return isCelError(negated) ? negated : timestampOf(left.nanos - right.nanos, left.offset);
}

/** Go's form, `1h2m3.5s`; undefined when it is none. */
export function parseCelDuration(text: string): CelDuration | undefined {
  try {
    return new CelDuration(parseDurationNanos(text));
  } catch (error) {
    if (error instanceof InvalidValueError) return undefined;
    throw error;
  }
}

const rfc3339 =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{1,2}):(\d{2}):(\d{2})(?:[.,](\d+))?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/** RFC 3339 as Go's time.Parse takes it; undefined when it is not, an error beyond the years 1 to 9999. */
export function parseCelTimestamp(text: string): CelValue | undefined {
  const [all, year, month, day, hour, minute, second, fraction = '', sign, offsetHour, offsetMinute] =
    rfc3339.exec(text) ?? [];
  if (all === undefined) return undefined;
  const fields = [month, day, hour, minute, second, offsetHour ?? 0, offsetMinute ?? 0].map(Number);
  const [m = 0, d = 0, h = 0, min = 0, s = 0, oh = 0, om = 0] = fields;
  if (m < 1 || m > 12 || d < 1 || d > daysIn(Number(year), m)) return undefined;
  if (h > 23 || min > 59 || s > 59 || oh > 24 || om > 60) return undefined;
  const offset = (oh * 60 + om) * (sign === '-' ? -1 : 1);
  const seconds = BigInt(utcSeconds(Number(year), m, d, h, min, s)) - BigInt(offset * 60);
  return timestampOf(seconds * nanosPerSecond + BigInt(fraction.slice(0, 9).padEnd(9, '0')), offset);
}

/** What is left after whole seconds, from 0 on. */
export function nanosOfSecond({ nanos }: CelTimestamp): bigint {
  return nanos - floorDivide(nanos, nanosPerSecond) * nanosPerSecond;
}

/** Whole seconds since 1970, rounded down. */
export function secondsOf({ nanos }: CelTimestamp): bigint {
  return floorDivide(nanos, nanosPerSecond);
}

/** As Go's RFC3339Nano writes it, in its own offset. */
export function timestampText(timestamp: CelTimestamp): string {
  const local = new Date(Number(secondsOf(timestamp)) * 1_000 + timestamp.offset * 60_000);
  const [date = '', time = ''] = local.toISOString().split('T');
  const nanos = nanosOfSecond(timestamp).toString().padStart(9, '0').replace(/0+$/, '');
  const year = date.startsWith('+') || date.startsWith('-') ? date.replace(/^[+-]0*(\d{4})/, '$1') : date;
  return `${year}T${time.slice(0, 8)}${nanos === '' ? '' : `.${nanos}`}${offsetText(timestamp.offset)}`;
}

function offsetText(offset: number): string {
  if (offset === 0) return 'Z';
  const minutes = Math.abs(offset);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/** Seconds since 1970 of a date of the Gregorian calendar; Date.UTC would take the years 0 to 99 for 1900 to 1999. */
function utcSeconds(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / 1_000 + hour * 3_600 + minute * 60 + second;
}

function daysIn(year: number, month: number): number {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return quotient * by > value ? quotient - 1n : quotient;
}
