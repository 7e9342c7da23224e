import { JqError } from './jq-error.ts';
import {
  compare,
  firstNotBelow,
  isArray,
  isJqObject,
  isNumber,
  isTrue,
  type Jq,
  type JqObject,
  member,
  shown,
} from './values.ts';

/** What one value may come to. */
const textMax = 1 << 20;

/** The operators that take two values. Mirrors gojq (operator.go). */
export const operators: Readonly<Record<string, (left: Jq, right: Jq) => Jq>> = {
  '+': add,
  '-': subtract,
  '*': multiply,
  '/': divide,
  '%': remainder,
  '//': (left, right) => (isTrue(left) ? left : right),
  '==': (left, right) => compare(left, right) === 0,
  '!=': (left, right) => compare(left, right) !== 0,
  '<': (left, right) => compare(left, right) < 0,
  '<=': (left, right) => compare(left, right) <= 0,
  '>': (left, right) => compare(left, right) > 0,
  '>=': (left, right) => compare(left, right) >= 0,
};

export function add(left: Jq, right: Jq): Jq {
  if (left === null) return right;
  if (right === null) return left;
  if (typeof left === 'bigint' && typeof right === 'bigint') return left + right;
  if (isNumber(left) && isNumber(right)) return Number(left) + Number(right);
  if (typeof left === 'string' && typeof right === 'string') return bounded(left + right);
  if (isArray(left) && isArray(right)) return [...left, ...right];
  if (isJqObject(left) && isJqObject(right)) return { ...left, ...right };
  throw mismatch('added', left, right);
}

function subtract(left: Jq, right: Jq): Jq {
  if (typeof left === 'bigint' && typeof right === 'bigint') return left - right;
  if (isNumber(left) && isNumber(right)) return Number(left) - Number(right);
  if (isArray(left) && isArray(right)) return without(left, [...right].sort(compare));
  throw mismatch('subtracted', left, right);
}

/** `sorted` is searched by halves. */
function without(items: readonly Jq[], sorted: readonly Jq[]): readonly Jq[] {
  return items.filter((item) => {
    const other = sorted[firstNotBelow(sorted, item)];
    return other === undefined || compare(other, item) !== 0;
  });
}

function multiply(left: Jq, right: Jq): Jq {
  if (typeof left === 'bigint' && typeof right === 'bigint') return left * right;
  if (isNumber(left) && isNumber(right)) return Number(left) * Number(right);
  if (isJqObject(left) && isJqObject(right)) return merged(left, right);
  if (typeof left === 'string' && isNumber(right)) return repeated(left, Number(right));
  if (typeof right === 'string' && isNumber(left)) return repeated(right, Number(left));
  throw mismatch('multiplied', left, right);
}

function merged(left: JqObject, right: JqObject): JqObject {
  const result: Record<string, Jq> = { ...left };
  for (const [key, value] of Object.entries(right)) {
    const before = member(left, key);
    const both = isJqObject(before) && isJqObject(value);
    Object.assign(result, Object.fromEntries([[key, both ? merged(before, value) : value]]));
  }
  return result;
}

function repeated(text: string, times: number): Jq {
  if (times < 0 || Number.isNaN(times)) return null;
  if (text.length * times > textMax) throw new JqError('the text is too long');
  return text.repeat(Math.trunc(times));
}

function divide(left: Jq, right: Jq): Jq {
  if (isNumber(left) && isNumber(right)) {
    if (Number(right) === 0) throw mismatch('divided', left, right);
    if (typeof left === 'bigint' && typeof right === 'bigint' && left % right === 0n) return left / right;
    return Number(left) / Number(right);
  }
  if (typeof left === 'string' && typeof right === 'string')
    return left === '' ? [] : right === '' ? [...left] : left.split(right);
  throw mismatch('divided', left, right);
}

function remainder(left: Jq, right: Jq): Jq {
  if (!isNumber(left) || !isNumber(right)) throw mismatch('divided', left, right);
  if (typeof left === 'bigint' && typeof right === 'bigint') {
    if (right === 0n) throw mismatch('divided', left, right);
    return left % right;
  }
  if (Number.isNaN(Number(left)) || Number.isNaN(Number(right))) return Number.NaN;
  const divisor = integer(Number(right));
  if (divisor === 0n) throw mismatch('divided', left, right);
  return integer(Number(left)) % divisor;
}

const int64Max = 2n ** 63n - 1n;

function integer(value: number): bigint {
  if (value >= 2 ** 63) return int64Max;
  return value < -(2 ** 63) ? -int64Max - 1n : BigInt(Math.trunc(value));
}

export function bounded(text: string): string {
  if (text.length > textMax) throw new JqError('the text is too long');
  return text;
}

function mismatch(verb: string, left: Jq, right: Jq): JqError {
  return new JqError(`${shown(left)} and ${shown(right)} cannot be ${verb}`);
}
