import { parseInt64 } from '../../values/int64.ts';
import { CelUint, type CelValue } from '../values/value.ts';
import { type Expression, type MapEntry, partsOf, type StructField } from './ast.ts';
import { RuleDepths } from './rule-depths.ts';
import { expandMacro } from './macros.ts';
import type { MacroTools } from './macro-tools.ts';
import { type Token, tokenize } from './lexer.ts';
import { type Issue, Source } from './source.ts';
import { ends, SyntaxFailure, starts, TokenStream } from './token-stream.ts';
import { UnescapeError, unescapeBytes, unescapeString } from './unescape.ts';

const charactersMax = 100_000;

/** What cannot stand as a name, though the grammar would have it. */
const reservedNames = new Set(
  'as break const continue else false for function if import in let loop package namespace null return true var void while'.split(
    ' ',
  ),
);

/**
 * Reads an expression; macros are expanded. With any issue, the expression is not to be used.
 * Mirrors cel-go parser/parser.go. Differs: after the first token that fits nowhere the rest is not looked at.
 */
export function parse(source: Source): { expression: Expression | undefined; issues: readonly Issue[] } {
  const { length } = source.characters;
  if (length > charactersMax) {
    const message = `expression code point size exceeds limit: size: ${length}, limit ${charactersMax}`;
    return { expression: undefined, issues: [{ offset: undefined, message }] };
  }
  const { tokens, issues } = tokenize(source);
  const parser = new Parser(new TokenStream(tokens, [...issues]));
  return parser.parse();
}

class Parser implements MacroTools {
  readonly #stream: TokenStream;
  readonly #depths = new RuleDepths();

  constructor(stream: TokenStream) {
    this.#stream = stream;
  }

  parse(): { expression: Expression | undefined; issues: readonly Issue[] } {
    try {
      const expression = this.#expr();
      this.#stream.end();
      return { expression, issues: this.#stream.issues };
    } catch (error) {
      if (!(error instanceof SyntaxFailure)) throw error;
      return { expression: undefined, issues: [...this.#stream.issues, error.issue] };
    }
  }

  /** Tells what is wrong, and goes on with something that is not looked at any more. */
  report(offset: number, message: string): Expression {
    this.#stream.issues.push({ offset, message });
    return { kind: 'literal', offset, value: null };
  }

  #expr(): Expression {
    return this.#depths.within('expr', () => {
      const condition = this.#or();
      const question = this.#stream.takeIf('?');
      if (question === undefined) return condition;
      const whenTrue = this.#or();
      this.#stream.take(':');
      const whenFalse = this.#expr();
      return this.#call(question.offset, '_?_:_', [condition, whenTrue, whenFalse]);
    });
  }

