import { isInt64 } from '../../apimachinery/index.ts';
import type { Command, Node, NumberOperand, Operand, Pipe, Template } from './ast.ts';
import { type Token, tokenize } from './lexer.ts';
import { TemplateError } from './template-error.ts';

/** Actions and parentheses in one another. */
const depthMax = 200;

/** Words that are no functions. */
const constants: ReadonlyMap<string, Operand> = new Map<string, Operand>([
  ['true', { kind: 'bool', value: true }],
  ['false', { kind: 'bool', value: false }],
  ['nil', { kind: 'nil' }],
]);

/** The tree of a template that may call these functions. Throws TemplateError. Mirrors text/template/parse (parse.go). */
export function parseTemplate(source: string, isFunction: (name: string) => boolean): Template {
  const parser = new Parser(tokenize(source), isFunction);
  const body = parser.whole();
  return { body, defined: parser.defined, functions: parser.functions };
}

/** How a run of nodes ended. */
interface Ended {
  readonly nodes: readonly Node[];
  readonly by: 'end' | 'else' | 'source';
}

class Parser {
  readonly defined = new Map<string, readonly Node[]>();
  readonly functions = new Set<string>();
  readonly #tokens: readonly Token[];
  readonly #isFunction: (name: string) => boolean;
  #variables: string[] = ['$'];
  #at = 0;
  #depth = 0;
  #ranges = 0;

  constructor(tokens: readonly Token[], isFunction: (name: string) => boolean) {
    this.#tokens = tokens;
    this.#isFunction = isFunction;
  }

  whole(): readonly Node[] {
    const { nodes, by } = this.#list();
    if (by !== 'source') this.#fail(`unexpected {{${by}}}`);
    return nodes;
  }

