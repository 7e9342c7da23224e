import { goNumber, shortestFloat } from '../../values/go-format.ts';
import { parseInt64 } from '../../values/int64.ts';
import { doubleToInt, doubleToUint, uintOf } from '../values/numbers.ts';
import { plainDecimal } from '../values/plain-decimal.ts';
import {
  nanosPerSecond,
  parseCelDuration,
  parseCelTimestamp,
  secondsOf,
  timestampOf,
  timestampText,
} from '../values/times.ts';
import { typeOf } from '../values/type-of.ts';
import { CelDuration, CelError, CelTypeValue, CelUint, type CelValue } from '../values/value.ts';
import { declare, type FunctionDeclaration, type Implementation, overload, taking } from './declaration.ts';

/** Conversions between types. Mirrors cel-go common/types (ConvertToType). */

const same: Implementation = (value = null) => value;

function failed(from: string, to: string): CelError {
  return new CelError(`type conversion error from '${from}' to '${to}'`);
}

function ofString(to: string, parse: (text: string) => CelValue | undefined): Implementation {
  return taking(['string'], (text) => parse(text) ?? failed('string', to));
}

/** As Go's strconv.ParseFloat takes it, but for hexadecimal. */
export function parseDouble(text: string): number | undefined {
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) {
    const value = Number(text);
    return Number.isFinite(value) ? value : undefined;
  }
  const [, sign, name] = /^([+-]?)(inf|infinity|nan)$/i.exec(text) ?? [];
  if (name === undefined) return undefined;
  if (name.toLowerCase() === 'nan') return sign === '' ? Number.NaN : undefined;
  return sign === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

function parseUint(text: string): CelValue | undefined {
  if (!/^[0-9]+$/.test(text) || text.length > 1_000) return undefined;
  const value = uintOf(BigInt(text));
  return value instanceof CelUint ? value : undefined;
}

function parseBool(text: string): boolean | undefined {
  if (/^(?:1|t|T|TRUE|true|True)$/.test(text)) return true;
  return /^(?:0|f|F|FALSE|false|False)$/.test(text) ? false : undefined;
}

const bytesToString = taking(['bytes'], (bytes) => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return new CelError('invalid UTF-8 in bytes, cannot convert to string');
  }
});

const doubleToString: Implementation = (value) =>
  typeof value === 'number' ? doubleText(value) : failed('dyn', 'string');

/** As Go's %g writes it. */
function doubleText(value: number): string {
  if (Object.is(value, -0)) return '-0';
  return Number.isFinite(value) ? shortestFloat(value) : goNumber(value);
}

const durationToString = taking(['duration'], ({ nanos }) => {
  const seconds = Number(nanos / nanosPerSecond) + Number(nanos % nanosPerSecond) / 1e9;
  return `${plainDecimal(seconds)}s`;
});

const doubleOnly = (convert: (value: number) => CelValue): Implementation => {
  return (value) => (typeof value === 'number' ? convert(value) : failed('dyn', 'double'));
};

/** What `type()` answers. */
export const typeValue: Implementation = (value = null) => new CelTypeValue(typeOf(value));

export const conversions: readonly FunctionDeclaration[] = [
  { ...declare('type', overload('type', '(A) -> type(A)')), call: typeValue },
  declare(
    'bool',
    overload('bool_to_bool', '(bool) -> bool', same),
    overload('string_to_bool', '(string) -> bool', ofString('bool', parseBool)),
  ),
  declare(
    'bytes',
    overload('bytes_to_bytes', '(bytes) -> bytes', same),
    overload(
      'string_to_bytes',
      '(string) -> bytes',
      ofString('bytes', (text) => new TextEncoder().encode(text)),
    ),
  ),
  declare(
    'double',
    overload('double_to_double', '(double) -> double', same),
    overload('int64_to_double', '(int) -> double', taking(['int'], Number)),
    overload('string_to_double', '(string) -> double', ofString('double', parseDouble)),
    overload(
      'uint64_to_double',
      '(uint) -> double',
      taking(['uint'], ({ value }) => Number(value)),
    ),
  ),
  declare(
    'duration',
    overload('duration_to_duration', '(duration) -> duration', same),
    overload('int64_to_duration', '(int) -> duration', () => failed('int', 'google.protobuf.Duration')),
    overload(
      'string_to_duration',
      '(string) -> duration',
      ofString('google.protobuf.Duration', parseCelDuration),
    ),
  ),
  { ...declare('dyn', overload('to_dyn', '(A) -> dyn')), call: same },
  declare(
    'int',
    overload('int64_to_int64', '(int) -> int', same),
    overload('double_to_int64', '(double) -> int', doubleOnly(doubleToInt)),
    overload(
      'duration_to_int64',
      '(duration) -> int',
      taking(['duration'], ({ nanos }) => nanos),
    ),
    overload('string_to_int64', '(string) -> int', ofString('int', parseInt64)),
    overload('timestamp_to_int64', '(timestamp) -> int', taking(['timestamp'], secondsOf)),
    overload(
      'uint64_to_int64',
      '(uint) -> int',
      taking(['uint'], ({ value }) => (value < 2n ** 63n ? value : new CelError('integer overflow'))),
    ),
  ),
  declare(
    'string',
    overload('string_to_string', '(string) -> string', same),
    overload('bool_to_string', '(bool) -> string', taking(['bool'], String)),
    overload('bytes_to_string', '(bytes) -> string', bytesToString),
    overload('double_to_string', '(double) -> string', doubleToString),
    overload('duration_to_string', '(duration) -> string', durationToString),
    overload('int64_to_string', '(int) -> string', taking(['int'], String)),
    overload('timestamp_to_string', '(timestamp) -> string', taking(['timestamp'], timestampText)),
    overload(
      'uint64_to_string',
      '(uint) -> string',
      taking(['uint'], ({ value }) => String(value)),
    ),
  ),
  declare(
    'timestamp',
    overload('timestamp_to_timestamp', '(timestamp) -> timestamp', same),
    overload(
      'int64_to_timestamp',
      '(int) -> timestamp',
      taking(['int'], (seconds) => timestampOf(seconds * nanosPerSecond)),
    ),
    overload(
      'string_to_timestamp',
      '(string) -> timestamp',
      ofString('google.protobuf.Timestamp', parseCelTimestamp),
    ),
  ),
  declare(
    'uint',
    overload('uint64_to_uint64', '(uint) -> uint', same),
    overload('double_to_uint64', '(double) -> uint', doubleOnly(doubleToUint)),
    overload('int64_to_uint64', '(int) -> uint', taking(['int'], uintOf)),
    overload('string_to_uint64', '(string) -> uint', ofString('uint', parseUint)),
  ),
];

/** A value as text where a function wants one of whatever it gets; undefined when it has none. */
export function toText(value: CelValue): string | undefined {
  if (value instanceof CelTypeValue) return value.type.name;
  const type = typeOf(value);
  const conversion = conversions
    .find(({ name }) => name === 'string')
    ?.overloads.find(({ args: [from] }) => from?.kind === type.kind);
  const text = value instanceof CelDuration ? durationToString(value) : conversion?.call?.(value);
  return typeof text === 'string' ? text : undefined;
}
