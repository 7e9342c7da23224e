import { parseTimeOrUndefined } from '../../apimachinery/index.ts';
import { JqError } from './jq-error.ts';
import type { ValueFunction } from './value-functions.ts';
import { floatOf, isArray, isNumber, type Jq, stringOf, wrongType } from './values.ts';

/** Times are seconds since 1970, or broken down: [year, month from 0, day, hour, minute, second, weekday, day of the year]. */
export const timeFunctions: Readonly<Record<string, ValueFunction>> = {
  'now/0': (_value, _args, { nowMs }) => nowMs / 1000,
  'fromdate/0': (value) => {
    const ms = parseTimeOrUndefined(stringOf('fromdate', value));
    if (ms === undefined) throw wrongType('fromdate', value);
    return Math.floor(ms / 1000);
  },
  'gmtime/0': (value) => brokenDown(floatOf('gmtime', value)),
  'mktime/0': (value) => secondsOf('mktime', value),
  'strptime/1': (value, [format = null]) => {
    const ms = parsedTime(stringOf('strptime', value), stringOf('strptime', format));
    if (ms === undefined) throw wrongType('strptime', value);
    return brokenDown(ms / 1000);
  },
  'strftime/1': (value, [format = null]) => {
    const seconds = isNumber(value) ? Number(value) : secondsOf('strftime', value);
    return formatted(new Date(seconds * 1000), stringOf('strftime', format));
  },
};

function brokenDown(seconds: number): Jq {
  const date = new Date(Math.floor(seconds) * 1000);
  if (Number.isNaN(date.getTime())) throw new JqError('gmtime cannot be applied to such a number');
  const parts = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate(), date.getUTCHours()];
  return [
    ...[...parts, date.getUTCMinutes()].map(BigInt),
    date.getUTCSeconds() + (seconds - Math.floor(seconds)),
    BigInt(date.getUTCDay()),
    BigInt(dayOfYear(date) - 1),
  ];
}

function secondsOf(name: string, value: Jq): number {
  if (!isArray(value)) throw wrongType(name, value);
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = value.map((part) =>
    floatOf(name, part),
  );
  return Math.floor(Date.UTC(year, month, day, hour, minute, Math.trunc(second)) / 1000);
}

function dayOfYear(date: Date): number {
  return (
    (Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()) -
      Date.UTC(date.getUTCFullYear(), 0, 0)) /
    86_400_000
  );
}

/** Milliseconds of a time in a form of digits and a zone; undefined: it is none. */
function parsedTime(text: string, format: string): number | undefined {
  const letters: string[] = [];
  const escaped = format
    .replace(/%F/g, '%Y-%m-%d')
    .replace(/%T/g, '%H:%M:%S')
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const pattern = escaped.replace(/%(.)/g, (whole, letter: string) => {
    const read = readParts[letter];
    if (read === undefined) throw new JqError(`strptime does not know ${whole}`);
    if (letters.includes(letter)) throw new JqError(`strptime takes ${whole} once`);
    letters.push(letter);
    return `(${read})`;
  });
  const found = new RegExp(`^${pattern}$`).exec(text)?.slice(1);
  if (found === undefined) return undefined;
  const part = (letter: string, otherwise: string) => found[letters.indexOf(letter)] ?? otherwise;
  const [hours, minutes] = [part('H', '00'), part('M', '00')];
  const zone = part('z', 'Z').replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  return parseTimeOrUndefined(
    `${part('Y', '1900')}-${part('m', '01')}-${part('d', '01')}T${hours}:${minutes}:${part('S', '00')}${zone}`,
  );
}

const readParts: Readonly<Record<string, string>> = {
  Y: '\\d{4}',
  m: '\\d\\d',
  d: '\\d\\d',
  H: '\\d\\d',
  M: '\\d\\d',
  S: '\\d\\d',
  z: 'Z|[+-]\\d\\d:?\\d\\d',
  Z: '[A-Z]+',
};

function formatted(date: Date, format: string): string {
  if (Number.isNaN(date.getTime())) throw new JqError('strftime cannot be applied to such a time');
  return format.replace(/%(.)/gs, (whole, letter: string) => {
    const part = timeParts[letter];
    if (part === undefined) throw new JqError(`strftime does not know ${whole}`);
    return part(date);
  });
}

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = 'January February March April May June July August September October November December'.split(
  ' ',
);
const pad = (value: number, width = 2) => String(value).padStart(width, '0');

const timeParts: Readonly<Record<string, (date: Date) => string>> = {
  '%': () => '%',
  Y: (date) => String(date.getUTCFullYear()),
  y: (date) => pad(date.getUTCFullYear() % 100),
  m: (date) => pad(date.getUTCMonth() + 1),
  d: (date) => pad(date.getUTCDate()),
  e: (date) => String(date.getUTCDate()).padStart(2, ' '),
  H: (date) => pad(date.getUTCHours()),
  I: (date) => pad(date.getUTCHours() % 12 || 12),
  p: (date) => (date.getUTCHours() < 12 ? 'AM' : 'PM'),
  M: (date) => pad(date.getUTCMinutes()),
  S: (date) => pad(date.getUTCSeconds()),
  A: (date) => days[date.getUTCDay()] ?? '',
  a: (date) => (days[date.getUTCDay()] ?? '').slice(0, 3),
  B: (date) => months[date.getUTCMonth()] ?? '',
  b: (date) => (months[date.getUTCMonth()] ?? '').slice(0, 3),
  j: (date) => pad(dayOfYear(date), 3),
  u: (date) => String(date.getUTCDay() || 7),
  w: (date) => String(date.getUTCDay()),
  F: (date) => date.toISOString().slice(0, 10),
  T: (date) => date.toISOString().slice(11, 19),
  s: (date) => String(Math.floor(date.getTime() / 1000)),
  Z: () => 'UTC',
  z: () => '+0000',
};
