import { InvalidValueError } from '../../values/invalid-value.ts';
import { parseQuantity, type Quantity } from '../../values/quantity.ts';
import {
  declare,
  type FunctionDeclaration,
  type Implementation,
  member,
  overload,
} from '../functions/declaration.ts';
import { nanosPerSecond, timestampOf } from '../values/times.ts';
import { CelError, CelTimestamp, CelUint, type CelValue, noSuchOverload } from '../values/value.ts';
import { GoObject } from './go-object.ts';
import { CelQuantity, quantityType } from './quantity.ts';

/** What expressions learn of the world, asked anew in each evaluation. */
export interface Moment {
  nowMs(): number;
  /** At least 0, less than 1. */
  random(): number;
}

/**
 * What kwok's expressions may call besides Kubernetes' functions, each also as a method of its first argument. Mirrors kwok pkg/utils/cel.
 * What they give is dynamic, as there: operators look at what they get.
 */
export function kwokFunctions(
  known: ReadonlyMap<string, FunctionDeclaration>,
  moment: Moment,
): readonly FunctionDeclaration[] {
  const now = () => timestampOf(BigInt(Math.round(moment.nowMs())) * 1_000_000n);
  return [
    declare('Now', overload('kwok_now', '() -> dyn', now)),
    declare('now', overload('kwok_now_old', '() -> dyn', now)),
    declare(
      'Rand',
      overload('kwok_rand', '() -> dyn', () => moment.random()),
    ),
    ofOne('SinceSecond', (value) => sinceSecond(value, moment.nowMs())),
    ofOne('UnixSecond', (value) =>
      value instanceof CelTimestamp ? secondsOf(value) : noSuchOverload(value),
    ),
    ofOne('Quantity', quantityFrom),
    // Quantities of objects are quantities already.
    declare('quantity', overload('kwok_quantity', '(dyn) -> dyn', quantityFrom)),
    ...[...quantityOperators].map(([name, operator]): FunctionDeclaration => {
      const others = known.get(name)?.call ?? noSuchOverload;
      const call: Implementation = (...args) =>
        args[0] instanceof CelQuantity ? operator(args[0], args[1] ?? null) : others(...args);
      return { name, overloads: [overload(`kwok_quantity_${name}`, signatureOf(name), call, named)], call };
    }),
  ];
}

const named = { Quantity: quantityType };

function signatureOf(operator: string): string {
  if (operator === '-_') return '(Quantity) -> dyn';
  return `(Quantity, dyn) -> ${/[<>=]/.test(operator) ? 'bool' : 'dyn'}`;
}

function ofOne(name: string, call: Implementation): FunctionDeclaration {
  const id = `kwok_${name}`;
  return declare(name, overload(id, '(dyn) -> dyn', call), member(`${id}_method`, '(dyn) -> dyn', call));
}

function secondsOf({ nanos }: CelTimestamp): number {
  return Number(nanos) / Number(nanosPerSecond);
}

function sinceSecond(value: CelValue | undefined, nowMs: number): CelValue {
  const created = value instanceof GoObject ? value.get('metadata') : undefined;
  const time = created instanceof GoObject ? created.get('creationTimestamp') : undefined;
  return time instanceof CelTimestamp ? nowMs / 1000 - secondsOf(time) : noSuchOverload(value ?? null);
}

function quantityFrom(value: CelValue = null): CelValue {
  if (value instanceof CelQuantity) return value;
  if (typeof value !== 'string') return noSuchOverload(value);
  try {
    return new CelQuantity(parseQuantity(value));
  } catch (error) {
    if (error instanceof InvalidValueError) return new CelError(error.message);
    throw error;
  }
}

type QuantityOperator = (left: CelQuantity, right: CelValue) => CelValue;

const quantityOperators: ReadonlyMap<string, QuantityOperator> = new Map<string, QuantityOperator>([
  ['_+_', combining((left, right) => left.add(right))],
  ['_-_', combining((left, right) => left.sub(right))],
  [
    '_*_',
    scaling(
      (amount, by) => amount * by,
      (milli, by) => quantityOfMilli(milli * by),
    ),
  ],
  [
    '_/_',
    scaling(
      (amount, by) => amount / by,
      (milli, by) => (by === 0n ? new CelError('division by zero') : quantityOfMilli(milli / by)),
    ),
  ],
  ['-_', ({ quantity }) => new CelQuantity(quantity.neg())],
  ['_<_', comparing((order) => order < 0)],
  ['_<=_', comparing((order) => order <= 0)],
  ['_>_', comparing((order) => order > 0)],
  ['_>=_', comparing((order) => order >= 0)],
  ['_==_', comparing((order) => order === 0)],
  ['_!=_', comparing((order) => order !== 0)],
]);

function combining(combine: (left: Quantity, right: Quantity) => Quantity): QuantityOperator {
  return ({ quantity }, right) =>
    right instanceof CelQuantity ? new CelQuantity(combine(quantity, right.quantity)) : noSuchOverload(right);
}

function comparing(holds: (order: -1 | 0 | 1) => boolean): QuantityOperator {
  return ({ quantity }, right) =>
    right instanceof CelQuantity ? holds(quantity.compare(right.quantity)) : noSuchOverload(right);
}

/** With a number, in thousandths by whole ones; what is less than a thousandth is cut off. */
function scaling(
  scale: (amount: number, by: number) => number,
  scaleWhole: (milli: bigint, by: bigint) => CelValue,
): QuantityOperator {
  return ({ quantity }, right) => {
    const by = right instanceof CelUint ? right.value : right;
    if (typeof by === 'bigint') return scaleWhole(quantity.scaledValue(-3), by);
    if (typeof by !== 'number') return noSuchOverload(right);
    const scaled = scale(quantity.asApproximateNumber(), by) * 1000;
    return Number.isFinite(scaled) ? quantityOfMilli(BigInt(Math.trunc(scaled))) : new CelError('no number');
  };
}

function quantityOfMilli(milli: bigint): CelQuantity {
  return new CelQuantity(parseQuantity(`${milli}m`));
}
