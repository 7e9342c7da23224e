import { InvalidValueError } from './invalid-value.ts';

/** How a quantity is written: `12e6`, `12Mi`, `12M`. */
export type QuantityFormat = 'DecimalExponent' | 'BinarySI' | 'DecimalSI';

/** The parts of a quantity's text, `-1.5Ki`: sign, digits before and after the point, and what the suffix means. */
export interface QuantityParts {
  readonly negative: boolean;
  /** Without leading zeros; `0` when there are no others. */
  readonly whole: string;
  readonly fraction: string;
  /** False for `.` and `Mi`, which have no digit at all. */
  readonly numeric: boolean;
  readonly base: 2 | 10;
  readonly exponent: number;
  readonly format: QuantityFormat;
}

/** Cuts a quantity's text into its parts; throws InvalidValueError. */
export function splitQuantity(text: string): QuantityParts {
  if (text === '') throw new InvalidValueError(formatWrong);
  if (text.length > lengthMax)
    throw new InvalidValueError(/^[-+]?[\d.]/.test(text) ? numericWrong : formatWrong);
  const signed = text.startsWith('-') || text.startsWith('+') ? 1 : 0;
  const start = spanOf(text, signed, '0');
  const wholeEnd = spanOf(text, start, digits);
  const hasPoint = text.charAt(wholeEnd) === '.';
  const fractionStart = hasPoint ? wholeEnd + 1 : wholeEnd;
  const fractionEnd = hasPoint ? spanOf(text, fractionStart, digits) : wholeEnd;
  return {
    negative: text.startsWith('-'),
    whole: text.slice(start, wholeEnd) || '0',
    fraction: text.slice(fractionStart, fractionEnd),
    numeric: wholeEnd > signed || fractionEnd > fractionStart,
    ...readSuffix(text, fractionEnd),
  };
}

/** The suffix that stands for a power; empty where there is none, as in Kubernetes. */
export function quantitySuffix(base: 2 | 10, exponent: number, format: QuantityFormat): string {
  if (format === 'DecimalExponent') return exponent === 0 ? '' : `e${exponent}`;
  const suffixes = base === 2 ? binarySuffixes : decimalSuffixes;
  for (const [suffix, power] of suffixes) if (power === exponent) return suffix;
  return '';
}

const digits = '0123456789';
const suffixLetters = 'eEinumkKMGTP';
const formatWrong =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
/** The answer to a quantity without digits. */
export const numericWrong = 'unable to parse numeric part of quantity';
const suffixWrong = "unable to parse quantity's suffix";
/** No resource has so many digits, and to compute with more takes long. Differs: Kubernetes takes any number of them. */
const lengthMax = 1000;
/** No resource has so many digits, and sums over wider gaps would take all memory. */
const exponentMax = 1000;

const decimalSuffixes: ReadonlyMap<string, number> = new Map([
  ['n', -9],
  ['u', -6],
  ['m', -3],
  ['', 0],
  ['k', 3],
  ['M', 6],
  ['G', 9],
  ['T', 12],
  ['P', 15],
  ['E', 18],
]);
const binarySuffixes: ReadonlyMap<string, number> = new Map([
  ['Ki', 10],
  ['Mi', 20],
  ['Gi', 30],
  ['Ti', 40],
  ['Pi', 50],
  ['Ei', 60],
]);

/** The end of the run of these characters. A scan, as a pattern could take quadratic time on long digits. */
function spanOf(text: string, from: number, chars: string): number {
  let at = from;
  while (at < text.length && chars.includes(text.charAt(at))) at++;
  return at;
}

function readSuffix(text: string, start: number): Pick<QuantityParts, 'base' | 'exponent' | 'format'> {
  const lettersEnd = spanOf(text, start, suffixLetters);
  const sign = text.charAt(lettersEnd);
  const digitsStart = sign === '-' || sign === '+' ? lettersEnd + 1 : lettersEnd;
  if (spanOf(text, digitsStart, digits) !== text.length) throw new InvalidValueError(formatWrong);
  const suffix = text.slice(start);
  const decimal = decimalSuffixes.get(suffix);
  if (decimal !== undefined) return { base: 10, exponent: decimal, format: 'DecimalSI' };
  const binary = binarySuffixes.get(suffix);
  if (binary !== undefined) return { base: 2, exponent: binary, format: 'BinarySI' };
  return { base: 10, exponent: readExponent(suffix), format: 'DecimalExponent' };
}

/** Differs: Kubernetes takes exponents of up to ten digits, and computes with them for minutes. */
function readExponent(suffix: string): number {
  const exponent = /^[eE][+-]?\d+$/.test(suffix) ? Number(suffix.slice(1)) : Number.NaN;
  if (Math.abs(exponent) <= exponentMax) return exponent;
  throw new InvalidValueError(suffixWrong);
}
