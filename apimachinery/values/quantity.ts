import { InvalidValueError } from './invalid-value.ts';
import {
  numericWrong,
  type QuantityFormat,
  type QuantityParts,
  quantitySuffix,
  splitQuantity,
} from './quantity-text.ts';

/**
 * An amount of a resource, exact and immutable: `100m`, `1.5Gi`, `12e6`. Down to a billionth; what is finer is rounded
 * away from zero, and binary amounts end at 2^63-1.
 * Mirrors k8s.io/apimachinery pkg/api/resource (Quantity). Differs: nothing overflows.
 */
export class Quantity {
  readonly format: QuantityFormat;
  /** The amount is unscaled * 10^scale. */
  readonly #unscaled: bigint;
  readonly #scale: number;
  /** The text as it was written, where Kubernetes keeps it. */
  readonly #text: string | undefined;

  constructor(unscaled: bigint, scale: number, format: QuantityFormat, text?: string) {
    this.#unscaled = unscaled;
    this.#scale = scale;
    this.format = format;
    this.#text = text;
  }

  /** -1, 0 or 1. */
  get sign(): -1 | 0 | 1 {
    return this.#unscaled === 0n ? 0 : this.#unscaled < 0n ? -1 : 1;
  }

  /** The sum. It is written in this one's format, or in the other's when this one is zero. */
  add(other: Quantity): Quantity {
    return this.#combine(other, other.#unscaled);
  }

  /** The difference, written as the sum is. */
  sub(other: Quantity): Quantity {
    return this.#combine(other, -other.#unscaled);
  }

