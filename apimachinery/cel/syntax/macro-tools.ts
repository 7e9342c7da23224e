import { accumulatorName, type ComprehensionExpression, type Expression } from './ast.ts';

/** How a macro tells what is wrong with its arguments. */
export interface MacroTools {
  /** Whether there is `cel.bind`. */
  readonly binds: boolean;
  report(offset: number, message: string): Expression;
}

/** A call that may be one of a macro. */
export interface MacroCall {
  /** Where all that the macro makes is said to be. */
  readonly offset: number;
  readonly name: string;
  readonly args: readonly Expression[];
  readonly target: Expression | undefined;
}

/** Makes the expression; undefined when it is an ordinary call after all. */
export type Macro = (tools: MacroTools, call: MacroCall) => Expression | undefined;

export function literal(offset: number, value: boolean | bigint): Expression {
  return { kind: 'literal', offset, value };
}

export function ident(offset: number, name: string): Expression {
  return { kind: 'ident', offset, name };
}

export function accumulator(offset: number): Expression {
  return ident(offset, accumulatorName);
}

export function callOf(offset: number, name: string, ...args: readonly Expression[]): Expression {
  return { kind: 'call', offset, name, target: undefined, args };
}

export function memberCall(
  offset: number,
  name: string,
  target: Expression,
  ...args: readonly Expression[]
): Expression {
  return { kind: 'call', offset, name, target, args };
}

export function listOf(offset: number, ...items: readonly Expression[]): Expression {
  return { kind: 'list', offset, items, optional: new Set() };
}

/** A loop whose accumulator is its result, unless it says otherwise. */
export function comprehension(
  offset: number,
  parts: Pick<ComprehensionExpression, 'range' | 'variable' | 'init' | 'step'> &
    Partial<Pick<ComprehensionExpression, 'variable2' | 'condition' | 'result' | 'accumulator'>>,
): Expression {
  return {
    kind: 'comprehension',
    offset,
    accumulator: accumulatorName,
    variable2: undefined,
    condition: literal(offset, true),
    result: accumulator(offset),
    ...parts,
  };
}

/** Binds a name to a value for an expression: a loop that never runs. */
export function binding(offset: number, name: string, value: Expression, expression: Expression): Expression {
  return comprehension(offset, {
    range: listOf(offset),
    variable: '#unused',
    accumulator: name,
    init: value,
    condition: literal(offset, false),
    step: ident(offset, name),
    result: expression,
  });
}

/** A copy with nodes of its own, for what stands twice in what a macro makes. */
export function copyOf(expression: Expression): Expression {
  switch (expression.kind) {
    case 'literal':
    case 'ident':
      return { ...expression };
    case 'select':
      return { ...expression, operand: copyOf(expression.operand) };
    case 'call': {
      const target = expression.target === undefined ? undefined : copyOf(expression.target);
      return { ...expression, target, args: expression.args.map(copyOf) };
    }
    case 'list':
      return { ...expression, items: expression.items.map(copyOf) };
    case 'map':
      return {
        ...expression,
        entries: expression.entries.map((entry) => ({
          ...entry,
          key: copyOf(entry.key),
          value: copyOf(entry.value),
        })),
      };
    case 'struct':
      return {
        ...expression,
        fields: expression.fields.map((field) => ({ ...field, value: copyOf(field.value) })),
      };
    case 'comprehension':
      return {
        ...expression,
        range: copyOf(expression.range),
        init: copyOf(expression.init),
        condition: copyOf(expression.condition),
        step: copyOf(expression.step),
        result: copyOf(expression.result),
      };
  }
}
