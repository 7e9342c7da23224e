import { goTimeQuote } from './go-format.ts';
import { InvalidValueError } from './invalid-value.ts';

/** Lengths of time as texts. Inside, they are milliseconds. */

/** Reads Go's form, `1h2m3.5s`, `-100ms`; throws InvalidValueError with Go's text. Mirrors time.ParseDuration. */
export function parseDuration(text: string): number {
  return Number(parseDurationNanos(text)) / 1e6;
}

/** The same in nanoseconds, which is exact. */
export function parseDurationNanos(text: string): bigint {
  const negative = text.startsWith('-');
  const body = negative || text.startsWith('+') ? text.slice(1) : text;
  if (body === '0') return 0n;
  if (body === '') throw invalid('', text);
  let total = 0n;
  // Every round takes at least a digit and a unit.
  for (let rest = body; rest !== ''; ) {
    const { nanos, length } = readTerm(rest, text);
    total += nanos;
    // The most negative duration has no positive twin.
    if (total > (negative ? int64Max + 1n : int64Max)) throw invalid('', text);
    rest = rest.slice(length);
  }
  return negative ? -total : total;
}

/** Milliseconds of whole seconds, as Go counts them: 64 bits of nanoseconds, which begin again after 292 years. */
export function goDurationMs(seconds: number): number {
  return Number(BigInt.asIntN(64, BigInt(seconds) * 1_000_000_000n) / 1_000_000n);
}

/** Writes Go's form: `1h2m3.5s`, `100ms`, `0s`. Mirrors time.Duration.String. */
export function formatDuration(ms: number): string {
  const wholeMs = Math.trunc(ms);
  return formatDurationNanos(BigInt(wholeMs) * 1_000_000n + BigInt(Math.round((ms - wholeMs) * 1e6)));
}

/** The same of nanoseconds, in which Go counts. */
export function formatDurationNanos(nanos: bigint): string {
  if (nanos === 0n) return '0s';
  const sign = nanos < 0n ? '-' : '';
  const size = nanos < 0n ? -nanos : nanos;
  if (size < 1_000n) return `${sign}${size}ns`;
  if (size < 1_000_000n) return `${sign}${decimal(size, 3)}µs`;
  if (size < second) return `${sign}${decimal(size, 6)}ms`;
  const hours = size / hour;
  const minutes = (size % hour) / minute;
  const seconds = `${decimal(size % minute, 9)}s`;
  if (hours > 0n) return `${sign}${hours}h${minutes}m${seconds}`;
  return minutes > 0n ? `${sign}${minutes}m${seconds}` : `${sign}${seconds}`;
}

/** An age with up to two units, as kubectl's AGE column has it: `90s`, `5m30s`, `3h5m`, `2d1h`, `400d`, `3y12d`. */
export function humanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < 120) return fewSeconds(seconds);
  const minutes = Math.trunc(seconds / 60);
  if (minutes < 10) return twoUnits(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.trunc(minutes / 60);
  if (hours < 8) return twoUnits(hours, 'h', minutes % 60, 'm');
  if (hours < 48) return `${hours}h`;
  const days = Math.trunc(hours / 24);
  if (days < 8) return twoUnits(days, 'd', hours % 24, 'h');
  if (days < 365 * 2) return `${days}d`;
  const years = Math.trunc(days / 365);
  return years < 8 ? twoUnits(years, 'y', days % 365, 'd') : `${years}y`;
}

/** An age in its greatest unit: `59s`, `3m`, `23h`, `5d`, `2y`. */
export function shortHumanDuration(ms: number): string {
  const seconds = Math.trunc(ms / 1000);
  if (seconds < 60) return fewSeconds(seconds);
  if (seconds < 60 * 60) return `${Math.trunc(seconds / 60)}m`;
  const hours = Math.trunc(seconds / 3600);
  if (hours < 24) return `${hours}h`;
  if (hours < 24 * 365) return `${Math.trunc(hours / 24)}d`;
  return `${Math.trunc(hours / 24 / 365)}y`;
}

const second = 1_000_000_000n;
const minute = 60n * second;
const hour = 60n * minute;
const unitValues: ReadonlyMap<string, bigint> = new Map([
  ['ns', 1n],
  ['us', 1_000n],
  ['µs', 1_000n],
  ['μs', 1_000n],
  ['ms', 1_000_000n],
  ['s', second],
  ['m', minute],
  ['h', hour],
]);
const int64Max = 2n ** 63n - 1n;

/** Clocks differ a little: something from the next second is new, not wrong. */
function fewSeconds(seconds: number): string {
  if (seconds < -1) return '<invalid>';
  return seconds < 0 ? '0s' : `${seconds}s`;
}

function twoUnits(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large}${largeUnit}` : `${large}${largeUnit}${small}${smallUnit}`;
}

function decimal(value: bigint, places: number): string {
  const digits = value.toString().padStart(places + 1, '0');
  const fraction = digits.slice(-places).replace(/0+$/, '');
  const whole = digits.slice(0, -places);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

function readTerm(rest: string, text: string): { nanos: bigint; length: number } {
  const [number = '', whole = '', fraction = ''] = /^(\d*)(?:\.(\d*))?/.exec(rest) ?? [];
  if (whole === '' && fraction === '') throw invalid('', text);
  const [unit = ''] = /^[^.0-9]*/.exec(rest.slice(number.length)) ?? [];
  if (unit === '') throw invalid('missing unit in ', text);
  const size = unitValues.get(unit);
  if (size === undefined) throw invalid(`unknown unit ${goTimeQuote(unit)} in `, text);
  const nanos =
    BigInt(whole || '0') * size + (BigInt(fraction || '0') * size) / 10n ** BigInt(fraction.length);
  return { nanos, length: number.length + unit.length };
}

function invalid(says: string, text: string): InvalidValueError {
  return new InvalidValueError(`time: ${says || 'invalid '}duration ${goTimeQuote(text)}`);
}