  #or(): Expression {
    return this.#logical('||', '_||_', () => this.#logical('&&', '_&&_', () => this.#relation()));
  }

  /** Many terms become a balanced tree, so that it is not deep. */
  #logical(sign: string, name: string, term: () => Expression): Expression {
    const terms = [term()];
    const offsets: number[] = [];
    for (let token = this.#stream.takeIf(sign); token !== undefined; token = this.#stream.takeIf(sign)) {
      offsets.push(token.offset);
      terms.push(term());
    }
    return balance(terms, offsets, 0, offsets.length - 1, name);
  }

  #relation(): Expression {
    return this.#binary('relation', relations, () => this.#sum());
  }

  #sum(): Expression {
    return this.#binary('sum', sums, () => this.#binary('product', products, () => this.#unary()));
  }

  #binary(rule: string, operators: Operators, operand: () => Expression): Expression {
    return this.#depths.within(rule, (deeper) => {
      let left = operand();
      for (;;) {
        const name = operators[this.#stream.peek.kind];
        if (name === undefined) return left;
        deeper();
        const { offset } = this.#stream.next();
        left = this.#call(offset, name, [left, operand()]);
      }
    });
  }

  #unary(): Expression {
    this.#stream.expect(starts.unary);
    const sign = this.#stream.peek;
    if (sign.kind !== '!' && sign.kind !== '-') return this.#member();
    if (sign.kind === '-' && /^NUM_(INT|FLOAT)$/.test(this.#stream.following.kind)) {
      return this.#member();
    }
    let count = 0;
    while (this.#stream.takeIf(sign.kind) !== undefined) count++;
    this.#stream.expect(starts.member);
    const operand = this.#member();
    if (count % 2 === 0) return operand;
    return this.#call(sign.offset, sign.kind === '!' ? '!_' : '-_', [operand]);
  }

  #member(): Expression {
    return this.#depths.within('member', (deeper) => {
      let operand = this.#primary();
      for (;;) {
        const dot = this.#stream.takeIf('.');
        if (dot !== undefined) operand = this.#selected(operand, dot);
        else if (this.#stream.peek.kind === '[') operand = this.#indexed(operand);
        else return operand;
        deeper();
      }
    });
  }

  #selected(operand: Expression, dot: Token): Expression {
    const optional = this.#stream.takeIf('?') !== undefined;
    const name = this.#stream.takeOne(['IDENTIFIER', 'ESC_IDENTIFIER']);
    const open = optional || name.kind !== 'IDENTIFIER' ? undefined : this.#stream.takeIf('(');
    if (open !== undefined) return this.#call(open.offset, name.text, this.#args(), operand);
    if (name.kind === 'ESC_IDENTIFIER') this.report(name.offset, "unsupported syntax: '`'");
    if (!optional) return { kind: 'select', offset: dot.offset, operand, field: name.text, testOnly: false };
    const field: Expression = { kind: 'literal', offset: name.offset, value: name.text };
    return { kind: 'call', offset: dot.offset, name: '_?._', target: undefined, args: [operand, field] };
  }

  #indexed(operand: Expression): Expression {
    const { offset } = this.#stream.next();
    const optional = this.#stream.takeIf('?') !== undefined;
    const index = this.#expr();
    this.#stream.take(']');
    return this.#call(offset, optional ? '_[?_]' : '_[_]', [operand, index]);
  }

  /** After the opening parenthesis. */
  #args(): Expression[] {
    const args: Expression[] = [];
    if (this.#stream.takeIf(')') !== undefined) return args;
    this.#stream.expect(starts.args);
    do args.push(this.#expr());
    while (this.#stream.takeIf(',') !== undefined);
    this.#stream.take(')');
    return args;
  }

  #primary(): Expression {
    const token = this.#stream.next();
    switch (token.kind) {
      case '(': {
        const inner = this.#expr();
        this.#stream.take(')');
        return inner;
      }
      case '[':
        return this.#list(token);
      case '{':
        return { kind: 'map', offset: token.offset, entries: this.#entries() };
      case '.':
        return this.#named(this.#stream.take('IDENTIFIER'), token);
      case 'IDENTIFIER':
        return this.#named(token, undefined);
      case '-':
        return this.#number(token, this.#stream.takeOne(['NUM_INT', 'NUM_FLOAT']));
      case 'NUM_INT':
      case 'NUM_FLOAT':
      case 'NUM_UINT':
        return this.#number(undefined, token);
      default:
        return this.#text(token);
    }
  }

  #text({ kind, text, offset }: Token): Expression {
    if (kind === 'true' || kind === 'false') return { kind: 'literal', offset, value: kind === 'true' };
    if (kind === 'null') return { kind: 'literal', offset, value: null };
    try {
      const value = kind === 'BYTES' ? unescapeBytes(text.slice(1)) : unescapeString(text);
      return { kind: 'literal', offset, value };
    } catch (error) {
      if (error instanceof UnescapeError) return this.report(offset, error.message);
      throw error;
    }
  }

  #number(sign: Token | undefined, token: Token): Expression {
    const { offset } = sign ?? token;
    const value = numberOf(`${sign === undefined ? '' : '-'}${token.text}`, token.kind);
    if (value !== undefined) return { kind: 'literal', offset, value };
    const kind = token.kind === 'NUM_INT' ? 'int' : token.kind === 'NUM_UINT' ? 'uint' : 'double';
    return this.report(offset, `invalid ${kind} literal`);
  }

  /** A name, a call of a function, or the making of a message. */
  #named(name: Token, dot: Token | undefined): Expression {
    const typeName = this.#stream.messageName(name);
    if (typeName !== undefined) return this.#message(`${dot?.text ?? ''}${typeName}`);
    const offset = (dot ?? name).offset;
    if (reservedNames.has(name.text)) return this.report(offset, `reserved identifier: ${name.text}`);
    const text = `${dot === undefined ? '' : '.'}${name.text}`;
    const open = this.#stream.takeIf('(');
    if (open !== undefined) return this.#call(open.offset, text, this.#args());
    return { kind: 'ident', offset: name.offset, name: text };
  }

  #list({ offset }: Token): Expression {
    const items: Expression[] = [];
    const optional = new Set<number>();
    while (!this.#stream.closes(']', starts.items, items.length > 0)) {
      if (this.#stream.takeIf('?') !== undefined) optional.add(items.length);
      items.push(this.#expr());
    }
    return { kind: 'list', offset, items, optional };
  }

  /** After the opening brace. */
  #entries(): MapEntry[] {
    const entries: MapEntry[] = [];
    while (!this.#stream.closes('}', starts.items, entries.length > 0)) {
      const optional = this.#stream.takeIf('?') !== undefined;
      const key = this.#expr();
      const { offset } = this.#stream.take(':');
      entries.push({ offset, key, value: this.#expr(), optional });
    }
    return entries;
  }

  #message(typeName: string): Expression {
    const { offset } = this.#stream.take('{');
    const fields: StructField[] = [];
    while (!this.#stream.closes('}', ends.fields, fields.length > 0)) {
      const optional = this.#stream.takeIf('?') !== undefined;
      const name = this.#stream.takeOne(['IDENTIFIER', 'ESC_IDENTIFIER']);
      if (name.kind === 'ESC_IDENTIFIER') this.report(name.offset, "unsupported syntax: '`'");
      const colon = this.#stream.take(':');
      fields.push({ offset: colon.offset, name: name.text, value: this.#expr(), optional });
    }
    return { kind: 'struct', offset, typeName, fields };
  }

  #call(offset: number, name: string, args: readonly Expression[], target?: Expression): Expression {
    return expandMacro(this, { offset, name, args, target }) ?? { kind: 'call', offset, name, target, args };
  }
}

type Operators = Readonly<Record<string, string | undefined>>;

const relations: Operators = {
  '<': '_<_',
  '<=': '_<=_',
  '>=': '_>=_',
  '>': '_>_',
  '==': '_==_',
  '!=': '_!=_',
  in: '@in',
};
const products: Operators = { '*': '_*_', '/': '_/_', '%': '_%_' };
const sums: Operators = { '+': '_+_', '-': '_-_' };

function balance(
  terms: readonly Expression[],
  offsets: readonly number[],
  low: number,
  high: number,
  name: string,
): Expression {
  const [first] = terms;
  if (offsets.length === 0 && first !== undefined) return first;
  const middle = (low + high + 1) >> 1;
  const left = middle === low ? terms[middle] : balance(terms, offsets, low, middle - 1, name);
  const right = middle === high ? terms[middle + 1] : balance(terms, offsets, middle + 1, high, name);
  const args = [left, right].filter((term) => term !== undefined);
  return { kind: 'call', offset: offsets[middle] ?? 0, name, target: undefined, args };
}

function numberOf(text: string, kind: string): CelValue | undefined {
  if (kind === 'NUM_FLOAT') return Number.isFinite(Number(text)) ? Number(text) : undefined;
  const digits = text.replace(/[uU]$/, '');
  if (digits.length > 40) return undefined;
  const negative = digits.startsWith('-');
  const size = BigInt(negative ? digits.slice(1) : digits);
  if (kind === 'NUM_UINT') return size < 2n ** 64n ? new CelUint(size) : undefined;
  return parseInt64(String(negative ? -size : size));
}

/** How many expressions there are in one, itself included. */
export function sizeOf(expression: Expression): number {
  return partsOf(expression).reduce((sum, part) => sum + sizeOf(part), 1);
}
