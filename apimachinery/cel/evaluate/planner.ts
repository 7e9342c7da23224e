import { listCost, mapCost, structCost } from '../cost/estimates.ts';
import { GrowingMap } from '../functions/optional-functions.ts';
import type {
  CallExpression,
  ComprehensionExpression,
  Expression,
  ListExpression,
  MapExpression,
  SelectExpression,
  StructExpression,
} from '../syntax/ast.ts';
import { dynType } from '../types/cel-type.ts';
import { ArrayList, GrowingList } from '../values/lists.ts';
import { MadeMap } from '../values/maps.ts';
import { typeOf } from '../values/type-of.ts';
import {
  CelError,
  CelList,
  CelMap,
  CelOptional,
  CelTypeValue,
  type CelValue,
  isCelError,
} from '../values/value.ts';
import { valueText } from '../values/value-text.ts';
import {
  type Attribute,
  ConditionalAttribute,
  constantQualifier,
  dynamicQualifier,
  PlainAttribute,
  presenceQualifier,
} from './attribute.ts';
import type { Environment } from './environment.ts';
import { type Evaluate, Frame } from './frame.ts';
import { goTypes, keyProblem } from './lookup.ts';
import { planCall } from './plan-call.ts';
import { attributeStep, constantStep, PlanError, type Step } from './step.ts';

/** How an expression is evaluated, and how many places for variables that takes. */
export interface Plan {
  readonly evaluate: Evaluate;
  readonly slots: number;
}

/**
 * Makes functions of a checked expression, so that evaluating it is calling them. What is constant is calculated here.
 * Throws PlanError for a constant that is none. Mirrors cel-go interpreter/planner.go.
 */
export function planExpression(expression: Expression, environment: Environment): Plan {
  const planner = new Planner(environment);
  const { evaluate } = planner.plan(expression);
  return { evaluate, slots: planner.slots };
}

class Planner {
  slots = 0;
  readonly #environment: Environment;
  readonly #variables = new Map<string, number>();
  /** Loops' variables by name, the innermost last. */
  #scope: ReadonlyMap<string, Evaluate> = new Map();

  constructor(environment: Environment) {
    this.#environment = environment;
  }

  plan(expression: Expression): Step {
    switch (expression.kind) {
      case 'literal':
        return constantStep(expression.value);
      case 'ident':
        return this.#variable(expression.name);
      case 'select':
        return this.#select(expression);
      case 'call':
        return this.#call(expression);
      case 'list':
        return this.#list(expression);
      case 'map':
        return this.#map(expression);
      case 'struct':
        return this.#struct(expression);
      case 'comprehension':
        return { evaluate: this.#comprehension(expression) };
    }
  }

  #variable(written: string): Step {
    const name = written.startsWith('.') ? written.slice(1) : written;
    const local = this.#scope.get(name);
    if (local !== undefined) return attributeStep(new PlainAttribute(local));
    const type = this.#environment.variables.get(name);
    if (type?.kind === 'type') return constantStep(new CelTypeValue(type.parameters[0] ?? dynType));
    const message = type === undefined ? this.#environment.message(name) : undefined;
    if (message !== undefined) return constantStep(new CelTypeValue(message.type));
    const slot = this.#slotOf(name);
    const missing = new CelError(`no such attribute(s): ${name}`);
    return attributeStep(new PlainAttribute((frame) => present(frame.variable(name, slot), missing)));
  }

