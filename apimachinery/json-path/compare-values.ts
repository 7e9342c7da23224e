import { compareStrings } from '../values/go-format.ts';
import { JsonPathError } from './path-node.ts';

/** Whether a comparison of two scalars holds. Throws JsonPathError. Mirrors Go's text/template (funcs.go). */
export function compares(left: unknown, operator: string, right: unknown): boolean {
  const test = operators[operator];
  if (test === undefined) throw new JsonPathError(`unrecognized filter operator ${operator}`);
  const [kind, other] = [kindOf(left), kindOf(right)];
  if (kind !== other) throw new JsonPathError('incompatible types for comparison');
  if (operator === '==' || operator === '!=') return (left === right) === (operator === '==');
  if (kind === 'bool') throw new JsonPathError('invalid type for comparison');
  if (typeof left === 'string') return test(compareStrings(left, String(right)));
  const [a, b] = [left, right] as [number | bigint, number | bigint];
  return test(Number(a > b) - Number(a < b));
}

const operators: Readonly<Record<string, (order: number) => boolean>> = {
  '==': (order) => order === 0,
  '!=': (order) => order !== 0,
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

function kindOf(value: unknown): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'bigint') return 'int';
  if (typeof value !== 'number') throw new JsonPathError('invalid type for comparison');
  return Number.isInteger(value) ? 'int' : 'float';
}
