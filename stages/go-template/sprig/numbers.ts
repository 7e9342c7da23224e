import {
  FunctionError,
  type FunctionTable,
  int,
  type RenderContext,
  templateFunction,
} from '../functions.ts';
import { printed } from '../print.ts';
import { GoFloat, type GoValue } from '../values.ts';

/** Mirrors sprig (numeric.go). */
export const numberFunctions: FunctionTable = {
  int: templateFunction('any', ([value]) => int64Of(value)),
  int64: templateFunction('any', ([value]) => int64Of(value)),
  float64: templateFunction('any', ([value]) => new GoFloat(floatOf(value))),
  atoi: templateFunction('string', ([value]) =>
    /^[+-]?[0-9]+$/.test(String(value)) ? BigInt(String(value).replace('+', '')) : 0n,
  ),
  toDecimal: templateFunction('any', ([value]) => {
    const text = printed(value);
    return /^-?[0-7]+$/.test(text) ? BigInt(Number.parseInt(text, 8)) : 0n;
  }),
  add1: templateFunction('any', ([value]) => wrap(int64Of(value) + 1n)),
  add: templateFunction('...any', (values) =>
    values.reduce<bigint>((sum, value) => wrap(sum + int64Of(value)), 0n),
  ),
  sub: templateFunction('any any', ([left, right]) => wrap(int64Of(left) - int64Of(right))),
  div: templateFunction('any any', ([left, right]) => int64Of(left) / divisor(right)),
  mod: templateFunction('any any', ([left, right]) => int64Of(left) % divisor(right)),
  mul: templateFunction('any ...any', ([first, ...others]) =>
    others.reduce<bigint>((product, value) => wrap(product * int64Of(value)), int64Of(first)),
  ),
  max: templateFunction('any ...any', (values) => ordered(values).at(-1)),
  biggest: templateFunction('any ...any', (values) => ordered(values).at(-1)),
  min: templateFunction('any ...any', (values) => ordered(values)[0]),
  maxf: templateFunction('any ...any', (values) => new GoFloat(Math.max(...values.map(floatOf)))),
  minf: templateFunction('any ...any', (values) => new GoFloat(Math.min(...values.map(floatOf)))),
  floor: templateFunction('any', ([value]) => new GoFloat(Math.floor(floatOf(value)))),
  ceil: templateFunction('any', ([value]) => new GoFloat(Math.ceil(floatOf(value)))),
  round: templateFunction('any int ...float', ([value, places, on]) => {
    const power = 10 ** int(places);
    const digits = power * floatOf(value);
    const half = on instanceof GoFloat ? on.value : 0.5;
    const isUp = digits - Math.trunc(digits) >= half;
    return new GoFloat((isUp ? Math.ceil(digits) : Math.floor(digits)) / power);
  }),
  add1f: templateFunction('any', ([value]) => new GoFloat(decimal(floatOf(value) + 1))),
  addf: templateFunction(
    '...any',
    (values) => new GoFloat(values.map(floatOf).reduce((left, right) => decimal(left + right), 0)),
  ),
  subf: templateFunction(
    'any ...any',
    (values) => new GoFloat(values.map(floatOf).reduce((left, right) => decimal(left - right))),
  ),
  mulf: templateFunction(
    'any ...any',
    (values) => new GoFloat(values.map(floatOf).reduce((left, right) => decimal(left * right))),
  ),
  divf: templateFunction(
    'any ...any',
    (values) =>
      new GoFloat(
        values.map(floatOf).reduce((left, right) => {
          if (right === 0) throw new FunctionError('decimal division by 0');
          return left / right;
        }),
      ),
  ),
  until: templateFunction('int', ([count], context) => {
    const end = int64Of(count);
    return steps(0n, end, end < 0n ? -1n : 1n, context);
  }),
  untilStep: templateFunction('int int int', ([start, stop, step], context) =>
    steps(int64Of(start), int64Of(stop), int64Of(step), context),
  ),
  seq: templateFunction('...int', (params, context) => {
    const [first, second, third] = params.map(int64Of);
    if (first === undefined || params.length > 3) return '';
    const [start, step, end] = sequence(first, second, third);
    if (third !== undefined && end < start && step > 0n) return '';
    return steps(start, end + (end < start ? -1n : 1n), step, context).join(' ');
  }),
  randInt: templateFunction('int int', ([min, max], { random }) => {
    const span = int(max) - int(min);
    if (span <= 0) throw new FunctionError('invalid argument to Intn');
    return BigInt(int(min) + Math.floor(random() * span));
  }),
};

function ordered(values: readonly GoValue[]): readonly bigint[] {
  return values.map(int64Of).sort((left, right) => (left < right ? -1 : left > right ? 1 : 0));
}

function sequence(
  first: bigint,
  second: bigint | undefined,
  third: bigint | undefined,
): [bigint, bigint, bigint] {
  if (second === undefined) return [1n, first < 1n ? -1n : 1n, first];
  return third === undefined ? [first, second < first ? -1n : 1n, second] : [first, second, third];
}

function steps(start: bigint, stop: bigint, step: bigint, context: RenderContext): readonly bigint[] {
  const values: bigint[] = [];
  if (step === 0n) return values;
  context.spend(Number((stop - start) / step));
  for (let at = start; step > 0n ? at < stop : at > stop; at += step) values.push(at);
  return values;
}

function divisor(value: GoValue): bigint {
  const number = int64Of(value);
  if (number === 0n) throw new FunctionError('runtime error: integer divide by zero');
  return number;
}

function wrap(value: bigint): bigint {
  return BigInt.asIntN(64, value);
}

/** As decimal numbers are counted: 0.1 + 0.2 is 0.3. */
function decimal(value: number): number {
  return Number(value.toPrecision(15));
}

/** Mirrors cast.ToInt64: what is no number is 0. */
export function int64Of(value: GoValue): bigint {
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : 0n;
  if (value instanceof GoFloat) return Number.isFinite(value.value) ? BigInt(Math.trunc(value.value)) : 0n;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  return typeof value === 'string' ? int64OfText(value) : 0n;
}

/** Its base is as in Go's source; a fraction of nothing but zeros does not count. */
function int64OfText(text: string): bigint {
  const whole = text.replace(/\.0*$/, '');
  const [, sign = '', digits = ''] =
    /^([+-]?)(0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]*|[1-9][0-9]*)$/.exec(whole) ?? [];
  if (digits === '') return 0n;
  const size = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return sign === '-' ? -size : size;
}

/** Mirrors cast.ToFloat64. */
export function floatOf(value: GoValue): number {
  if (value instanceof GoFloat) return value.value;
  if (typeof value === 'bigint' || typeof value === 'number') return Number(value);
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value !== 'string' || !/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(value))
    return 0;
  return Number(value);
}
