import { type DeclType, declAt } from '../schema/decl-type.ts';
import type {
  CallExpression,
  ComprehensionExpression,
  Expression,
  ListExpression,
  MapExpression,
} from '../syntax/ast.ts';
import { accumulatorName } from '../syntax/ast.ts';
import { type CelType, dynType, isOptional, type TypeKind } from '../types/cel-type.ts';
import { codePointCount } from '../values/text-size.ts';
import type { CallEstimate, CostCall, CostNode } from './cost-node.ts';
import {
  add,
  type Estimate,
  fixed,
  largest,
  listCost,
  mapCost,
  multiply,
  nothing,
  one,
  structCost,
  union,
  unknownSize,
} from './estimates.ts';
import { estimateKubernetesCall, estimateListCall } from './kubernetes-calls.ts';
import { estimateStandardCall } from './standard-calls.ts';

/**
 * What an expression may cost to evaluate, at least and at most, by the sizes that `sizes` declares for its variables.
 * The expression is checked. Mirrors cel-go checker/cost.go.
 */
export function estimateCost(expression: Expression, sizes: DeclType | undefined): Estimate {
  return new Coster(sizes).cost(expression);
}

/** How large what a list or map holds is. */
interface EntrySize {
  readonly container: 'list' | 'map';
  readonly key: Estimate;
  readonly value: Estimate;
}

interface LocalVariable {
  readonly path: readonly string[];
  readonly size: Estimate | undefined;
  readonly entry: EntrySize | undefined;
}

const noPath: readonly string[] = [];
const noEntries: Estimate = { min: largest, max: 0n };

class Coster {
  readonly #sizes: DeclType | undefined;
  readonly #locals = new Map<string, LocalVariable[]>();
  readonly #paths = new Map<Expression, readonly string[]>();
  readonly #computed = new Map<Expression, Estimate>();
  readonly #entries = new Map<Expression, EntrySize>();

  constructor(sizes: DeclType | undefined) {
    this.#sizes = sizes;
  }

  cost(expression: Expression): Estimate {
    switch (expression.kind) {
      case 'literal':
        return nothing;
      case 'ident':
        this.#paths.set(expression, this.#local(expression.name)?.path ?? [expression.name]);
        return one;
      case 'select':
        return this.#select(expression);
      case 'call':
        return this.#call(expression);
      case 'list':
        return this.#list(expression);
      case 'map':
        return this.#map(expression);
      case 'struct':
        return add(fixed(BigInt(structCost)), ...expression.fields.map(({ value }) => this.cost(value)));
      case 'comprehension':
        return isBinding(expression) ? this.#binding(expression) : this.#comprehension(expression);
    }
  }