  #slotOf(name: string): number {
    const known = this.#variables.get(name);
    if (known !== undefined) return known;
    const slot = this.slots++;
    this.#variables.set(name, slot);
    return slot;
  }

  #select(expression: SelectExpression): Step {
    if (expression.reference !== undefined) return this.#variable(expression.reference);
    const operand = this.plan(expression.operand);
    const attribute = attributeOf(operand);
    if (expression.testOnly) return hasStep(attribute, expression.field);
    attribute.add(constantQualifier(expression.field, false));
    return operand.attribute === undefined ? attributeStep(attribute) : operand;
  }

  #call(call: CallExpression): Step {
    const args = [...(call.target === undefined ? [] : [call.target]), ...call.args].map((arg) =>
      this.plan(arg),
    );
    const [first, second, third] = args;
    if (call.name === '_?_:_' && first !== undefined && second !== undefined && third !== undefined) {
      return attributeStep(new ConditionalAttribute(first.evaluate, branchOf(second), branchOf(third)));
    }
    const isIndex = call.name === '_[_]' || call.name === '_[?_]' || call.name === '_?._';
    if (isIndex && first !== undefined && second !== undefined)
      return indexStep(first, second, call.name !== '_[_]');
    const declaration = this.#environment.functions.get(call.name);
    if (declaration === undefined) throw new PlanError(`no such overload: ${call.name}()`);
    return planCall(declaration, call.overloads ?? [], args);
  }

  #list({ items, optional }: ListExpression): Step {
    const steps = items.map((item) => this.plan(item));
    const evaluate: Evaluate = (frame) => {
      const values: CelValue[] = [];
      for (const [index, step] of steps.entries()) {
        const value = step.evaluate(frame);
        if (isCelError(value)) return value;
        if (!optional.has(index)) values.push(value);
        else if (!(value instanceof CelOptional)) {
          return new CelError(
            `cannot initialize optional list element from non-optional value ${valueText(value)}`,
          );
        } else if (value.value !== undefined) values.push(value.value);
      }
      return new ArrayList(values);
    };
    return made(steps, evaluate, listCost);
  }

  #map({ entries }: MapExpression): Step {
    const steps = entries.map(({ key, value, optional }) => ({
      key: this.plan(key),
      value: this.plan(value),
      optional,
    }));
    const evaluate: Evaluate = (frame) => {
      const map = new MadeMap();
      for (const { key, value, optional } of steps) {
        const at = key.evaluate(frame);
        if (isCelError(at)) return at;
        const given = value.evaluate(frame);
        if (isCelError(given)) return given;
        if (!optional) map.set(at, given);
        else if (!(given instanceof CelOptional)) {
          const message = `cannot initialize optional entry '${valueText(at)}' from non-optional value ${valueText(given)}`;
          return new CelError(message);
        } else if (given.value !== undefined) map.set(at, given.value);
      }
      return map;
    };
    return made(
      steps.flatMap(({ key, value }) => [key, value]),
      evaluate,
      mapCost,
    );
  }

  #struct({ typeName, fields }: StructExpression): Step {
    const message = this.#environment.message(typeName);
    if (message === undefined) throw new PlanError(`unknown type: ${typeName}`);
    const steps = fields.map(({ name, value, optional }) => ({ name, step: this.plan(value), optional }));
    return {
      evaluate(frame) {
        const values = new Map<string, CelValue>();
        let error: CelValue | undefined;
        for (const { name, step, optional } of steps) {
          const value = step.evaluate(frame);
          if (isCelError(value)) {
            error = value;
            break;
          }
          if (!optional) values.set(name, value);
          else if (value instanceof CelOptional && value.value !== undefined) values.set(name, value.value);
        }
        frame.charge(structCost);
        return error ?? message.make(values);
      },
    };
  }

  #comprehension(loop: ComprehensionExpression): Evaluate {
    const outer = this.#scope;
    const range = this.plan(loop.range).evaluate;
    const init = this.plan(loop.init).evaluate;
    const accumulator = this.slots++;
    const first = this.slots++;
    const second = this.slots++;
    const withAccumulator = new Map(outer).set(loop.accumulator, (frame) => {
      const known = frame.slots[accumulator];
      if (known !== undefined) return known;
      const value = growing(init(frame));
      frame.slots[accumulator] = value;
      return value;
    });
    const inner = new Map(withAccumulator).set(loop.variable, slotReader(first));
    if (loop.variable2 !== undefined) inner.set(loop.variable2, slotReader(second));
    this.#scope = inner;
    const condition = this.plan(loop.condition).evaluate;
    const step = this.plan(loop.step).evaluate;
    this.#scope = withAccumulator;
    const result = this.plan(loop.result).evaluate;
    this.#scope = outer;
    const run = (frame: Frame): boolean => {
      const goesOn = condition(frame);
      if (goesOn === false) return false;
      frame.slots[accumulator] = step(frame);
      return true;
    };
    const items = loop.variable2 === undefined ? singles : pairs;
    return (frame) => {
      const values = range(frame);
      frame.slots[accumulator] = undefined;
      const entries = items(values);
      if (entries instanceof CelError) return entries;
      for (const [key, value] of entries) {
        frame.slots[first] = key;
        frame.slots[second] = value;
        if (!run(frame)) break;
      }
      return done(result(frame));
    };
  }
}

