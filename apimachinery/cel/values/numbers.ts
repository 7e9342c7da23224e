import { CelError, CelUint, type CelValue, noSuchOverload } from './value.ts';

/** Arithmetic of ints and uints, which do not overflow silently. Mirrors cel-go common/types/overflow.go. */

const intMin = -(2n ** 63n);
const intMax = 2n ** 63n - 1n;
const uintMax = 2n ** 64n - 1n;

export function intOf(value: bigint): CelValue {
  return value < intMin || value > intMax ? new CelError('integer overflow') : value;
}

export function uintOf(value: bigint): CelValue {
  return value < 0n || value > uintMax ? new CelError('unsigned integer overflow') : new CelUint(value);
}

/** Toward zero. Infinities, NaN and the two ends of the range overflow. */
export function doubleToInt(value: number): CelValue {
  if (!Number.isFinite(value) || value <= -(2 ** 63) || value >= 2 ** 63)
    return new CelError('integer overflow');
  return BigInt(Math.trunc(value));
}

export function doubleToUint(value: number): CelValue {
  if (!Number.isFinite(value) || value < 0 || value >= 2 ** 64)
    return new CelError('unsigned integer overflow');
  return new CelUint(BigInt(Math.trunc(value)));
}

export type ArithmeticOperator = '+' | '-' | '*' | '/' | '%';

export function arithmetic(operator: ArithmeticOperator, left: CelValue, right: CelValue): CelValue {
  if (typeof left === 'bigint') {
    return typeof right === 'bigint' ? ofWhole(operator, left, right, intOf) : noSuchOverload(right);
  }
  if (typeof left === 'number') {
    return typeof right === 'number' ? ofDoubles(operator, left, right) : noSuchOverload(right);
  }
  if (left instanceof CelUint) {
    return right instanceof CelUint
      ? ofWhole(operator, left.value, right.value, uintOf)
      : noSuchOverload(right);
  }
  return noSuchOverload(left);
}

function ofWhole(
  operator: ArithmeticOperator,
  left: bigint,
  right: bigint,
  result: (value: bigint) => CelValue,
): CelValue {
  switch (operator) {
    case '+':
      return result(left + right);
    case '-':
      return result(left - right);
    case '*':
      return result(left * right);
    case '/':
      return right === 0n ? new CelError('division by zero') : result(left / right);
    case '%':
      if (right === 0n) return new CelError('modulus by zero');
      return left === intMin && right === -1n ? new CelError('integer overflow') : result(left % right);
  }
}

function ofDoubles(operator: ArithmeticOperator, left: number, right: number): CelValue {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '%':
      return noSuchOverload();
  }
}
