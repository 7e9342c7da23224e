import { JqError } from './jq-error.ts';
import { numberOf } from './parser.ts';
import type { ValueFunction } from './value-functions.ts';
import { floatOf, isNumber, type Jq, wrongType } from './values.ts';

export const numberFunctions: Readonly<Record<string, ValueFunction>> = {
  'abs/0': (value) => {
    if (!isNumber(value)) throw wrongType('abs', value);
    return typeof value === 'bigint' ? (value < 0n ? -value : value) : Math.abs(value);
  },
  'tonumber/0': (value) => {
    if (isNumber(value)) return value;
    if (typeof value !== 'string') throw wrongType('tonumber', value);
    if (!/^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/.test(value))
      throw new JqError(`tonumber cannot be applied to: string (${JSON.stringify(value)}): invalid number`);
    return numberOf(value);
  },
  'infinite/0': () => Number.POSITIVE_INFINITY,
  'nan/0': () => Number.NaN,
  'isnan/0': (value) => value !== null && Number.isNaN(floatOf('isnan', value)),
  'isinfinite/0': (value) => isNumber(value) && Math.abs(Number(value)) === Number.POSITIVE_INFINITY,
  'isfinite/0': (value) => isNumber(value) && Math.abs(Number(value)) !== Number.POSITIVE_INFINITY,
  'isnormal/0': (value) => isNumber(value) && isNormal(Number(value)),
  ...ofOne({
    floor: Math.floor,
    ceil: Math.ceil,
    trunc: Math.trunc,
    round: (value) => Math.sign(value) * Math.round(Math.abs(value)),
    fabs: Math.abs,
    sqrt: Math.sqrt,
    cbrt: Math.cbrt,
    exp: Math.exp,
    exp2: (value) => 2 ** value,
    exp10: (value) => 10 ** value,
    log: Math.log,
    log2: Math.log2,
    log10: Math.log10,
  }),
  'pow/2': (_, [base = null, exponent = null]) => floatOf('pow', base) ** floatOf('pow', exponent),
  'fmin/2': (_, [left = null, right = null]) => lesser(floatOf('fmin', left), floatOf('fmin', right)),
  'fmax/2': (_, [left = null, right = null]) => -lesser(-floatOf('fmax', left), -floatOf('fmax', right)),
  'fmod/2': (_, [left = null, right = null]) => floatOf('fmod', left) % floatOf('fmod', right),
};

function ofOne(table: Readonly<Record<string, (value: number) => number>>): Record<string, ValueFunction> {
  return Object.fromEntries(
    Object.entries(table).map(([name, apply]) => [`${name}/0`, (value: Jq) => apply(floatOf(name, value))]),
  );
}

function isNormal(value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) >= 2 ** -1022;
}

/** What is no number does not count. */
function lesser(left: number, right: number): number {
  if (Number.isNaN(left)) return right;
  return Number.isNaN(right) ? left : Math.min(left, right);
}
