import { sizeOf } from '../size-of.ts';
import type { Command, ControlNode, Node, Operand, Pipe, Template } from './ast.ts';
import {
  asParameter,
  FunctionError,
  type ParameterType,
  type RenderContext,
  type TemplateFunction,
} from './functions.ts';
import { printed } from './print.ts';
import { TemplateError } from './template-error.ts';
import { entryOf, GoFloat, GoObject, type GoValue, isList, isMap, isTrue, keysOf, typeOf } from './values.ts';

/** So many steps a template may take, and so much it may write. */
const stepsMax = 1_000_000;
const lengthMax = 1 << 22;
/** Mirrors text/template (maxExecDepth), at less: a template in itself is stopped before the stack is. */
const depthMax = 500;

/** What functions ask of the world. */
export type RenderWorld = Omit<RenderContext, 'spend'>;

export type FindFunction = (name: string) => TemplateFunction | undefined;

/** The text of a template of `data`. Throws TemplateError. Mirrors text/template (exec.go). */
export function executeTemplate(
  template: Template,
  find: FindFunction,
  data: GoValue,
  world: RenderWorld,
): string {
  const run = new Execution(template, find, world);
  run.walkAll(template.body, data, { names: ['$'], values: [data] });
  return run.output;
}

/** What variables hold: the last of a name counts. */
interface Variables {
  readonly names: string[];
  readonly values: GoValue[];
}

/** What ends a run of nodes before its end. */
type Jump = 'break' | 'continue' | undefined;

class Execution {
  readonly #template: Template;
  readonly #find: FindFunction;
  readonly #context: RenderContext;
  readonly #parts: string[] = [];
  #length = 0;
  #steps = 0;
  #depth = 0;
  #line = 1;

  constructor(template: Template, find: FindFunction, world: RenderWorld) {
    this.#template = template;
    this.#find = find;
    this.#context = { ...world, spend: (steps) => this.#spend(steps) };
  }

  get output(): string {
    return this.#parts.join('');
  }

  walkAll(nodes: readonly Node[], dot: GoValue, variables: Variables): Jump {
    for (const node of nodes) {
      const jump = this.#walk(node, dot, variables);
      if (jump !== undefined) return jump;
    }
    return undefined;
  }

