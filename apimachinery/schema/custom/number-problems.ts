import { RenderedValue } from '../../errors/field-errors.ts';
import { goFloat, goNumber } from '../../values/go-format.ts';
import { isWhole } from '../../values/whole-number.ts';
import type { Schema } from '../schema.ts';
import { invalidAt, invalidSomewhere, type Problem } from './problems.ts';
import { formatOf, isNearlyWhole } from './value-type.ts';

/** One rule for numbers. */
export type NumberRule = (value: number | bigint, path: string) => Problem | undefined;

/**
 * All that the schema says of numbers, in the order in which Kubernetes tells it. A bound that is itself no number of the
 * type is told at every value. Mirrors kube-openapi's numberValidator: integers are compared with bounds without their
 * fraction.
 */
export function numberRules(schema: Schema): readonly NumberRule[] {
  const { multipleOf, minimum, maximum } = schema;
  const inRange = rangeRule(schema);
  const rules: NumberRule[] = [(value, path) => inRange(value, 'Checked', path)];
  const bounded = (bound: number, title: string, rule: (exact: boolean) => NumberRule): void => {
    const isExact = inRange(bound, title, '') === undefined;
    if (!isExact) rules.push((_, path) => inRange(bound, title, path));
    rules.push(rule(isExact));
  };
  if (multipleOf !== undefined) bounded(multipleOf, 'MultipleOf', (exact) => multipleRule(multipleOf, exact));
  if (minimum !== undefined) {
    const open = schema.exclusiveMinimum === true;
    bounded(minimum, 'Minimum boundary', (exact) => minimumRule(minimum, open, exact));
  }
  if (maximum !== undefined) {
    const open = schema.exclusiveMaximum === true;
    bounded(maximum, 'Maximum boundary', (exact) => maximumRule(maximum, open, exact));
  }
  return rules;
}

const float32Max = 3.4028234663852886e38;

function rangeRule(
  schema: Schema,
): (value: number | bigint, title: string, path: string) => Problem | undefined {
  const { type } = schema;
  const format = formatOf(schema);
  const [low, high] = rangeOf(type, format);
  const words = format === '' ? `${type} (default format)` : `${type} with format ${format}`;
  return (value, title, path) => {
    if (value >= low && value <= high && (type !== 'integer' || fitsInt64(value))) return undefined;
    return invalidSomewhere(`${title} value must be of type ${words} in ${path}`);
  };
}

function fitsInt64(value: number | bigint): boolean {
  return typeof value === 'bigint' || (Number.isInteger(value) && Math.abs(value) < 2 ** 63);
}

function rangeOf(type: Schema['type'], format: string): readonly [number, number] {
  if (type === 'integer') return format === 'int32' ? [-(2 ** 31), 2 ** 31 - 1] : [-(2 ** 63), 2 ** 63];
  if (format === 'float') return [-float32Max, float32Max];
  return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
}

function multipleRule(factor: number, isExact: boolean): NumberRule {
  return (value, path) => {
    const whole = isExact && isWhole(value);
    const by = whole ? Math.trunc(factor) : factor;
    if (by <= 0) {
      return invalidAt(path, by, `factor MultipleOf declared for ${path} must be positive: ${goNumber(by)}`);
    }
    const holds = whole
      ? BigInt(value) % BigInt(by) === 0n
      : isNearlyWhole(by < 1 ? (1 / by) * Number(value) : Number(value) / by);
    return holds ? undefined : outside(path, value, `a multiple of ${goNumber(by)}`, isExact);
  };
}

function minimumRule(minimum: number, isOpen: boolean, isExact: boolean): NumberRule {
  const words = isOpen ? 'greater than' : 'greater than or equal to';
  return (value, path) => {
    const [bound, shown] = comparedWith(minimum, value, isExact);
    if (isOpen ? value > bound : value >= bound) return undefined;
    return outside(path, value, `${words} ${shown}`, isExact);
  };
}

function maximumRule(maximum: number, isOpen: boolean, isExact: boolean): NumberRule {
  const words = isOpen ? 'less than' : 'less than or equal to';
  return (value, path) => {
    const [bound, shown] = comparedWith(maximum, value, isExact);
    if (isOpen ? value < bound : value <= bound) return undefined;
    return outside(path, value, `${words} ${shown}`, isExact);
  };
}

/** What a bound is to a value, and how it is told. */
function comparedWith(bound: number, value: number | bigint, isExact: boolean): readonly [number, string] {
  if (!isExact || !isWhole(value)) return [bound, goFloat(bound)];
  const whole = Math.trunc(bound);
  return [whole, String(BigInt(whole))];
}

/** The value is shown as it was compared: as a float where the bound is none of the type. */
function outside(path: string, value: number | bigint, words: string, isExact: boolean): Problem {
  const shown = isExact ? value : new RenderedValue(goFloat(Number(value)));
  return invalidAt(path, shown, `${path} in body should be ${words}`);
}
