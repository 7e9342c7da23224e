import type { Evaluation } from './evaluate.ts';
import { formatted } from './formats.ts';
import { JqError } from './jq-error.ts';
import { listFunctions } from './list-functions.ts';
import { numberFunctions } from './number-functions.ts';
import { changedAt, type Path, withoutPaths } from './paths.ts';
import { textFunctions } from './text-functions.ts';
import { timeFunctions } from './time-functions.ts';
import {
  integerOf,
  isArray,
  isJqObject,
  isNumber,
  type Jq,
  keysOf,
  listOf,
  shown,
  textOf,
  typeOf,
  wrongType,
} from './values.ts';

/** A function from a value and others to one more. What it does beyond reading them once is spent in `run`. */
export type ValueFunction = (value: Jq, args: readonly Jq[], run: Pick<Evaluation, 'nowMs' | 'spend'>) => Jq;

/** By name and number of arguments. Mirrors gojq (func.go). */
export const valueFunctions: Readonly<Record<string, ValueFunction>> = {
  ...textFunctions,
  ...listFunctions,
  ...numberFunctions,
  ...timeFunctions,
  'type/0': typeOf,
  'length/0': lengthOf,
  'keys/0': (value) =>
    isArray(value) ? value.map((_, at) => BigInt(at)) : [...keysOf(expectObject('keys', value))],
  'has/1': (value, [key = null]) => has(value, key),
  'tostring/0': textOf,
  'env/0': () => ({}),
  'toboolean/0': (value) => {
    if (typeof value === 'boolean') return value;
    if (value !== 'true' && value !== 'false') throw wrongType('toboolean', value);
    return value === 'true';
  },
  'format/1': (value, [name = null]) => formatted(textOf(name), value),
  'setpath/2': (value, [path = null, next = null]) => changedAt(value, listOf('setpath', path), () => next),
  'delpaths/1': (value, [paths = null]) =>
    withoutPaths(
      value,
      listOf('delpaths', paths).map((path): Path => listOf('delpaths', path)),
    ),
  'contains/1': (value, [other = null], run) => contains(value, other, run),
  'inside/1': (value, [other = null], run) => contains(other, value, run),
};

function expectObject(name: string, value: Jq) {
  if (!isJqObject(value)) throw wrongType(name, value);
  return value;
}

function lengthOf(value: Jq): Jq {
  if (value === null) return 0n;
  if (typeof value === 'bigint') return value < 0n ? -value : value;
  if (typeof value === 'number') return Math.abs(value);
  if (typeof value === 'string') return BigInt([...value].length);
  if (isArray(value)) return BigInt(value.length);
  return BigInt(Object.keys(expectObject('length', value)).length);
}

function has(value: Jq, key: Jq): boolean {
  if (value === null) return false;
  if (isArray(value) && isNumber(key)) {
    const at = integerOf(key) ?? -1;
    return at >= 0 && at < value.length;
  }
  if (isJqObject(value) && typeof key === 'string') return Object.hasOwn(value, key);
  throw new JqError(`has(${shown(key)}) cannot be applied to: ${shown(value)}`);
}

function contains(value: Jq, other: Jq, run: Parameters<ValueFunction>[2]): boolean {
  run.spend();
  if (isNumber(value) && isNumber(other)) return Number(value) === Number(other);
  if (typeof value === 'string' && typeof other === 'string') return value.includes(other);
  if (isArray(value) && isArray(other))
    return other.every((wanted) =>
      value.some((item) => typeOf(item) === typeOf(wanted) && contains(item, wanted, run)),
    );
  if (isJqObject(value) && isJqObject(other)) {
    return keysOf(other).every((key) => {
      const [mine, wanted] = [value[key] ?? null, other[key] ?? null];
      return Object.hasOwn(value, key) && typeOf(mine) === typeOf(wanted) && contains(mine, wanted, run);
    });
  }
  if (value === other) return true;
  if (typeof value === 'boolean' && typeof other === 'boolean') return false;
  throw new JqError(`${shown(value)} and ${shown(other)} cannot have their containment checked`);
}