  #select(expression: Extract<Expression, { kind: 'select' }>): Estimate {
    if (expression.reference !== undefined) {
      this.#paths.set(expression, [expression.reference]);
      return one;
    }
    const operand = this.cost(expression.operand);
    if (expression.testOnly) return operand;
    this.#paths.set(expression, [...this.#path(expression.operand), expression.field]);
    return isSelectable(kindOf(expression.operand)) ? add(operand, one) : operand;
  }

  #call(call: CallExpression): Estimate {
    const [first] = call.args;
    if (call.name === 'dyn' && first !== undefined) {
      const cost = add(one, this.cost(first));
      this.#copySizes(call, first);
      return cost;
    }
    const argCosts = call.args.map((arg) => this.cost(arg));
    const args = call.args.map((arg) => this.#node(arg));
    const targetCost = call.target === undefined ? nothing : this.cost(call.target);
    const target = call.target === undefined ? undefined : this.#node(call.target);
    let cost: Estimate = noEntries;
    let size: Estimate | undefined;
    for (const overload of call.overloads ?? []) {
      const estimate = this.#overload(
        call,
        { name: call.name, overload, target, args, sizeOf: this.#sizeOf },
        argCosts,
      );
      cost = union(cost, estimate.cost);
      if (estimate.size !== undefined) size = size === undefined ? estimate.size : union(size, estimate.size);
      size = this.#indexed(call, overload) ?? size ?? this.#size(call);
    }
    if (size !== undefined) this.#computed.set(call, size);
    return add(targetCost, cost);
  }

  /** Of an item of a list or map. */
  #indexed(call: CallExpression, overload: string): Estimate | undefined {
    const [container] = call.args;
    if (container === undefined || (overload !== 'index_list' && overload !== 'index_map')) return undefined;
    this.#paths.set(call, [...this.#path(container), overload === 'index_list' ? '@items' : '@values']);
    return this.#entry(container)?.value;
  }

  #overload(expression: CallExpression, call: CostCall, argCosts: readonly Estimate[]): CallEstimate {
    const estimate = estimateListCall(call) ?? estimateKubernetesCall(call);
    if (estimate !== undefined) return { ...estimate, cost: add(estimate.cost, ...argCosts) };
    switch (call.overload) {
      case 'logical_or':
      case 'logical_and':
        return logical(argCosts);
      case 'conditional':
        return this.#conditional(expression, argCosts);
      case 'add_string':
      case 'add_bytes':
      case 'add_list':
        this.#joinEntries(expression, ...expression.args);
    }
    const standard = estimateStandardCall(call) ?? { cost: one };
    return { ...standard, cost: add(standard.cost, ...argCosts) };
  }

  #conditional(expression: CallExpression, costs: readonly Estimate[]): CallEstimate {
    const [condition = nothing, whenTrue = nothing, whenFalse = nothing] = costs;
    const branches = expression.args.slice(1);
    this.#joinEntries(expression, ...branches);
    const [left = unknownSize, right = unknownSize] = branches.map(
      (branch) => this.#size(branch) ?? unknownSize,
    );
    return { cost: add(condition, union(whenTrue, whenFalse)), size: union(left, right) };
  }

  #joinEntries(expression: Expression, left?: Expression, right?: Expression): void {
    const first = left === undefined ? undefined : this.#entry(left);
    const second = right === undefined ? undefined : this.#entry(right);
    if (first === undefined || second === undefined) return;
    this.#entries.set(expression, {
      container: first.container,
      key: union(first.key, second.key),
      value: union(first.value, second.value),
    });
  }

  #list(list: ListExpression): Estimate {
    const costs = list.items.map((item) => this.cost(item));
    this.#entries.set(list, { container: 'list', key: one, value: this.#unionOfSizes(list.items) });
    return add(fixed(BigInt(listCost)), ...costs);
  }

  #map(map: MapExpression): Estimate {
    const costs = map.entries.flatMap(({ key, value }) => [this.cost(key), this.cost(value)]);
    this.#entries.set(map, {
      container: 'map',
      key: this.#unionOfSizes(map.entries.map(({ key }) => key)),
      value: this.#unionOfSizes(map.entries.map(({ value }) => value)),
    });
    return add(fixed(BigInt(mapCost)), ...costs);
  }

  #unionOfSizes(parts: readonly Expression[]): Estimate {
    if (parts.length === 0) return nothing;
    return parts.map((part) => this.#size(part) ?? unknownSize).reduce(union, noEntries);
  }

  #binding(loop: ComprehensionExpression): Estimate {
    const before = add(this.cost(loop.range), this.cost(loop.init));
    this.#push(loop.accumulator, this.#variableOf(loop.init));
    const result = this.cost(loop.result);
    this.#pop(loop.accumulator);
    this.#copySizes(loop, loop.result);
    return add(before, result);
  }

  #comprehension(loop: ComprehensionExpression): Estimate {
    const before = add(this.cost(loop.range), this.cost(loop.init));
    this.#push(loop.accumulator, this.#variableOf(loop.init));
    this.#pushLoopVariables(loop);
    const each = add(this.cost(loop.condition), this.cost(loop.step));
    this.#pop(loop.variable);
    if (loop.variable2 !== undefined) this.#pop(loop.variable2);
    const result = this.cost(loop.result);
    this.#pop(loop.accumulator);
    const count = this.#size(loop.range) ?? unknownSize;
    this.#sizeResult(loop, count);
    return add(before, result, multiply(count, each));
  }

  #sizeResult(loop: ComprehensionExpression, count: Estimate): void {
    if (loop.init.kind === 'literal') {
      const size = this.#size(loop.init);
      if (size !== undefined) this.#computed.set(loop, size);
    } else if (loop.init.kind === 'list' || loop.init.kind === 'map') {
      this.#computed.set(loop, count);
      const entry = this.#entry(loop.step);
      if (entry !== undefined) this.#entries.set(loop, entry);
    }
  }

  #pushLoopVariables({ variable, variable2, range }: ComprehensionExpression): void {
    const entry = this.#entry(range);
    const path = this.#path(range);
    const isList = (entry?.container ?? kindOf(range)) === 'list';
    const of = (part: string, size: Estimate | undefined): LocalVariable => ({
      path: [...path, part],
      size,
      entry: undefined,
    });
    if (variable2 === undefined) {
      this.#push(variable, isList ? of('@items', entry?.value) : of('@keys', entry?.key));
      return;
    }
    this.#push(variable, of(isList ? '@indices' : '@keys', entry?.key));
    this.#push(variable2, of(isList ? '@items' : '@values', entry?.value));
  }

  #variableOf(value: Expression): LocalVariable {
    return { path: this.#path(value), size: this.#size(value), entry: this.#entry(value) };
  }

  #push(name: string, variable: LocalVariable): void {
    const stack = this.#locals.get(name) ?? [];
    stack.push(variable);
    this.#locals.set(name, stack);
  }

  #pop(name: string): void {
    this.#locals.get(name)?.pop();
  }

  #local(name: string): LocalVariable | undefined {
    return this.#locals.get(name)?.at(-1);
  }

  #path(expression: Expression): readonly string[] {
    const local = expression.kind === 'ident' ? this.#local(expression.name) : undefined;
    return local?.path ?? this.#paths.get(expression) ?? noPath;
  }

  #node(expression: Expression): CostNode {
    const path = this.#path(expression);
    const type = expression.type ?? dynType;
    return {
      type,
      path: path[0] === accumulatorName || path.length === 0 ? undefined : path,
      expression,
      size: this.#size(expression),
    };
  }

  readonly #sizeOf = (node: CostNode): Estimate =>
    node.size ?? this.#declaredSize(node.path ?? noPath) ?? unknownSize;

  #size(expression: Expression): Estimate | undefined {
    const computed = this.#computed.get(expression) ?? writtenSize(expression);
    if (computed !== undefined) return computed;
    const declared = this.#declaredSize(this.#path(expression));
    if (declared !== undefined) {
      this.#computed.set(expression, declared);
      return declared;
    }
    if (isScalar(expression.type ?? dynType)) return one;
    return expression.kind === 'ident' ? this.#local(expression.name)?.size : undefined;
  }

  #declaredSize([variable, ...path]: readonly string[]): Estimate | undefined {
    if (variable === undefined || this.#sizes === undefined) return undefined;
    if (variable !== (this.#sizes.variable ?? variable)) return undefined;
    const decl = declAt(this.#sizes, path);
    return decl === undefined ? undefined : { min: 0n, max: BigInt(decl.maxElements) };
  }

  #entry(expression: Expression): EntrySize | undefined {
    const known = this.#entries.get(expression);
    if (known !== undefined) return known;
    return expression.kind === 'ident' ? this.#local(expression.name)?.entry : undefined;
  }

  #copySizes(to: Expression, from: Expression): void {
    const size = this.#size(from);
    const entry = this.#entry(from);
    if (size !== undefined) this.#computed.set(to, size);
    if (entry !== undefined) this.#entries.set(to, entry);
  }
}

