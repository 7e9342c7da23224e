import { parseDurationNanos } from '../../values/duration.ts';

/** Times and lengths of time. Mirrors k8s.io/kube-openapi pkg/validation/strfmt (date.go, time.go, duration.go). */

export function isDate(text: string): boolean {
  const [, year = '', month = '', day = ''] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year === '' || Number(month) < 1 || Number(month) > 12) return false;
  return Number(day) >= 1 && Number(day) <= daysOf(Number(year), Number(month));
}

export function isDateTime(text: string): boolean {
  const [date = '', time] = text.toLowerCase().split('t');
  if (time === undefined || !isDate(date)) return false;
  const [, hours = '', minutes = '', seconds = ''] =
    /^([0-9]{2}):([0-9]{2}):([0-9]{2})(?:.[0-9]+)?(?:z|[+-][0-9]{2}:[0-9]{2})$/.exec(time) ?? [];
  return hours !== '' && hours <= '23' && minutes <= '59' && seconds <= '59';
}

/** Go's form, or numbers with units in words somewhere in the text: `3 days and 2 hours`. */
export function isDuration(text: string): boolean {
  if (isGoDuration(text)) return true;
  let found = false;
  // A number without a unit is matched, too, so that it is not tried again from its second digit on.
  for (const [, count = '', unit = ''] of text.matchAll(/(\d+)[\t\n\f\r ]*([A-Za-zµ]*)/g)) {
    if (unit !== '' && !isInt64(count)) return false;
    found ||= isUnit(unit.toLowerCase());
  }
  return found;
}

function isInt64(digits: string): boolean {
  const significant = digits.replace(/^0+(?=.)/, '');
  return significant.length < 20 && BigInt(significant) < 2n ** 63n;
}

/** Exact names, and what words of the unit begin with. */
const unitNames: ReadonlySet<string> = new Set(['ns', 'us', 'µs', 'ms', 's', 'm', 'h', 'hr', 'd', 'w', 'wk']);
const unitWords = ['nano', 'micro', 'milli', 'sec', 'min', 'hour', 'day', 'week'];

function isUnit(unit: string): boolean {
  return unitNames.has(unit) || unitWords.some((word) => unit.startsWith(word));
}

function isGoDuration(text: string): boolean {
  try {
    parseDurationNanos(text);
    return true;
  } catch {
    return false;
  }
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