  /** The product with a whole number. */
  mul(factor: number | bigint): Quantity {
    return new Quantity(this.#unscaled * BigInt(factor), this.#scale, this.format);
  }

  neg(): Quantity {
    return new Quantity(-this.#unscaled, this.#scale, this.format);
  }

  /** -1, 0 or 1, as this amount is less than, equal to or greater than the other. */
  compare(other: Quantity): -1 | 0 | 1 {
    if (this.sign !== other.sign) return this.sign < other.sign ? -1 : 1;
    if (this.#scale === other.#scale) return compareBigints(this.#unscaled, other.#unscaled);
    const scale = Math.min(this.#scale, other.#scale);
    return compareBigints(this.#at(scale), other.#at(scale));
  }

  equals(other: Quantity): boolean {
    return this.compare(other) === 0;
  }

  /** In whole units, rounded away from zero. Not exact above 2^53. */
  value(): number {
    return Number(this.scaledValue(0));
  }

  /** In thousandths, rounded away from zero. Not exact above 2^53. */
  milliValue(): number {
    return Number(this.scaledValue(-3));
  }

  /** In units of 10^scale, rounded away from zero. */
  scaledValue(scale: number): bigint {
    return this.#scale >= scale ? this.#at(scale) : divideAwayFromZero(this.#unscaled, scale - this.#scale);
  }

  /** The nearest number, or one next to it. */
  asApproximateNumber(): number {
    if (this.#scale === 0 || this.#unscaled === 0n) return Number(this.#unscaled);
    return Number(this.#unscaled) * Number(`1e${this.#scale}`);
  }

  /** As it was written where that was canonical or near it, else the canonical form. */
  toString(): string {
    return this.#text ?? this.canonical();
  }

  toJSON(): string {
    return this.toString();
  }

  /** The form without fraction and with the greatest suffix: `1500m`, `1536Mi`, `12e6`. */
  canonical(): string {
    if (this.#unscaled === 0n) return '0';
    if (this.format === 'BinarySI' && this.#isBinaryText()) {
      const [amount, times] = removeFactors(this.#at(0), 1024n);
      return `${amount}${quantitySuffix(2, times * 10, 'BinarySI')}`;
    }
    const format = this.format === 'DecimalExponent' ? 'DecimalExponent' : 'DecimalSI';
    const [amount, times] = removeFactors(this.#unscaled, 10n);
    const exponent = this.#scale + times;
    const rest = ((exponent % 3) + 3) % 3;
    return `${amount * powerOf10(rest)}${quantitySuffix(10, exponent - rest, format)}`;
  }

  /** Whole amounts from 1024 on are written with binary suffixes. */
  #isBinaryText(): boolean {
    const whole = this.#scale >= 0 || this.#unscaled % powerOf10(-this.#scale) === 0n;
    if (!whole) return false;
    const amount = this.#scale >= 0 ? this.#at(0) : this.#unscaled / powerOf10(-this.#scale);
    return amount <= -1024n || amount >= 1024n;
  }

  #combine(other: Quantity, otherUnscaled: bigint): Quantity {
    const format = this.#unscaled === 0n ? other.format : this.format;
    const scale = Math.min(this.#scale, other.#scale);
    const sum = this.#at(scale) + otherUnscaled * powerOf10(other.#scale - scale);
    return new Quantity(sum, scale, format);
  }

  /** The amount in units of a power of ten that divides it. */
  #at(scale: number): bigint {
    if (scale === this.#scale) return this.#unscaled;
    if (scale < this.#scale) return this.#unscaled * powerOf10(this.#scale - scale);
    return this.#unscaled / powerOf10(scale - this.#scale);
  }
}

/** Reads `100m`, `1.5Gi`, `12e6`, or a number as JSON may hold it; throws InvalidValueError. */
export function parseQuantity(value: string | number): Quantity {
  const text = typeof value === 'number' ? String(value) : value;
  const parts = splitQuantity(text);
  return fromPartsExactly(parts, text) ?? fromParts(parts);
}

/** A whole number of units. */
export function quantityOf(value: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
  return new Quantity(BigInt(value), 0, format);
}

/** A number of thousandths: `milliQuantityOf(1500)` is `1500m`. */
export function milliQuantityOf(value: number | bigint, format: QuantityFormat = 'DecimalSI'): Quantity {
  return new Quantity(BigInt(value), -3, format);
}

/** The whole units of a quantity's text, rounded up: bytes of memory, number of pods. Fast for the usual forms. */
export function quantityValue(value: string | number): number {
  return fastAmount(value, unitValues) ?? parseQuantity(value).value();
}

/** The thousandths of a quantity's text, rounded up: milli-CPUs. Fast for the usual forms. */
export function quantityMilliValue(value: string | number): number {
  return fastAmount(value, milliUnits) ?? parseQuantity(value).milliValue();
}

const unitValues: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['Ki', 2 ** 10],
  ['Mi', 2 ** 20],
  ['Gi', 2 ** 30],
]);
const milliUnits: ReadonlyMap<string, number> = new Map([
  ['m', 1],
  ['', 1000],
]);
/** So many digits surely leave the sum of them exact. */
const fastDigits = 15;

const nano = -9;
const int64Max = 2n ** 63n - 1n;
/** Digits that Kubernetes surely computes within 64 bits; it keeps the text of such amounts only. */
const int64Digits = 18;
const powersOf10: readonly bigint[] = Array.from({ length: 40 }, (_, i) => 10n ** BigInt(i));

/** Digits and a known unit, where a number holds the product exactly. */
function fastAmount(text: string | number, units: ReadonlyMap<string, number>): number | undefined {
  if (typeof text !== 'string') return undefined;
  let amount = 0;
  let at = 0;
  for (; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
    amount = amount * 10 + digit;
  }
  if (at === 0 || at > fastDigits) return undefined;
  const unit = units.get(text.slice(at));
  const product = unit === undefined ? undefined : amount * unit;
  return Number.isSafeInteger(product) ? product : undefined;
}

/** The amount where 64 bits hold it in billionths or coarser: then the text may be kept. */
function fromPartsExactly(parts: QuantityParts, text: string): Quantity | undefined {
  const { whole, fraction, exponent, format } = parts;
  const digits = whole + fraction;
  const binary = format === 'BinarySI';
  const room = binary
    ? int64Digits - 4 - whole.length - Math.trunc((exponent * 3) / 10)
    : int64Digits - digits.length;
  const scale = (binary ? 0 : exponent) - fraction.length;
  if (room < 0 || scale < nano || (binary && fraction !== '')) return undefined;
  const shifted = BigInt(digits);
  const value = binary ? shifted << BigInt(exponent) : shifted;
  const unscaled = parts.negative ? -value : value;
  const nearCanonical = binary
    ? (shifted & 7n) !== 0n
    : scale % 3 === 0 && !digits.endsWith('000') && !digits.startsWith('0');
  return new Quantity(unscaled, scale, format, nearCanonical ? text : undefined);
}

function fromParts(parts: QuantityParts): Quantity {
  // Where 64 bits are enough, Kubernetes takes a text without digits for zero.
  if (!parts.numeric) throw new InvalidValueError(numericWrong);
  const factor = parts.base === 2 ? 1n << BigInt(parts.exponent) : 1n;
  let scale = (parts.base === 10 ? parts.exponent : 0) - parts.fraction.length;
  let amount = BigInt(parts.whole + parts.fraction) * factor;
  if (amount !== 0n) {
    amount = scale < nano ? divideAwayFromZero(amount, nano - scale) : amount * powerOf10(scale - nano);
    scale = nano;
  }
  let format = parts.format;
  if (format === 'BinarySI') {
    const one = powerOf10(-scale);
    if (amount > int64Max * one) {
      amount = int64Max;
      scale = 0;
    } else if (amount > 0n && amount < one) format = 'DecimalSI';
  }
  return new Quantity(parts.negative ? -amount : amount, scale, format);
}

function powerOf10(exponent: number): bigint {
  return powersOf10[exponent] ?? 10n ** BigInt(exponent);
}

function compareBigints(a: bigint, b: bigint): -1 | 0 | 1 {
  return a === b ? 0 : a < b ? -1 : 1;
}

function divideAwayFromZero(value: bigint, digits: number): bigint {
  const divisor = powerOf10(digits);
  const quotient = value / divisor;
  if (quotient * divisor === value) return quotient;
  return value < 0n ? quotient - 1n : quotient + 1n;
}

/** Takes a factor out as often as it goes; the value is not zero. */
function removeFactors(value: bigint, factor: bigint): [amount: bigint, times: number] {
  let amount = value;
  let times = 0;
  while (amount % factor === 0n) {
    amount /= factor;
    times++;
  }
  return [amount, times];
}
