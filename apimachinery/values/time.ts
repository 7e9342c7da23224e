import { goTimeQuote } from './go-format.ts';
import { InvalidValueError } from './invalid-value.ts';

/**
 * Points in time as objects carry them: RFC 3339 texts in UTC. Inside, a time is milliseconds since 1970.
 * Mirrors metav1.Time and metav1.MicroTime.
 */

/** `2026-01-02T15:04:05Z`; what is below a second is cut off. */
export function formatTime(ms: number): string {
  const second = Math.floor(ms / 1000);
  // Most texts are asked for in the second in which they were asked for before.
  if (second !== last.second) {
    last.text = `${new Date(ms).toISOString().slice(0, -5)}Z`;
    last.second = second;
  }
  return last.text;
}

const last = { second: Number.NaN, text: '' };

/** `2026-01-02T15:04:05.123456Z`, to the nearest microsecond; a number tells them apart until the year 2248. */
export function formatMicroTime(ms: number): string {
  const wholeMs = Math.floor(ms);
  const micros = Math.round((ms - wholeMs) * 1000);
  if (micros === 1000) return formatMicroTime(wholeMs + 1);
  return `${new Date(wholeMs).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
}

/**
 * Milliseconds (down to microseconds, as a fraction) of an RFC 3339 time with any offset. Throws InvalidValueError with the text
 * that Go's time.Parse gives.
 */
export function parseTime(text: string): number {
  const canonical = canonicalTime(text);
  if (canonical !== undefined) return canonical;
  return new Rfc3339Reader(text).read();
}

/** The same of a time with six digits of a second's fraction. */
export function parseMicroTime(text: string): number {
  return new Rfc3339Reader(text, microLayout).read();
}

/** Milliseconds of an RFC 3339 time, or undefined when it is none. */
export function parseTimeOrUndefined(text: string | null | undefined): number | undefined {
  if (text === undefined || text === null) return undefined;
  try {
    return parseTime(text);
  } catch (error) {
    if (error instanceof InvalidValueError) return undefined;
    throw error;
  }
}

const secondLayout = '2006-01-02T15:04:05Z07:00';
const microLayout = '2006-01-02T15:04:05.000000Z07:00';
/** The form that we write, where every day exists in every month: Date.parse reads it as Go does. */
const canonicalForm = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|1\d|2[0-8])T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ$/;

function canonicalTime(text: string): number | undefined {
  return text.length === 20 && canonicalForm.test(text) ? Date.parse(text) : undefined;
}

/** Reads field after field, as Go does, so that the first one that is wrong is the one the message names. */
class Rfc3339Reader {
  readonly #text: string;
  readonly #layout: string;
  #rest: string;

  constructor(text: string, layout: string = secondLayout) {
    this.#text = text;
    this.#layout = layout;
    this.#rest = text;
  }

  read(): number {
    const year = this.#number(/^\d{4}/, '2006');
    this.#literal('-');
    const month = this.#inRange(this.#number(/^\d\d/, '01'), 1, 12, 'month');
    this.#literal('-');
    const day = this.#number(/^\d\d/, '02');
    this.#literal('T');
    const hour = this.#inRange(this.#number(/^\d\d?/, '15'), 0, 23, 'hour');
    this.#literal(':');
    const minute = this.#inRange(this.#number(/^\d\d/, '04'), 0, 59, 'minute');
    this.#literal(':');
    const second = this.#inRange(this.#number(/^\d\d/, '05'), 0, 59, 'second');
    const micros = this.#fraction();
    const offsetMinutes = this.#zone();
    if (this.#rest !== '') this.#fail(`: extra text: ${goTimeQuote(this.#rest)}`);
    const ms = utcMs(year, month, day) ?? this.#fail(': day out of range');
    return ms + ((hour * 60 + minute - offsetMinutes) * 60 + second) * 1000 + micros / 1000;
  }

  #number(pattern: RegExp, element: string): number {
    const match = pattern.exec(this.#rest);
    if (match === null) return this.#failAt(this.#rest, element);
    this.#rest = this.#rest.slice(match[0].length);
    return Number(match[0].replace(/^[.,]/, ''));
  }

  #literal(char: string): void {
    if (!this.#rest.startsWith(char)) this.#failAt(this.#rest, char);
    this.#rest = this.#rest.slice(1);
  }

  #inRange(value: number, min: number, max: number, what: string): number {
    return value >= min && value <= max ? value : this.#fail(`: ${what} out of range`);
  }

  /** Microseconds; more digits are cut off where any number of them may be there. */
  #fraction(): number {
    if (this.#layout === microLayout) {
      return this.#number(/^[.,]\d{6}/, '.000000');
    }
    const match = /^[.,](\d+)/.exec(this.#rest);
    if (match === null) return 0;
    this.#rest = this.#rest.slice(match[0].length);
    return Number((match[1] ?? '').slice(0, 6).padEnd(6, '0'));
  }

  #zone(): number {
    const start = this.#rest;
    if (start.startsWith('Z')) {
      this.#rest = start.slice(1);
      return 0;
    }
    const match = /^(.)(\d\d):(\d\d)/s.exec(start);
    if (match === null) return this.#failAt(start, 'Z07:00');
    this.#rest = start.slice(match[0].length);
    const [, sign, hours, minutes] = match;
    // Go lets an offset reach 24 hours and 60 minutes.
    const whole = this.#inRange(Number(hours), 0, 24, 'time zone offset hour');
    const part = this.#inRange(Number(minutes), 0, 60, 'time zone offset minute');
    if (sign !== '+' && sign !== '-') return this.#failAt(start, 'Z07:00');
    return (sign === '-' ? -1 : 1) * (whole * 60 + part);
  }

  #failAt(rest: string, element: string): never {
    const where = `cannot parse ${goTimeQuote(rest)} as ${goTimeQuote(element)}`;
    return this.#fail(` as ${goTimeQuote(this.#layout)}: ${where}`);
  }

  #fail(says: string): never {
    throw new InvalidValueError(`parsing time ${goTimeQuote(this.#text)}${says}`);
  }
}

/** Midnight of a day, or undefined when the month does not have it. */
function utcMs(year: number, month: number, day: number): number | undefined {
  const date = new Date(0);
  // Date.UTC would take the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? date.getTime() : undefined;
}