  #walk(node: Node, dot: GoValue, variables: Variables): Jump {
    this.#spend(1);
    switch (node.kind) {
      case 'text':
        this.#write(node.text);
        return undefined;
      case 'action': {
        const value = this.#pipe(node.pipe, dot, variables);
        if (node.pipe.names.length === 0) this.#write(value === undefined ? '<no value>' : printed(value));
        return undefined;
      }
      case 'break':
      case 'continue':
        return node.kind;
      case 'template':
        this.#call(node, dot, variables);
        return undefined;
      default:
        return node.kind === 'range' ? this.#range(node, dot, variables) : this.#choose(node, dot, variables);
    }
  }

  #choose(node: ControlNode, dot: GoValue, variables: Variables): Jump {
    const mark = variables.names.length;
    const value = this.#pipe(node.pipe, dot, variables);
    const holds = isTrue(value);
    const inner = node.kind === 'with' && holds ? value : dot;
    const jump = this.walkAll(holds ? node.body : node.otherwise, inner, variables);
    release(variables, mark);
    return jump;
  }

  #call(node: Extract<Node, { kind: 'template' }>, dot: GoValue, variables: Variables): void {
    const body = this.#template.defined.get(node.name);
    if (body === undefined) this.#fail(`template "${node.name}" not defined`, node.line);
    if (this.#depth >= depthMax) this.#fail('exceeded maximum template depth', node.line);
    const value = node.pipe === undefined ? undefined : this.#pipe(node.pipe, dot, variables);
    this.#depth += 1;
    this.walkAll(body, value, { names: ['$'], values: [value] });
    this.#depth -= 1;
  }

  #range(node: ControlNode, dot: GoValue, variables: Variables): Jump {
    const start = variables.names.length;
    const value = this.#pipe(node.pipe, dot, variables);
    const entries = this.#entries(value, node.pipe);
    const mark = variables.names.length;
    for (const [key, item] of entries) {
      this.#spend(1);
      this.#bindEntry(node.pipe, variables, mark, key, item);
      const jump = this.walkAll(node.body, item, variables);
      release(variables, mark);
      if (jump === 'break') break;
    }
    const jump = entries.length === 0 ? this.walkAll(node.otherwise, dot, variables) : undefined;
    release(variables, start);
    return jump;
  }

  #entries(value: GoValue, pipe: Pipe): readonly (readonly [GoValue, GoValue])[] {
    if (isList(value)) return value.map((item, at) => [BigInt(at), item] as const);
    if (isMap(value)) return keysOf(value).map((key) => [key, value[key]] as const);
    if (value === undefined) return [];
    if (typeof value !== 'bigint') this.#fail(`range can't iterate over ${printed(value)}`, pipe.line);
    if (pipe.names.length > 1)
      this.#fail(`can't use ${value} to iterate over more than one variable`, pipe.line);
    this.#spend(Number(value));
    return Array.from({ length: Math.max(0, Number(value)) }, (_, at) => [undefined, BigInt(at)] as const);
  }

  /** Of two names the first is the key's. */
  #bindEntry(pipe: Pipe, variables: Variables, mark: number, key: GoValue, item: GoValue): void {
    const { names, assigns } = pipe;
    const values = names.length > 1 ? [key, item] : [item];
    for (const [at, name] of names.entries()) {
      if (assigns) this.#assign(variables, name, values[at]);
      else variables.values[mark - names.length + at] = values[at];
    }
  }

  #pipe({ names, assigns, commands, line }: Pipe, dot: GoValue, variables: Variables): GoValue {
    this.#line = line;
    let value: GoValue;
    for (const [at, command] of commands.entries()) {
      // A nil that comes out of a command is nothing.
      value = this.#command(command, dot, variables, at === 0 ? [] : [value]) ?? undefined;
    }
    for (const name of names) {
      if (assigns) this.#assign(variables, name, value);
      else {
        variables.names.push(name);
        variables.values.push(value);
      }
    }
    return value;
  }

  #assign(variables: Variables, name: string, value: GoValue): void {
    variables.values[variables.names.lastIndexOf(name)] = value;
  }

  /** `final` is what the command before has given, if there is one. */
  #command({ words }: Command, dot: GoValue, variables: Variables, final: readonly GoValue[]): GoValue {
    this.#spend(1);
    const [first, ...args] = words;
    if (first.kind === 'function') return this.#function(first.name, args, dot, variables, final);
    const hasArguments = args.length > 0 || final.length > 0;
    if (hasArguments) return this.#method(first, args, dot, variables, final);
    if (first.kind === 'nil') this.#fail('nil is not a command');
    return this.#operand(first, dot, variables);
  }

  /** What is given arguments and is no function can only be the method of an object. */
  #method(
    operand: Operand,
    args: readonly Operand[],
    dot: GoValue,
    variables: Variables,
    final: readonly GoValue[],
  ): GoValue {
    const fields = 'fields' in operand ? operand.fields : [];
    const name = fields.at(-1);
    const of =
      name === undefined
        ? undefined
        : this.#operand({ ...operand, fields: fields.slice(0, -1) } as Operand, dot, variables);
    // Of nothing there is nothing to ask.
    if (name !== undefined && of === undefined) return undefined;
    if (name === undefined || !(of instanceof GoObject)) {
      return this.#fail(`can't give argument to non-function ${shown(operand)}`);
    }
    const values = args.map((arg) => this.#argument(arg, 'any', dot, variables));
    return this.#ask(of, name, [...values, ...final]);
  }

  #ask(object: GoObject, name: string, args: readonly GoValue[]): GoValue {
    try {
      const method = object.method(name);
      if (method === undefined) return this.#fail(`can't evaluate field ${name} in type ${object.type}`);
      const { takes, apply } = method;
      if (args.length === takes) return apply(args);
      return this.#fail(`wrong number of args for ${name}: want ${takes} got ${args.length}`);
    } catch (error) {
      if (error instanceof FunctionError) return this.#fail(`error calling ${name}: ${error.message}`);
      throw error;
    }
  }

  #operand(operand: Operand, dot: GoValue, variables: Variables): GoValue {
    switch (operand.kind) {
      case 'dot':
        return dot;
      case 'nil':
        return null;
      case 'bool':
      case 'string':
        return operand.value;
      case 'number': {
        const isFloat = /[.eEpP]/.test(operand.text) && !/^[+-]?0[xX]/.test(operand.text);
        return isFloat || operand.int === undefined ? new GoFloat(operand.float) : operand.int;
      }
      case 'field':
        return this.#fields(dot, operand.fields);
      case 'variable':
        return this.#fields(variables.values[variables.names.lastIndexOf(operand.name)], operand.fields);
      case 'chain':
        if (operand.of.kind === 'nil') this.#fail('indirection through explicit nil');
        return this.#fields(this.#operand(operand.of, dot, variables), operand.fields);
      case 'pipe': {
        const mark = variables.names.length;
        const value = this.#pipe(operand.pipe, dot, variables);
        // What a parenthesis declares lasts, as in Go, to the end of the action's block.
        if (operand.pipe.names.length === 0) release(variables, mark);
        return value;
      }
      case 'function':
        return this.#function(operand.name, [], dot, variables, []);
    }
  }

  #fields(from: GoValue, fields: readonly string[]): GoValue {
    let value = from;
    for (const field of fields) value = this.#field(value, field);
    return value;
  }

  #field(value: GoValue, field: string): GoValue {
    if (value === undefined) return undefined;
    if (value === null) this.#fail(`nil pointer evaluating interface {}.${field}`);
    if (value instanceof GoObject) return this.#ask(value, field, []);
    if (isMap(value)) return entryOf(value, field);
    return this.#fail(`can't evaluate field ${field} in type ${typeOf(value)}`);
  }

  #function(
    name: string,
    args: readonly Operand[],
    dot: GoValue,
    variables: Variables,
    final: readonly GoValue[],
  ): GoValue {
    if (name === 'and' || name === 'or') return this.#choice(name, args, dot, variables, final);
    const called = this.#find(name);
    if (called === undefined) return this.#fail(`"${name}" is not a defined function`);
    const count = args.length + final.length;
    this.#checkCount(name, called, count);
    const { fixed, variadic } = called;
    const typeAt = (at: number): ParameterType => fixed[at] ?? variadic ?? 'any';
    try {
      const values = args.map((arg, at) => this.#argument(arg, typeAt(at), dot, variables));
      for (const value of final) values.push(asParameter(value, typeAt(values.length)));
      // What it reads and what it makes is work; what is made twice as big each time is stopped so.
      for (const value of values) this.#spendSize(value);
      const result = called.apply(values, this.#context);
      this.#spendSize(result);
      return result;
    } catch (error) {
      if (error instanceof FunctionError) return this.#fail(`error calling ${name}: ${error.message}`);
      throw error;
    }
  }

  #checkCount(name: string, { fixed, variadic }: TemplateFunction, count: number): void {
    if (variadic !== undefined ? count >= fixed.length : count === fixed.length) return;
    const wanted = variadic === undefined ? fixed.length : `at least ${fixed.length}`;
    this.#fail(`wrong number of args for ${name}: want ${wanted} got ${count}`);
  }

  #argument(operand: Operand, type: ParameterType, dot: GoValue, variables: Variables): GoValue {
    if (operand.kind === 'number' && type === 'float') return new GoFloat(operand.float);
    if (operand.kind === 'number' && type === 'int') {
      if (operand.int === undefined) throw new FunctionError(`expected integer; found ${operand.text}`);
      return operand.int;
    }
    const value = operand.kind === 'nil' ? undefined : this.#operand(operand, dot, variables);
    return asParameter(value, type);
  }

  /** They look no further than they must. */
  #choice(
    name: 'and' | 'or',
    args: readonly Operand[],
    dot: GoValue,
    variables: Variables,
    final: readonly GoValue[],
  ): GoValue {
    if (args.length + final.length === 0)
      this.#fail(`wrong number of args for ${name}: want at least 1 got 0`);
    let value: GoValue;
    for (const arg of args) {
      value = this.#operand(arg, dot, variables);
      if (isTrue(value) === (name === 'or')) return value;
    }
    return final.length > 0 ? final[0] : value;
  }

  #write(text: string): void {
    this.#length += text.length;
    if (this.#length > lengthMax) throw this.#tooMuch(`the text is longer than ${lengthMax}`);
    this.#parts.push(text);
  }

  #spend(steps: number): void {
    this.#steps += Math.max(0, steps);
    // NaN is too much, too.
    if (!(this.#steps <= stepsMax)) throw this.#tooMuch(`the template takes more than ${stepsMax} steps`);
  }

  #spendSize(value: GoValue): void {
    this.#spend(sizeOf(value, stepsMax - this.#steps));
  }

  #tooMuch(message: string): TemplateError {
    return new TemplateError(message, this.#line);
  }

  #fail(message: string, line = this.#line): never {
    throw new TemplateError(message, line);
  }
}

function release(variables: Variables, mark: number): void {
  variables.names.length = mark;
  variables.values.length = mark;
}

function shown(operand: Operand): string {
  switch (operand.kind) {
    case 'field':
      return `.${operand.fields.join('.')}`;
    case 'variable':
      return [operand.name, ...operand.fields].join('.');
    case 'string':
      return JSON.stringify(operand.value);
    case 'number':
      return operand.text;
    default:
      return operand.kind;
  }
}
