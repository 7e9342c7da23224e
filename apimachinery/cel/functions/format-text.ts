import { compareStrings, goQuote } from '../../values/go-format.ts';
import { checkTextLength } from '../values/fuel.ts';
import { typeOf } from '../values/type-of.ts';
import {
  CelDuration,
  CelError,
  CelList,
  CelMap,
  CelTimestamp,
  CelUint,
  type CelValue,
} from '../values/value.ts';
import { parseDouble, toText } from './conversions.ts';
import { type FormatClause, parseFormat } from './format-clauses.ts';

/** `"%s is %d".format([...])`. Mirrors cel-go ext/formatting.go. */
export function formatText(format: string, args: CelList): CelValue {
  let text = '';
  try {
    let index = 0;
    for (const part of parseFormat(format, args.size)) {
      text += typeof part === 'string' ? part : clauseText(part, args.at(index++));
      checkTextLength(text.length);
    }
  } catch (error) {
    if (error instanceof FormatError) return new CelError(error.message);
    throw error;
  }
  return text;
}

/** Why a text cannot be formatted. */
export class FormatError extends Error {}

function clauseText(clause: FormatClause, value: CelValue): string {
  if (clause.problem !== undefined) throw new FormatError(clause.problem);
  if (clause.expects !== undefined && !clause.expects(typeOf(value))) {
    throw new FormatError(`error during formatting: ${clause.wrong}${typeOf(value).name}`);
  }
  const text = clauseTexts[clause.verb]?.(value, clause.precision);
  if (text === undefined)
    throw new FormatError(`error during formatting: ${clause.wrong}${typeOf(value).name}`);
  return text;
}

type ClauseText = (value: CelValue, precision: number) => string | undefined;

const clauseTexts: Readonly<Record<string, ClauseText>> = {
  s: (value) => (value instanceof CelList || value instanceof CelMap ? nested(value) : plain(value)),
  d: (value) => wholeOf(value)?.toString(),
  b: (value) => (typeof value === 'boolean' ? (value ? '1' : '0') : wholeOf(value)?.toString(2)),
  o: (value) => wholeOf(value)?.toString(8),
  x: hexOf,
  X: (value) => hexOf(value)?.toUpperCase(),
  f: (value, precision) => doubleOf(value, (number) => fixedText(number, precision)),
  e: (value, precision) => doubleOf(value, (number) => scientific(number, precision)),
};

function plain(value: CelValue): string | undefined {
  return value === null ? 'null' : toText(value);
}

function wholeOf(value: CelValue): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return value instanceof CelUint ? value.value : undefined;
}

function hexOf(value: CelValue): string | undefined {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  if (bytes instanceof Uint8Array)
    return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return wholeOf(value)?.toString(16);
}

/** Of texts only those that name a number which is none. */
function doubleOf(value: CelValue, write: (number: number) => string): string | undefined {
  const special = typeof value === 'string' && /^(?:NaN|-?Infinity)$/.test(value);
  const number = special ? parseDouble(value) : value;
  if (typeof number !== 'number') return undefined;
  if (Number.isNaN(number)) return 'NaN';
  return Number.isFinite(number) ? grouped(write(number)) : number > 0 ? '∞' : '-∞';
}

/** Beyond 1e21 JavaScript would write an exponent. */
function fixedText(number: number, precision: number): string {
  if (Math.abs(number) < 1e21) return number.toFixed(precision);
  return `${BigInt(number)}${precision === 0 ? '' : `.${'0'.repeat(precision)}`}`;
}

/** As English writes numbers: `1,234.5`. */
function grouped(text: string): string {
  const [whole = '', ...rest] = text.split('.');
  return [whole.replace(/\B(?=(\d{3})+$)/g, ','), ...rest].join('.');
}

/** As golang.org/x/text writes it: `1.052033×10⁰³`. */
function scientific(number: number, precision: number): string {
  const [digits = '', exponent = '0'] = number.toExponential(precision).split('e');
  const size = exponent.replace(/^[+-]/, '').padStart(2, '0');
  const raised = [...size].map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
  return `${digits}×10${exponent.startsWith('-') ? '⁻' : ''}${raised}`;
}

/** What stands within a list or a map. */
function nested(value: CelValue): string {
  if (value instanceof CelList) return `[${[...value].map(nested).join(', ')}]`;
  if (value instanceof CelMap) return nestedMap(value);
  if (typeof value === 'string') return goQuote(value);
  if (value instanceof Uint8Array) return `b${goQuote(toText(value) ?? '')}`;
  if (typeof value === 'number') return nestedDouble(value);
  if (value instanceof CelTimestamp) return `timestamp(${goQuote(toText(value) ?? '')})`;
  if (value instanceof CelDuration) return `duration(${goQuote(toText(value) ?? '')})`;
  const text = plain(value);
  if (text === undefined) {
    throw new FormatError(`error during formatting: no formatting function for ${typeOf(value).name}`);
  }
  return text;
}

function nestedDouble(value: number): string {
  if (Number.isFinite(value)) return fixedText(value, 6);
  return goQuote(Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf');
}

function nestedMap(map: CelMap): string {
  const pairs: [key: string, value: string][] = [];
  for (const key of map.keys()) {
    const usable =
      typeof key === 'string' ||
      typeof key === 'boolean' ||
      typeof key === 'bigint' ||
      key instanceof CelUint;
    if (!usable) {
      throw new FormatError(
        `error during formatting: no formatting function for map key of type ${typeOf(key).name}`,
      );
    }
    pairs.push([nested(key), nested(map.find(key) ?? null)]);
  }
  pairs.sort(([left], [right]) => compareStrings(left, right));
  return `{${pairs.map(([key, value]) => `${key}:${value}`).join(', ')}}`;
}
