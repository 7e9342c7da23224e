import type { CelType } from '../types/cel-type.ts';
import type { CelValue } from '../values/value.ts';

/**
 * An expression as a tree. The checker writes its findings into it: types, the overloads a call may be, and names as
 * they are declared.
 */
export type Expression =
  | LiteralExpression
  | IdentExpression
  | SelectExpression
  | CallExpression
  | ListExpression
  | MapExpression
  | StructExpression
  | ComprehensionExpression;

interface Node {
  /** Where it begins in the source. */
  readonly offset: number;
  /** What the checker found it to be. */
  type?: CelType;
}

export interface LiteralExpression extends Node {
  readonly kind: 'literal';
  readonly value: CelValue;
}

export interface IdentExpression extends Node {
  readonly kind: 'ident';
  name: string;
}

export interface SelectExpression extends Node {
  readonly kind: 'select';
  readonly operand: Expression;
  readonly field: string;
  /** `has(operand.field)` */
  readonly testOnly: boolean;
  /** The variable or type whose qualified name all of it is. */
  reference?: string;
}

export interface CallExpression extends Node {
  readonly kind: 'call';
  name: string;
  /** What it is called on, `target.name(...)`. */
  target: Expression | undefined;
  readonly args: readonly Expression[];
  /** Ids of the overloads it may be while it runs, by the types of the arguments. */
  overloads?: readonly string[];
}

export interface ListExpression extends Node {
  readonly kind: 'list';
  readonly items: readonly Expression[];
  /** Which items are `?item`. */
  readonly optional: ReadonlySet<number>;
}

export interface MapExpression extends Node {
  readonly kind: 'map';
  readonly entries: readonly MapEntry[];
}

export interface MapEntry {
  readonly offset: number;
  readonly key: Expression;
  readonly value: Expression;
  readonly optional: boolean;
}

export interface StructExpression extends Node {
  readonly kind: 'struct';
  typeName: string;
  readonly fields: readonly StructField[];
}

export interface StructField {
  readonly offset: number;
  readonly name: string;
  readonly value: Expression;
  readonly optional: boolean;
}

/**
 * What macros become: the accumulator begins as `init`; for each item of `range` while `condition` is true it becomes
 * `step`; then `result` is the value.
 */
export interface ComprehensionExpression extends Node {
  readonly kind: 'comprehension';
  readonly range: Expression;
  readonly variable: string;
  /** Of the forms with two variables: the value, while `variable` is the index or key. */
  readonly variable2: string | undefined;
  readonly accumulator: string;
  readonly init: Expression;
  readonly condition: Expression;
  readonly step: Expression;
  readonly result: Expression;
}

/** What macros call the value they make. */
export const accumulatorName = '__result__';

/** The parts of an expression, in the order in which cel-go looks at them. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'literal':
    case 'ident':
      return [];
    case 'select':
      return [expression.operand];
    case 'call':
      return expression.target === undefined ? expression.args : [expression.target, ...expression.args];
    case 'list':
      return expression.items;
    case 'map':
      return expression.entries.flatMap(({ key, value }) => [key, value]);
    case 'struct':
      return expression.fields.map(({ value }) => value);
    case 'comprehension':
      return [expression.range, expression.init, expression.condition, expression.step, expression.result];
  }
}
