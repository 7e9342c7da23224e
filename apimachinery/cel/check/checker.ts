import type { FunctionDeclaration, Overload } from '../functions/declaration.ts';
import type {
  CallExpression,
  ComprehensionExpression,
  Expression,
  ListExpression,
  MapExpression,
  SelectExpression,
  StructExpression,
} from '../syntax/ast.ts';
import { partsOf } from '../syntax/ast.ts';
import type { Issue } from '../syntax/source.ts';
import {
  boolType,
  type CelType,
  dynType,
  errorType,
  intType,
  isDyn,
  isOptional,
  isSameType,
  listType,
  mapType,
  optionalType,
  parameterType,
  stringType,
  typeOfType,
  typeText,
} from '../types/cel-type.ts';
import { typeOf } from '../values/type-of.ts';
import { type Declarations, Scope, withoutDot } from './scope.ts';
import { moreGeneral, Substitutions } from './unify.ts';

/**
 * Finds the type of each part of an expression and writes it there, and what is wrong.
 * Mirrors cel-go checker/checker.go, with comparisons of different numbers.
 */
export function check(expression: Expression, declarations: Declarations): readonly Issue[] {
  const checker = new Checker(declarations);
  checker.check(expression);
  checker.settle(expression);
  return checker.issues;
}

class Checker {
  readonly issues: Issue[] = [];
  readonly #declarations: Declarations;
  readonly #types = new Substitutions();
  #scope: Scope;
  #parameters = 0;

  constructor(declarations: Declarations) {
    this.#declarations = declarations;
    this.#scope = new Scope(declarations.variables);
  }

  /** What is bound at the end is put into all types; what is not, is dyn. */
  settle(expression: Expression): void {
    expression.type = this.#types.substitute(expression.type ?? errorType, true);
    for (const part of partsOf(expression)) this.settle(part);
  }

  check(expression: Expression): CelType {
    const type = this.#typeOf(expression);
    expression.type = type;
    return type;
  }

