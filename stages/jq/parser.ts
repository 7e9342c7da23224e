import type { Definition, ObjectMember, Pattern, PatternMember, Query } from './ast.ts';
import { JqError } from './jq-error.ts';
import { type Token, tokenize } from './lexer.ts';

/** Queries in queries: no honest one comes near it. */
const depthMax = 200;

const end: Token = { kind: 'end', text: '', offset: -1 };
const identity: Query = { kind: 'identity' };

/** The tree of a query. Throws JqError. Mirrors the grammar of gojq. */
export function parseQuery(source: string): Query {
  return new Parser(tokenize(source)).whole();
}

/** From what binds least to what binds most. */
const levels: readonly {
  readonly operators: ReadonlySet<string>;
  readonly side: 'left' | 'right' | 'none';
}[] = [
  { operators: new Set(['//']), side: 'right' },
  { operators: new Set(['=', '|=', '+=', '-=', '*=', '/=', '%=', '//=']), side: 'none' },
  { operators: new Set(['or']), side: 'left' },
  { operators: new Set(['and']), side: 'left' },
  { operators: new Set(['==', '!=', '<', '<=', '>', '>=']), side: 'none' },
  { operators: new Set(['+', '-']), side: 'left' },
  { operators: new Set(['*', '/', '%']), side: 'left' },
];

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  whole(): Query {
    const query = this.#query();
    if (this.#next.kind !== 'end') this.#unexpected();
    return query;
  }

  get #next(): Token {
    return this.#tokens[this.#at] ?? end;
  }

  /** Whether the next token is this sign or keyword. */
  #is(text: string): boolean {
    const { kind, text: found } = this.#next;
    return found === text && (kind === 'operator' || kind === 'keyword');
  }

  #skip(text: string): boolean {
    const found = this.#is(text);
    if (found) this.#at += 1;
    return found;
  }

  #expect(text: string): void {
    if (!this.#skip(text)) this.#unexpected();
  }

  #take(kind: Token['kind']): Token {
    const token = this.#next;
    if (token.kind !== kind) this.#unexpected();
    this.#at += 1;
    return token;
  }

  #unexpected(): never {
    const { kind, text, offset } = this.#next;
    throw new JqError(kind === 'end' ? 'unexpected EOF' : `unexpected token "${text}" at ${offset}`);
  }

  #query(): Query {
    this.#depth += 1;
    if (this.#depth > depthMax) throw new JqError('the query is nested too deep');
    const query = this.#pipe(true);
    this.#depth -= 1;
    return query;
  }

  /** `withCommas` false: the value of a member of an object, which a comma ends. */
  #pipe(withCommas: boolean): Query {
    const left = withCommas ? this.#comma() : this.#expression();
    return this.#skip('|') ? { kind: 'pipe', left, right: this.#pipe(withCommas) } : left;
  }

  #comma(): Query {
    let left = this.#operand();
    while (this.#skip(',')) left = { kind: 'comma', left, right: this.#operand() };
    return left;
  }

  /** Definitions, labels and what is given names reach to the end of the query. */
  #operand(): Query {
    if (this.#is('def')) return { kind: 'define', definition: this.#definition(), body: this.#query() };
    if (this.#skip('label')) {
      const name = this.#take('variable').text;
      this.#expect('|');
      return { kind: 'label', name, body: this.#query() };
    }
    const expression = this.#expression();
    return this.#is('as') ? this.#bind(expression) : expression;
  }

  #bind(source: Query): Query {
    const patterns: Pattern[] = [];
    do {
      this.#at += 1;
      patterns.push(this.#pattern());
    } while (this.#is('?//'));
    this.#expect('|');
    return { kind: 'bind', source, patterns, body: this.#query() };
  }

  #definition(): Definition {
    this.#expect('def');
    const name = this.#take('name').text;
    const params: string[] = [];
    if (this.#skip('(')) {
      do {
        const isValue = this.#next.kind === 'variable';
        params.push(isValue ? `$${this.#take('variable').text}` : this.#take('name').text);
      } while (this.#skip(';'));
      this.#expect(')');
    }
    this.#expect(':');
    const body = this.#query();
    this.#expect(';');
    return { name, params, body };
  }

  #expression(level = 0): Query {
    const rules = levels[level];
    if (rules === undefined) return this.#postfix();
    const { operators, side } = rules;
    let left = this.#expression(level + 1);
    while (operators.has(this.#next.text) && this.#is(this.#next.text)) {
      const operator = this.#next.text;
      this.#at += 1;
      const right = this.#expression(side === 'right' ? level : level + 1);
      left =
        level === 1
          ? { kind: 'update', operator, target: left, value: right }
          : { kind: 'binary', operator, left, right };
      if (side !== 'left') break;
    }
    if (side === 'none' && operators.has(this.#next.text) && this.#is(this.#next.text)) this.#unexpected();
    return left;
  }

  #postfix(): Query {
    let query = this.#term();
    for (;;) {
      if (this.#next.kind === 'field') query = field(query, this.#take('field').text);
      else if (this.#skip('?')) query = { kind: 'try', body: query, handler: undefined };
      else if (this.#is('[')) query = this.#suffix(query);
      else if (this.#is('.')) {
        this.#at += 1;
        if (this.#next.kind === 'string') query = { kind: 'index', of: query, at: this.#text(undefined) };
        else if (this.#is('[')) query = this.#suffix(query);
        else this.#unexpected();
      } else return query;
    }
  }

  /** `[]`, `[at]`, `[from:to]`. */
  #suffix(of: Query): Query {
    this.#expect('[');
    if (this.#skip(']')) return { kind: 'iterate', of };
    if (this.#skip(':')) {
      const to = this.#query();
      this.#expect(']');
      return { kind: 'slice', of, from: undefined, to };
    }
    const at = this.#query();
    if (this.#skip(']')) return { kind: 'index', of, at };
    this.#expect(':');
    if (this.#skip(']')) return { kind: 'slice', of, from: at, to: undefined };
    const to = this.#query();
    this.#expect(']');
    return { kind: 'slice', of, from: at, to };
  }

  #term(): Query {
    const token = this.#next;
    switch (token.kind) {
      case 'field':
        this.#at += 1;
        return field(identity, token.text);
      case 'number':
        this.#at += 1;
        return { kind: 'literal', value: numberOf(token.text) };
      case 'string':
        return this.#text(undefined);
      case 'format':
        this.#at += 1;
        return this.#next.kind === 'string' ? this.#text(token.text) : { kind: 'format', name: token.text };
      case 'variable':
        this.#at += 1;
        return { kind: 'variable', name: token.text, offset: token.offset };
      case 'name':
        this.#at += 1;
        return { kind: 'call', name: token.text, args: this.#args(), offset: token.offset };
      case 'keyword':
        return this.#keyword(token);
      case 'operator':
        return this.#sign();
      case 'end':
        return this.#unexpected();
    }
  }

  #sign(): Query {
    if (this.#skip('..')) return { kind: 'recurse' };
    if (this.#skip('.')) {
      if (this.#next.kind === 'string') return { kind: 'index', of: identity, at: this.#text(undefined) };
      return this.#is('[') ? this.#suffix(identity) : identity;
    }
    if (this.#skip('-')) return { kind: 'negate', of: this.#postfix() };
    if (this.#skip('+')) return this.#postfix();
    if (this.#skip('(')) {
      const query = this.#query();
      this.#expect(')');
      return query;
    }
    if (this.#skip('[')) {
      if (this.#skip(']')) return { kind: 'array', items: undefined };
      const items = this.#query();
      this.#expect(']');
      return { kind: 'array', items };
    }
    if (this.#skip('{')) return { kind: 'object', members: this.#members() };
    return this.#unexpected();
  }

  #keyword(token: Token): Query {
    this.#at += 1;
    switch (token.text) {
      case 'null':
        return { kind: 'literal', value: null };
      case 'true':
      case 'false':
        return { kind: 'literal', value: token.text === 'true' };
      case 'if':
        return this.#condition();
      case 'try': {
        const body = this.#postfix();
        return { kind: 'try', body, handler: this.#skip('catch') ? this.#postfix() : undefined };
      }
      case 'reduce':
      case 'foreach':
        return this.#fold(token.text);
      case 'break':
        return { kind: 'break', name: this.#take('variable').text, offset: token.offset };
      default:
        this.#at -= 1;
        return this.#unexpected();
    }
  }

  /** After `if` or `elif`. */
  #condition(): Query {
    const condition = this.#query();
    this.#expect('then');
    const then = this.#query();
    if (this.#skip('elif')) return { kind: 'if', condition, then, otherwise: this.#condition() };
    const otherwise = this.#skip('else') ? this.#query() : undefined;
    this.#expect('end');
    return { kind: 'if', condition, then, otherwise };
  }

  #fold(kind: 'reduce' | 'foreach'): Query {
    const source = this.#postfix();
    this.#expect('as');
    const pattern = this.#pattern();
    this.#expect('(');
    const start = this.#query();
    this.#expect(';');
    const update = this.#query();
    const extract = kind === 'foreach' && this.#skip(';') ? this.#query() : undefined;
    this.#expect(')');
    return kind === 'reduce'
      ? { kind, source, pattern, start, update }
      : { kind, source, pattern, start, update, extract };
  }

  #args(): readonly Query[] {
    const args: Query[] = [];
    if (!this.#skip('(')) return args;
    do args.push(this.#query());
    while (this.#skip(';'));
    this.#expect(')');
    return args;
  }

  #text(format: string | undefined): Query {
    const { parts = [] } = this.#take('string');
    const [only] = parts;
    if (parts.length === 1 && typeof only === 'string') return { kind: 'literal', value: only };
    const read = parts.map((part) => (typeof part === 'string' ? part : new Parser(part).whole()));
    return { kind: 'text', format, parts: read };
  }

  #members(): readonly ObjectMember[] {
    const members: ObjectMember[] = [];
    while (!this.#skip('}')) {
      members.push(this.#member());
      if (this.#skip('}')) break;
      this.#expect(',');
    }
    return members;
  }

  #member(): ObjectMember {
    const { kind, text, offset } = this.#next;
    if (this.#skip('(')) {
      const key = this.#query();
      this.#expect(')');
      this.#expect(':');
      return { key, value: this.#pipe(false) };
    }
    let key: Query;
    if (kind === 'string') key = this.#text(undefined);
    else if (kind === 'name' || kind === 'keyword' || kind === 'variable') {
      this.#at += 1;
      key = { kind: 'literal', value: text };
    } else return this.#unexpected();
    if (kind === 'variable') {
      const value: Query = { kind: 'variable', name: text, offset };
      if (!this.#is(':')) return { key, value };
    }
    return { key, value: this.#skip(':') ? this.#pipe(false) : { kind: 'index', of: identity, at: key } };
  }

  #pattern(): Pattern {
    if (this.#skip('[')) {
      const items = [this.#pattern()];
      while (this.#skip(',')) items.push(this.#pattern());
      this.#expect(']');
      return { kind: 'items', items };
    }
    if (this.#skip('{')) {
      const members = [this.#patternMember()];
      while (this.#skip(',')) members.push(this.#patternMember());
      this.#expect('}');
      return { kind: 'members', members };
    }
    return { kind: 'name', name: this.#take('variable').text };
  }

  #patternMember(): PatternMember {
    const { kind, text } = this.#next;
    if (kind === 'variable') {
      this.#at += 1;
      const value = this.#skip(':') ? this.#pattern() : undefined;
      return { key: { kind: 'literal', value: text }, name: text, value };
    }
    let key: Query;
    if (kind === 'string') key = this.#text(undefined);
    else if (this.#skip('(')) {
      key = this.#query();
      this.#expect(')');
    } else {
      if (kind !== 'name' && kind !== 'keyword') this.#unexpected();
      this.#at += 1;
      key = { kind: 'literal', value: text };
    }
    this.#expect(':');
    return { key, name: undefined, value: this.#pattern() };
  }
}

function field(of: Query, name: string): Query {
  return { kind: 'index', of, at: { kind: 'literal', value: name } };
}

/** Whole numbers are integers, all others floating point numbers. */
export function numberOf(text: string): bigint | number {
  return /^[+-]?[0-9]+$/.test(text) ? BigInt(text.replace('+', '')) : Number(text);
}
