import { compare, equals, isComparable } from '../values/compare.ts';
import { burn, checkTextLength } from '../values/fuel.ts';
import { type ArithmeticOperator, arithmetic, intOf } from '../values/numbers.ts';
import { codePointCount } from '../values/text-size.ts';
import { addTimes, durationOf, subtractTimes } from '../values/times.ts';
import {
  CelDuration,
  CelList,
  CelMap,
  CelTimestamp,
  CelUint,
  type CelValue,
  noSuchOverload,
} from '../values/value.ts';
import {
  declare,
  type FunctionDeclaration,
  type Implementation,
  member,
  notFor,
  overload,
} from './declaration.ts';

/** The operators. Mirrors cel-go common/stdlib/standard.go. */

function isNumber(value: CelValue | undefined): boolean {
  return typeof value === 'bigint' || typeof value === 'number' || value instanceof CelUint;
}

const add: Implementation = (left, right) => {
  if (left === undefined || right === undefined) return noSuchOverload();
  if (isNumber(left)) return arithmetic('+', left, right);
  if (typeof left === 'string') {
    if (typeof right !== 'string') return noSuchOverload(right);
    checkTextLength(left.length + right.length);
    return left + right;
  }
  if (left instanceof CelList) return left.concat(right);
  if (left instanceof CelDuration || left instanceof CelTimestamp) return addTimes(left, right);
  if (!(left instanceof Uint8Array)) return notFor('_+_', left);
  if (!(right instanceof Uint8Array)) return noSuchOverload(right);
  checkTextLength(left.length + right.length);
  return Uint8Array.from([...left, ...right]);
};

const subtract: Implementation = (left, right) => {
  if (left === undefined || right === undefined) return noSuchOverload();
  if (left instanceof CelDuration || left instanceof CelTimestamp) return subtractTimes(left, right);
  return isNumber(left) ? arithmetic('-', left, right) : notFor('_-_', left);
};

function calculate(name: string, operator: ArithmeticOperator, withDoubles = true): Implementation {
  return (left, right) => {
    if (left === undefined || right === undefined) return noSuchOverload();
    const calculates = isNumber(left) && (withDoubles || typeof left !== 'number');
    return calculates ? arithmetic(operator, left, right) : notFor(name, left);
  };
}

const negate: Implementation = (value) => {
  if (typeof value === 'bigint') return intOf(-value);
  if (typeof value === 'number') return -value;
  if (value instanceof CelDuration) return durationOf(-value.nanos);
  return typeof value === 'boolean' ? noSuchOverload() : notFor('-_', value);
};

const not: Implementation = (value) => (typeof value === 'boolean' ? !value : noSuchOverload(value ?? null));

function ordered(name: string, holds: (order: -1 | 0 | 1) => boolean): Implementation {
  return (left, right) => {
    if (left === undefined || right === undefined) return noSuchOverload();
    if (!isComparable(left)) return notFor(name, left);
    const order = compare(left, right);
    return typeof order === 'number' ? holds(order) : order;
  };
}

const contains: Implementation = (value, container) => {
  if (value === undefined || container === undefined) return noSuchOverload();
  if (container instanceof CelList) {
    burn(1);
    return container.contains(value);
  }
  return container instanceof CelMap ? container.contains(value) : noSuchOverload(container);
};

const size: Implementation = (value) => {
  if (typeof value === 'string') return BigInt(codePointCount(value));
  if (value instanceof Uint8Array) return BigInt(value.length);
  if (value instanceof CelList || value instanceof CelMap) return BigInt(value.size);
  return notFor('size', value);
};

const equal: Implementation = (left = null, right = null) => equals(left, right);

const ids: Readonly<Record<string, string>> = { int: 'int64', uint: 'uint64' };
const idOf = (type: string): string => ids[type] ?? type;

function arithmeticOverloads(verb: string, types: readonly string[]): ReturnType<typeof overload>[] {
  return types.map((type) => overload(`${verb}_${idOf(type)}`, `(${type}, ${type}) -> ${type}`));
}

/** In cel-go's order, numbers of different types among them. */
const orderedPairs = [
  'bool bool',
  'int int',
  'int double',
  'int uint',
  'uint uint',
  'uint double',
  'uint int',
  'double double',
  'double int',
  'double uint',
  'string string',
  'bytes bytes',
  'timestamp timestamp',
  'duration duration',
].map((pair) => pair.split(' '));