  get #next(): Token {
    const last = this.#tokens.at(-1);
    return this.#tokens[this.#at] ?? { kind: 'end', text: 'EOF', line: last?.line ?? 1, spaced: false };
  }

  #fail(message: string): never {
    throw new TemplateError(message, this.#next.line);
  }

  #unexpected(where: string): never {
    this.#fail(this.#next.kind === 'end' ? 'unexpected EOF' : `unexpected "${this.#next.text}" in ${where}`);
  }

  #is(kind: Token['kind'], text?: string): boolean {
    return this.#next.kind === kind && (text === undefined || this.#next.text === text);
  }

  #skip(kind: Token['kind'], text?: string): boolean {
    const found = this.#is(kind, text);
    if (found) this.#at += 1;
    return found;
  }

  #close(where: string): void {
    if (!this.#skip('close')) this.#unexpected(where);
  }

  /** Up to an `end`, an `else` (of which the word is taken, and nothing more), or the end of the source. */
  #list(): Ended {
    this.#depth += 1;
    if (this.#depth > depthMax) this.#fail('the template is nested too deep');
    const nodes: Node[] = [];
    for (;;) {
      const { kind, text } = this.#next;
      if (kind === 'end') break;
      this.#at += 1;
      if (kind === 'text') {
        nodes.push({ kind: 'text', text });
        continue;
      }
      const name = this.#next.kind === 'word' ? this.#next.text : '';
      if (name === 'end' || name === 'else') {
        this.#at += 1;
        if (name === 'end') this.#close('end');
        this.#depth -= 1;
        return { nodes, by: name };
      }
      const node = this.#action(name);
      if (node !== undefined) nodes.push(node);
    }
    this.#depth -= 1;
    return { nodes, by: 'source' };
  }

  #action(name: string): Node | undefined {
    switch (name) {
      case 'if':
      case 'with':
      case 'range':
        this.#at += 1;
        return this.#control(name);
      case 'break':
      case 'continue':
        this.#at += 1;
        if (this.#ranges === 0) this.#fail(`{{${name}}} outside {{range}}`);
        this.#close(name);
        return { kind: name };
      case 'template':
        this.#at += 1;
        return this.#template();
      case 'define':
      case 'block':
        this.#at += 1;
        return this.#definition(name);
      default: {
        const pipe = this.#pipe('command', 'close');
        return { kind: 'action', pipe };
      }
    }
  }

  #control(kind: 'if' | 'with' | 'range'): Node {
    const mark = this.#variables.length;
    if (this.#depth > depthMax) this.#fail('the template is nested too deep');
    const pipe = this.#pipe(kind, 'close');
    if (kind === 'range') this.#ranges += 1;
    const { nodes: body, by } = this.#list();
    if (kind === 'range') this.#ranges -= 1;
    if (by === 'source') this.#unexpected(kind);
    const otherwise = by === 'else' ? this.#otherwise(kind) : [];
    this.#variables.length = mark;
    return { kind, pipe, body, otherwise };
  }

  /** After `else`: `else if` and `else with` have the `end` of what they belong to. */
  #otherwise(kind: 'if' | 'with' | 'range'): readonly Node[] {
    if ((kind === 'if' || kind === 'with') && this.#skip('word', kind)) {
      this.#depth += 1;
      const node = this.#control(kind);
      this.#depth -= 1;
      return [node];
    }
    this.#close('else');
    const { nodes, by } = this.#list();
    if (by !== 'end') this.#unexpected('else');
    return nodes;
  }

  #template(): Node {
    const { line } = this.#next;
    const name = this.#name('template clause');
    const pipe = this.#is('close') ? undefined : this.#pipe('template clause', 'close');
    if (pipe === undefined) this.#close('template clause');
    return { kind: 'template', name, pipe, line };
  }

  #definition(kind: 'define' | 'block'): Node | undefined {
    const { line } = this.#next;
    const name = this.#name(`${kind} clause`);
    const pipe = kind === 'block' ? this.#pipe('block clause', 'close') : undefined;
    if (kind === 'define') this.#close('define clause');
    const outer = this.#variables;
    const ranges = this.#ranges;
    this.#variables = ['$'];
    this.#ranges = 0;
    const { nodes, by } = this.#list();
    if (by !== 'end') this.#unexpected(`${kind} clause`);
    this.#variables = outer;
    this.#ranges = ranges;
    this.defined.set(name, nodes);
    return kind === 'block' ? { kind: 'template', name, pipe, line } : undefined;
  }

  #name(where: string): string {
    const { kind, text } = this.#next;
    if (kind !== 'string') this.#unexpected(where);
    this.#at += 1;
    return text;
  }

  #pipe(where: string, end: 'close' | 'parenthesis'): Pipe {
    const { line } = this.#next;
    const { names, assigns } = this.#declaration(where);
    const commands: Command[] = [];
    for (;;) {
      commands.push(this.#command(where));
      if (this.#skip('sign', '|')) continue;
      if (end === 'close' ? this.#skip('close') : this.#skip('sign', ')')) break;
      this.#unexpected(where);
    }
    for (const { words } of commands.slice(1))
      if (['bool', 'dot', 'nil', 'number', 'string'].includes(words[0].kind))
        this.#fail('non executable command in pipeline');
    if (!assigns) this.#variables.push(...names);
    return { names, assigns, commands, line };
  }

  /** `$x :=`, `$i, $x :=` of a range, `$x =`. */
  #declaration(where: string): Pick<Pipe, 'names' | 'assigns'> {
    const [first, second, third, fourth] = [0, 1, 2, 3].map((ahead) => this.#tokens[this.#at + ahead]);
    if (first?.kind !== 'variable') return { names: [], assigns: false };
    if (second?.kind === 'sign' && (second.text === ':=' || second.text === '=')) {
      this.#at += 2;
      return this.#named([first.text], second.text === '=');
    }
    const isPair = where === 'range' && second?.text === ',' && third?.kind === 'variable';
    if (!isPair || fourth?.kind !== 'sign' || !(fourth.text === ':=' || fourth.text === '='))
      return { names: [], assigns: false };
    this.#at += 4;
    return this.#named([first.text, third.text], fourth.text === '=');
  }

  #named(names: readonly string[], assigns: boolean): Pick<Pipe, 'names' | 'assigns'> {
    for (const name of names)
      if (assigns && !this.#variables.includes(name)) this.#fail(`undefined variable "${name}"`);
    return { names, assigns };
  }

  #command(where: string): Command {
    const words: Operand[] = [];
    for (;;) {
      const operand = this.#operand();
      if (operand === undefined) break;
      words.push(operand);
      if (!this.#next.spaced) break;
    }
    const [first, ...others] = words;
    if (first === undefined) {
      if (this.#is('close') || this.#is('sign', ')')) this.#fail(`missing value for ${where}`);
      return this.#unexpected(where);
    }
    return { words: [first, ...others] };
  }

  #operand(): Operand | undefined {
    const term = this.#term();
    if (term === undefined || this.#next.kind !== 'field' || this.#next.spaced) return term;
    const fields = this.#fields();
    switch (term.kind) {
      case 'field':
      case 'variable':
        return { ...term, fields: [...term.fields, ...fields] };
      case 'bool':
      case 'string':
      case 'number':
      case 'nil':
      case 'dot':
        return this.#fail(`unexpected . after term "${term.kind}"`);
      default:
        return { kind: 'chain', of: term, fields };
    }
  }

  #fields(): string[] {
    const fields: string[] = [];
    while (this.#is('field') && !this.#next.spaced) {
      fields.push(this.#next.text);
      this.#at += 1;
    }
    return fields;
  }

  #term(): Operand | undefined {
    const { kind, text } = this.#next;
    switch (kind) {
      case 'word':
        this.#at += 1;
        return constants.get(text) ?? this.#function(text);
      case 'field':
        this.#at += 1;
        return { kind: 'field', fields: [text] };
      case 'variable':
        if (!this.#variables.includes(text)) this.#fail(`undefined variable "${text}"`);
        this.#at += 1;
        return { kind: 'variable', name: text, fields: [] };
      case 'number':
        this.#at += 1;
        return numberOf(text) ?? this.#fail(`bad number syntax: "${text}"`);
      case 'char':
        this.#at += 1;
        return numberOf(String(text.codePointAt(0) ?? 0)) ?? this.#unexpected('command');
      case 'string':
        this.#at += 1;
        return { kind: 'string', value: text };
      default:
        if (this.#skip('sign', '.')) return { kind: 'dot' };
        return this.#skip('sign', '(') ? this.#parenthesis() : undefined;
    }
  }

  #function(name: string): Operand {
    if (!this.#isFunction(name)) this.#fail(`function "${name}" not defined`);
    this.functions.add(name);
    return { kind: 'function', name };
  }

  #parenthesis(): Operand {
    this.#depth += 1;
    if (this.#depth > depthMax) this.#fail('the template is nested too deep');
    const pipe = this.#pipe('parenthesized pipeline', 'parenthesis');
    this.#depth -= 1;
    return { kind: 'pipe', pipe };
  }
}

/** Mirrors text/template/parse (NumberNode): a whole floating point number is an integer, too. Undefined: it is none of 64 bits. */
function numberOf(text: string): NumberOperand | undefined {
  const digits = text.replaceAll('_', '');
  const [, sign = '', size = ''] = /^([+-]?)(.*)$/.exec(digits) ?? [];
  const octal = /^0[0-7]+$/.test(size) ? `0o${size.slice(1)}` : size;
  if (/^(?:0[xXbBoO][0-9a-fA-F]+|[0-9]+)$/.test(octal)) {
    const int = BigInt(octal) * (sign === '-' ? -1n : 1n);
    return isInt64(int) ? { kind: 'number', text, int, float: Number(int) } : undefined;
  }
  const float = Number(digits);
  if (!Number.isFinite(float)) return undefined;
  const int = Number.isInteger(float) ? BigInt(float) : undefined;
  return { kind: 'number', text, int: int !== undefined && isInt64(int) ? int : undefined, float };
}
