import { compareStrings } from '../../values/go-format.ts';
import { burn } from './fuel.ts';
import {
  CelDuration,
  CelError,
  CelList,
  CelMap,
  CelObject,
  CelOptional,
  CelTimestamp,
  CelTypeValue,
  CelUint,
  type CelValue,
  isCelError,
  noSuchOverload,
} from './value.ts';

/**
 * `left == right`: a boolean, or an error where a type of Kubernetes cannot be compared with the other one. Numbers of
 * different types are compared by what they count. Mirrors cel-go common/types (Equal).
 */
export function equals(left: CelValue, right: CelValue): CelValue {
  burn(1);
  if (left === null || right === null) return left === right;
  if (isNumber(left)) return isNumber(right) && compareNumbers(left, right) === 0;
  if (typeof left !== 'object') return left === right;
  if (left instanceof CelList || left instanceof CelMap || left instanceof CelObject)
    return left.equals(right);
  if (isCelError(left)) return left;
  return equalsSimple(left, right);
}

function equalsSimple(
  left: Uint8Array | CelDuration | CelTimestamp | CelOptional | CelTypeValue,
  right: CelValue,
): CelValue {
  if (left instanceof CelOptional) return right instanceof CelOptional && equalsOptional(left, right);
  if (left instanceof CelTypeValue)
    return right instanceof CelTypeValue && left.type.name === right.type.name;
  if (left instanceof CelDuration) return right instanceof CelDuration && left.nanos === right.nanos;
  if (left instanceof CelTimestamp) return right instanceof CelTimestamp && left.nanos === right.nanos;
  return right instanceof Uint8Array && compareBytes(left, right) === 0;
}

function equalsOptional({ value: left }: CelOptional, { value: right }: CelOptional): CelValue {
  if (left === undefined || right === undefined) return left === right;
  return equals(left, right);
}

/** -1, 0 or 1 as left is less than, equal to or greater than right; an error when they have no order. */
export function compare(left: CelValue, right: CelValue): -1 | 0 | 1 | CelError {
  if (isNumber(left)) return isNumber(right) ? compareOrdered(left, right) : noSuchOverload(right);
  if (typeof left === 'string' && typeof right === 'string') return sign(compareStrings(left, right));
  if (typeof left === 'boolean' && typeof right === 'boolean') return sign(Number(left) - Number(right));
  if (left instanceof CelDuration && right instanceof CelDuration)
    return compareBigints(left.nanos, right.nanos);
  if (left instanceof CelTimestamp && right instanceof CelTimestamp)
    return compareBigints(left.nanos, right.nanos);
  if (left instanceof Uint8Array && right instanceof Uint8Array) return sign(compareBytes(left, right));
  return noSuchOverload(right);
}

/** Whether values of this kind have an order at all. */
export function isComparable(value: CelValue): boolean {
  return (
    isNumber(value) ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    value instanceof CelDuration ||
    value instanceof CelTimestamp ||
    value instanceof Uint8Array
  );
}

type CelNumber = bigint | number | CelUint;

function isNumber(value: CelValue): value is CelNumber {
  return typeof value === 'bigint' || typeof value === 'number' || value instanceof CelUint;
}

function compareOrdered(left: CelNumber, right: CelNumber): -1 | 0 | 1 | CelError {
  return Number.isNaN(left) || Number.isNaN(right)
    ? new CelError('NaN values cannot be ordered')
    : (compareNumbers(left, right) ?? 0);
}

/** Undefined when one of them is NaN. A whole number is compared with a double as a double, if it is within its range. */
function compareNumbers(left: CelNumber, right: CelNumber): -1 | 0 | 1 | undefined {
  if (typeof left === 'number') {
    if (typeof right === 'number') return compareDoubles(left, right);
    return compareDoubleWithWhole(left, right);
  }
  if (typeof right === 'number') {
    const opposite = compareDoubleWithWhole(right, left);
    return opposite === undefined ? undefined : sign(-opposite);
  }
  return compareBigints(wholeOf(left), wholeOf(right));
}

function compareDoubleWithWhole(left: number, right: bigint | CelUint): -1 | 0 | 1 | undefined {
  const [min, max] = right instanceof CelUint ? [0, 2 ** 64] : [-(2 ** 63), 2 ** 63];
  if (left < min) return -1;
  if (left > max) return 1;
  return compareDoubles(left, Number(wholeOf(right)));
}

function compareDoubles(left: number, right: number): -1 | 0 | 1 | undefined {
  if (left < right) return -1;
  if (left > right) return 1;
  return left === right ? 0 : undefined;
}

function wholeOf(value: bigint | CelUint): bigint {
  return typeof value === 'bigint' ? value : value.value;
}

function compareBigints(left: bigint, right: bigint): -1 | 0 | 1 {
  return left < right ? -1 : left > right ? 1 : 0;
}

function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const length = Math.min(left.length, right.length);
  burn(length);
  for (let index = 0; index < length; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

function sign(value: number): -1 | 0 | 1 {
  return value < 0 ? -1 : value > 0 ? 1 : 0;
}