function present(value: CelValue | undefined, missing: CelError): CelValue {
  return value === undefined ? missing : value;
}

function slotReader(slot: number): Evaluate {
  return (frame) => frame.slots[slot] ?? null;
}

function attributeOf({ attribute, evaluate }: Step): Attribute {
  return attribute ?? new PlainAttribute(evaluate);
}

/** A side of `c ? a : b`; that a variable is looked at costs nothing there. */
function branchOf(step: Step): Attribute {
  return attributeOf(step);
}

function indexStep(operand: Step, index: Step, optional: boolean): Step {
  const attribute = attributeOf(operand);
  if (index.constant !== undefined && keyProblem(index.constant) === undefined) {
    attribute.add(constantQualifier(index.constant, optional));
  } else if (index.attribute !== undefined) {
    const { attribute: key } = index;
    attribute.add(dynamicQualifier((frame) => key.resolve(frame), key.cost, optional));
  } else {
    attribute.add(dynamicQualifier(index.evaluate, 1, optional));
  }
  return operand.attribute === undefined ? attributeStep(attribute) : operand;
}

function hasStep(attribute: Attribute, field: string): Step {
  attribute.add(presenceQualifier(field));
  return {
    evaluate(frame) {
      const found = attribute.resolve(frame);
      return found instanceof CelOptional ? found.value !== undefined : found;
    },
  };
}

/** A list or map; one of constants is made once and costs nothing. */
function made(parts: readonly Step[], evaluate: Evaluate, cost: number): Step {
  if (parts.every(({ constant }) => constant !== undefined))
    return constantStep(evaluate(new Frame(0, {}, 0)));
  return {
    evaluate(frame) {
      const value = evaluate(frame);
      frame.charge(cost);
      return value;
    },
  };
}

/** An empty list or map that a loop begins with is filled in place. */
function growing(value: CelValue): CelValue {
  if (value instanceof CelList && value.size === 0) return new GrowingList();
  return value instanceof CelMap && value.size === 0 ? new GrowingMap() : value;
}

function done(value: CelValue): CelValue {
  return value instanceof GrowingList ? value.done() : value instanceof GrowingMap ? value.done() : value;
}

type Entries = Iterable<readonly [CelValue, CelValue]> | CelError;

function* singlesOf(values: Iterable<CelValue>): Iterable<readonly [CelValue, CelValue]> {
  for (const value of values) yield [value, null];
}

function singles(range: CelValue): Entries {
  if (range instanceof CelList) return singlesOf(range);
  if (range instanceof CelMap) return singlesOf(range.keys());
  return isCelError(range) ? range : new CelError(`got '${goTypeName(range)}', expected iterable type`);
}

function* pairsOf(range: CelList | CelMap): Iterable<readonly [CelValue, CelValue]> {
  if (range instanceof CelMap) {
    for (const key of range.keys()) yield [key, range.find(key) ?? null];
    return;
  }
  let index = 0n;
  for (const value of range) yield [index++, value];
}

function pairs(range: CelValue): Entries {
  if (range instanceof CelList || range instanceof CelMap) return pairsOf(range);
  return isCelError(range)
    ? range
    : new CelError(`unsupported comprehension range type: ${goTypeName(range)}`);
}

function goTypeName(value: CelValue): string {
  const { kind, name } = typeOf(value);
  return goTypes[kind] ?? name;
}