function isBinding({ range, condition, accumulator }: ComprehensionExpression): boolean {
  return (
    range.kind === 'list' &&
    range.items.length === 0 &&
    condition.kind === 'literal' &&
    condition.value === false &&
    accumulator !== accumulatorName
  );
}

function logical([left = nothing, right = nothing]: readonly Estimate[]): CallEstimate {
  return { cost: { min: left.min, max: add(left, right).max } };
}

function kindOf({ type }: Expression): TypeKind {
  return (type ?? dynType).kind;
}

function isSelectable(kind: TypeKind): boolean {
  return kind === 'map' || kind === 'struct' || kind === 'parameter';
}

function writtenSize(expression: Expression): Estimate | undefined {
  switch (expression.kind) {
    case 'literal': {
      const { value } = expression;
      if (typeof value === 'string') return fixed(BigInt(codePointCount(value)));
      return value instanceof Uint8Array ? fixed(BigInt(value.length)) : one;
    }
    case 'list':
      return fixed(BigInt(expression.items.length));
    case 'map':
      return fixed(BigInt(expression.entries.length));
    default:
      return undefined;
  }
}

function isScalar(type: CelType): boolean {
  if (isOptional(type)) return isScalar(type.parameters[0] ?? dynType);
  return ['bool', 'double', 'duration', 'int', 'timestamp', 'uint'].includes(type.kind);
}