function comparison(name: string, verb: string, holds: (order: -1 | 0 | 1) => boolean): FunctionDeclaration {
  const overloads = orderedPairs.map(([left = '', right = '']) => {
    const types = left === right ? idOf(left) : `${idOf(left)}_${idOf(right)}`;
    return overload(`${verb}_${types}`, `(${left}, ${right}) -> bool`);
  });
  return { name, overloads, call: ordered(name, holds) };
}

export const operators: readonly FunctionDeclaration[] = [
  declare('_?_:_', overload('conditional', '(bool, A, A) -> A')),
  declare('_&&_', overload('logical_and', '(bool, bool) -> bool')),
  declare('_||_', overload('logical_or', '(bool, bool) -> bool')),
  { ...declare('!_', overload('logical_not', '(bool) -> bool')), call: not },
  declare('@not_strictly_false', overload('not_strictly_false', '(bool) -> bool')),
  { ...declare('_==_', overload('equals', '(A, A) -> bool')), call: equal },
  {
    ...declare('_!=_', overload('not_equals', '(A, A) -> bool')),
    call: (...args) => equal(...args) !== true,
  },
  {
    name: '_+_',
    overloads: [
      overload('add_bytes', '(bytes, bytes) -> bytes'),
      overload('add_double', '(double, double) -> double'),
      overload('add_duration_duration', '(duration, duration) -> duration'),
      overload('add_duration_timestamp', '(duration, timestamp) -> timestamp'),
      overload('add_timestamp_duration', '(timestamp, duration) -> timestamp'),
      overload('add_int64', '(int, int) -> int'),
      overload('add_list', '(list(A), list(A)) -> list(A)'),
      overload('add_string', '(string, string) -> string'),
      overload('add_uint64', '(uint, uint) -> uint'),
    ],
    call: add,
  },
  {
    name: '_/_',
    overloads: arithmeticOverloads('divide', ['double', 'int', 'uint']),
    call: calculate('_/_', '/'),
  },
  {
    name: '_%_',
    overloads: arithmeticOverloads('modulo', ['int', 'uint']),
    call: calculate('_%_', '%', false),
  },
  {
    name: '_*_',
    overloads: arithmeticOverloads('multiply', ['double', 'int', 'uint']),
    call: calculate('_*_', '*'),
  },
  {
    name: '-_',
    overloads: [overload('negate_double', '(double) -> double'), overload('negate_int64', '(int) -> int')],
    call: negate,
  },
  {
    name: '_-_',
    overloads: [
      overload('subtract_double', '(double, double) -> double'),
      overload('subtract_duration_duration', '(duration, duration) -> duration'),
      overload('subtract_int64', '(int, int) -> int'),
      overload('subtract_timestamp_duration', '(timestamp, duration) -> timestamp'),
      overload('subtract_timestamp_timestamp', '(timestamp, timestamp) -> duration'),
      overload('subtract_uint64', '(uint, uint) -> uint'),
    ],
    call: subtract,
  },
  comparison('_<_', 'less', (order) => order < 0),
  comparison('_<=_', 'less_equals', (order) => order <= 0),
  comparison('_>_', 'greater', (order) => order > 0),
  comparison('_>=_', 'greater_equals', (order) => order >= 0),
  declare(
    '_[_]',
    overload('index_list', '(list(A), int) -> A'),
    overload('index_map', '(map(A, B), A) -> B'),
    overload('optional_list_index_int', '(optional(list(V)), int) -> optional(V)'),
    overload('optional_map_index_value', '(optional(map(K, V)), K) -> optional(V)'),
  ),
  {
    ...declare(
      '@in',
      overload('in_list', '(A, list(A)) -> bool'),
      overload('in_map', '(A, map(A, B)) -> bool'),
    ),
    call: contains,
  },
  {
    name: 'size',
    overloads: ['bytes', 'list(A)', 'map(A, B)', 'string'].flatMap((type) => {
      const [name = ''] = type.split('(');
      return [overload(`size_${name}`, `(${type}) -> int`), member(`${name}_size`, `(${type}) -> int`)];
    }),
    call: size,
  },
];