  #typeOf(expression: Expression): CelType {
    switch (expression.kind) {
      case 'literal':
        return typeOf(expression.value);
      case 'ident':
        return this.#ident(expression.offset, expression.name);
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
        return this.#comprehension(expression);
    }
  }

  #ident(offset: number, name: string): CelType {
    return this.#named(withoutDot(name)) ?? this.#undeclared(offset, name);
  }

  /** What a name stands for: a variable, or a type. */
  #named(name: string): CelType | undefined {
    const known = this.#scope.find(name);
    if (known !== undefined) return known;
    const message = this.#declarations.message(name);
    return message && typeOfType(message);
  }

  #undeclared(offset: number, name: string): CelType {
    return this.#wrong(offset, `undeclared reference to '${name}' (in container '')`);
  }

  #wrong(offset: number, message: string): CelType {
    this.issues.push({ offset, message });
    return errorType;
  }

  #mismatch({ offset }: Expression, expected: CelType, found: CelType): CelType {
    return this.#wrong(offset, `expected type '${typeText(expected)}' but found '${typeText(found)}'`);
  }

  #select(expression: SelectExpression): CelType {
    const name = qualifiedName(expression);
    const variable = name === undefined ? undefined : this.#named(withoutDot(name));
    if (name !== undefined && variable !== undefined) {
      expression.reference = withoutDot(name);
      return variable;
    }
    const field = this.#field(expression, expression.operand, expression.field, false);
    return expression.testOnly ? boolType : this.#types.substitute(field, false);
  }

  #field(expression: Expression, operand: Expression, field: string, optional: boolean): CelType {
    this.check(operand);
    const operandType = this.#types.substitute(operand.type ?? errorType, false);
    const isOptionalOperand = isOptional(operandType);
    const target = isOptionalOperand ? (operandType.parameters[0] ?? dynType) : operandType;
    const type = this.#fieldOf(expression, target, field);
    return isOptionalOperand || optional ? optionalType(type) : type;
  }

  #fieldOf({ offset }: Expression, target: CelType, field: string): CelType {
    switch (target.kind) {
      case 'map':
        return target.parameters[1] ?? dynType;
      case 'struct':
        if (target.field === undefined) {
          return this.#wrong(offset, `unexpected failed resolution of '${target.name}'`);
        }
        return target.field(field) ?? this.#wrong(offset, `undefined field '${field}'`);
      case 'parameter':
        this.#types.assign(dynType, target);
        return dynType;
      default:
        if (!isDyn(target) && target.kind !== 'error') {
          this.#wrong(offset, `type '${typeText(target)}' does not support field selection`);
        }
        return dynType;
    }
  }

  #call(call: CallExpression): CelType {
    if (call.name === '_?._') return this.#optionalSelect(call);
    for (const arg of call.args) this.check(arg);
    const { target } = call;
    if (target === undefined) return this.#function(call, call.name, call.args);
    const prefix = qualifiedName(target);
    const namespaced = prefix === undefined ? undefined : `${withoutDot(prefix)}.${call.name}`;
    if (namespaced !== undefined && this.#declarations.functions.has(namespaced)) {
      call.name = namespaced;
      call.target = undefined;
      return this.#function(call, namespaced, call.args);
    }
    this.check(target);
    return this.#function(call, call.name, [target, ...call.args]);
  }

  #optionalSelect(call: CallExpression): CelType {
    const [operand, field] = call.args;
    if (operand === undefined || field?.kind !== 'literal' || typeof field.value !== 'string')
      return errorType;
    field.type = stringType;
    call.overloads = ['select_optional_field'];
    return this.#types.substitute(this.#field(call, operand, field.value, true), false);
  }

  #function(call: CallExpression, name: string, args: readonly Expression[]): CelType {
    const declaration = this.#declarations.functions.get(withoutDot(name));
    if (declaration === undefined) return this.#undeclared(call.offset, name);
    call.name = withoutDot(name);
    if (call.name === '_&&_' || call.name === '_||_') return this.#logical(call, declaration);
    return this.#resolve(call, declaration, args);
  }

  #logical(call: CallExpression, { overloads }: FunctionDeclaration): CelType {
    const wrong = call.args.filter((arg) => !this.#types.assign(arg.type ?? errorType, boolType));
    for (const arg of wrong) this.#mismatch(arg, boolType, arg.type ?? errorType);
    if (wrong.length > 0) return errorType;
    call.overloads = overloads.map(({ id }) => id);
    return boolType;
  }

  #resolve(
    call: CallExpression,
    { name, overloads }: FunctionDeclaration,
    args: readonly Expression[],
  ): CelType {
    const isMember = call.target !== undefined;
    const argTypes = args.map(({ type }) => type ?? errorType);
    const matching: string[] = [];
    let result: CelType | undefined;
    for (const overload of overloads) {
      if (overload.member !== isMember) continue;
      const instance = this.#instance(overload);
      if (!this.#types.assignAll(argTypes, instance.args)) continue;
      matching.push(overload.id);
      const type = this.#types.substitute(instance.result, false);
      if (result === undefined) result = type;
      else if (!isDyn(result) && !isSameType(type, result)) result = dynType;
    }
    if (result === undefined) return this.#noOverload(call, name, argTypes);
    call.overloads = matching;
    return result;
  }

  #noOverload(call: CallExpression, name: string, argTypes: readonly CelType[]): CelType {
    const texts = argTypes.map((type) => typeText(this.#types.substitute(type, true)));
    const receiver = call.target === undefined ? '' : `${texts.shift()}.`;
    const signature = `${receiver}(${texts.join(', ')})`;
    return this.#wrong(call.offset, `found no matching overload for '${name}' applied to '${signature}'`);
  }

  /** An overload with parameters of its own. */
  #instance(overload: Overload): Pick<Overload, 'args' | 'result'> {
    const names = parametersOf([...overload.args, overload.result]);
    if (names.size === 0) return overload;
    const fresh = new Substitutions();
    for (const name of names) fresh.assign(this.#newParameter(), parameterType(name));
    return {
      args: overload.args.map((arg) => fresh.substitute(arg, false)),
      result: fresh.substitute(overload.result, false),
    };
  }

  #newParameter(): CelType {
    return parameterType(`_var${this.#parameters++}`);
  }

  #list(list: ListExpression): CelType {
    let items: CelType | undefined;
    for (const [index, item] of list.items.entries()) {
      const type = this.#optionalPart(item, this.check(item), list.optional.has(index));
      items = this.#join(items, type);
    }
    return listType(items ?? this.#newParameter());
  }

  /** What `?part` adds: the value of an optional. */
  #optionalPart(part: Expression, type: CelType, optional: boolean): CelType {
    if (!optional) return type;
    if (isOptional(type)) return type.parameters[0] ?? dynType;
    if (!isDyn(type)) this.#mismatch(part, optionalType(type), type);
    return type;
  }

  /** Different things are dyn here; that literals hold the same things only is said later, of the whole expression. */
  #join(previous: CelType | undefined, current: CelType): CelType {
    if (previous === undefined) return current;
    return this.#types.assign(previous, current) ? moreGeneral(previous, current) : dynType;
  }

  #map(map: MapExpression): CelType {
    let keys: CelType | undefined;
    let values: CelType | undefined;
    for (const { key, value, optional } of map.entries) {
      keys = this.#join(keys, this.check(key));
      values = this.#join(values, this.#optionalPart(value, this.check(value), optional));
    }
    return mapType(keys ?? this.#newParameter(), values ?? this.#newParameter());
  }

  #struct(struct: StructExpression): CelType {
    const type = this.#message(struct);
    if (type === undefined) return this.#undeclared(struct.offset, struct.typeName);
    for (const { name, value, offset, optional } of struct.fields) {
      const valueType = this.#optionalPart(value, this.check(value), optional);
      const field = type === errorType ? errorType : type.field?.(name);
      if (field === undefined) this.#wrong(offset, `undefined field '${name}'`);
      else if (!this.#types.assign(field, valueType)) {
        const types = `'${typeText(field)}' but provided type is '${typeText(valueType)}'`;
        this.#wrong(offset, `expected type of field '${name}' is ${types}`);
      }
    }
    return type;
  }

  /** Undefined when nothing is called so. */
  #message(struct: StructExpression): CelType | undefined {
    const name = withoutDot(struct.typeName);
    const message = this.#declarations.message(name);
    if (message !== undefined) {
      struct.typeName = name;
      return message;
    }
    const known = this.#scope.find(name);
    if (known === undefined) return undefined;
    if (known.kind !== 'type') return this.#wrong(struct.offset, `'${known.name}' is not a type`);
    return this.#wrong(struct.offset, `'${known.parameters[0]?.name}' is not a message type`);
  }

  #comprehension(loop: ComprehensionExpression): CelType {
    this.check(loop.range);
    const accumulator = this.check(loop.init);
    const range = this.#types.substitute(loop.range.type ?? errorType, false);
    const outer = this.#scope;
    const withAccumulator = new Scope(new Map([[loop.accumulator, accumulator]]), outer);
    this.#scope = new Scope(this.#loopVariables(loop, range), withAccumulator);
    this.check(loop.condition);
    this.#expect(loop.condition, boolType);
    this.check(loop.step);
    this.#expect(loop.step, accumulator);
    this.#scope = withAccumulator;
    const result = this.check(loop.result);
    this.#scope = outer;
    return this.#types.substitute(result, false);
  }

  #loopVariables(loop: ComprehensionExpression, range: CelType): ReadonlyMap<string, CelType> {
    const [first, second] = this.#rangeTypes(loop, range);
    const names = new Map([[loop.variable, first]]);
    if (loop.variable2 !== undefined) names.set(loop.variable2, second);
    return names;
  }

  #rangeTypes(loop: ComprehensionExpression, range: CelType): readonly [CelType, CelType] {
    const [first = dynType, second = dynType] = range.parameters;
    switch (range.kind) {
      case 'list':
        return loop.variable2 === undefined ? [first, first] : [intType, first];
      case 'map':
        return [first, second];
      case 'dyn':
      case 'error':
      case 'parameter':
        this.#types.assign(dynType, range);
        return [dynType, dynType];
      default: {
        const message = `expression of type '${typeText(range)}' cannot be range of a comprehension (must be list, map, or dynamic)`;
        this.#wrong(loop.range.offset, message);
        return [errorType, errorType];
      }
    }
  }

  #expect(expression: Expression, type: CelType): void {
    const found = expression.type ?? errorType;
    if (!this.#types.assign(type, found)) this.#mismatch(expression, type, found);
  }
}

/** `a.b.c` as one name; undefined when it is more than names. */
function qualifiedName(expression: Expression): string | undefined {
  if (expression.kind === 'ident') return expression.name;
  if (expression.kind !== 'select' || expression.testOnly) return undefined;
  const prefix = qualifiedName(expression.operand);
  return prefix === undefined ? undefined : `${prefix}.${expression.field}`;
}

function parametersOf(types: readonly CelType[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const type of types) {
    if (type.kind === 'parameter') names.add(type.name);
    for (const name of parametersOf(type.parameters)) names.add(name);
  }
  return names;
}
