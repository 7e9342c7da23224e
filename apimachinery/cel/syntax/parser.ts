import { parseInt64 } from '../../values/int64.ts';
import { CelUint, type CelValue } from '../values/value.ts';
import type { Expression, MapEntry, StructField } from './ast.ts';
import { type Token, tokenize } from './lexer.ts';
import type { MacroTools } from './macro-tools.ts';
import { expandMacro } from './macros.ts';
import { RuleDepths, TooDeep } from './rule-depths.ts';
import type { Issue, Source } from './source.ts';
import { follows, SyntaxFailure, starts, TokenStream } from './token-stream.ts';
import { UnescapeError, unescapeBytes, unescapeString } from './unescape.ts';

const charactersMax = 100_000;

/** What cannot stand as a name, though the grammar would have it. */
const reservedNames = new Set(
  'as break const continue else false for function if import in let loop package namespace null return true var void while'.split(
    ' ',
  ),
);

/**
 * Reads an expression; macros are expanded, `cel.bind` where an environment `binds`. With any issue, the expression is not to be used.
 * Mirrors cel-go parser/parser.go. Differs: of an expression with several syntax errors, the later ones may be told otherwise.
 */
export function parse(
  source: Source,
  binds: boolean,
): { expression: Expression | undefined; issues: readonly Issue[] } {
  const { length } = source.characters;
  if (length > charactersMax) {
    const message = `expression code point size exceeds limit: size: ${length}, limit ${charactersMax}`;
    return { expression: undefined, issues: [{ offset: undefined, message }] };
  }
  const { tokens, issues } = tokenize(source);
  const parser = new Parser(new TokenStream(tokens, [...issues]), binds);
  return parser.parse();
}

class Parser implements MacroTools {
  readonly binds: boolean;
  readonly #stream: TokenStream;
  readonly #depths = new RuleDepths();

  constructor(stream: TokenStream, binds: boolean) {
    this.binds = binds;
    this.#stream = stream;
  }

  parse(): { expression: Expression | undefined; issues: readonly Issue[] } {
    const { issues } = this.#stream;
    try {
      const expression = this.#expr();
      this.#stream.end();
      return { expression, issues };
    } catch (error) {
      if (error instanceof TooDeep) issues.push({ offset: undefined, message: error.message });
      else if (!(error instanceof SyntaxFailure)) throw error;
      return { expression: undefined, issues };
    }
  }

  /** Tells what is wrong, and goes on with something that is not looked at any more. */
  report(offset: number, message: string): Expression {
    this.#stream.issues.push({ offset, message });
    return { kind: 'literal', offset, value: null };
  }

  /** What cannot be read of it is left out, up to where something may follow. */
  #expr(): Expression {
    const { offset } = this.#stream.peek;
    this.#depths.enter('expr');
    try {
      return this.#conditional();
    } catch (error) {
      return this.#recover(error, follows.expr, offset);
    } finally {
      this.#depths.leave('expr');
    }
  }

  #recover(error: unknown, end: ReadonlySet<string>, offset: number): Expression {
    if (!(error instanceof SyntaxFailure)) throw error;
    this.#stream.skipTo(end);
    return { kind: 'literal', offset, value: null };
  }

  #conditional(): Expression {
    const condition = this.#or();
    const question = this.#stream.takeIf('?');
    if (question === undefined) return condition;
    const whenTrue = this.#stream.inside([':'], () => this.#or());
    this.#stream.take(':');
    const whenFalse = this.#expr();
    return this.#call(question.offset, '_?_:_', [condition, whenTrue, whenFalse]);
  }

  /** Many terms become a balanced tree, so that it is not deep. */
  #or(): Expression {
    const terms = [this.#and()];
    const offsets: number[] = [];
    for (let sign = this.#stream.takeIf('||'); sign !== undefined; sign = this.#stream.takeIf('||')) {
      offsets.push(sign.offset);
      terms.push(this.#and());
    }
    return balance(terms, offsets, 0, offsets.length - 1, '_||_');
  }

  #and(): Expression {
    const terms = [this.#binary(0)];
    const offsets: number[] = [];
    for (let sign = this.#stream.takeIf('&&'); sign !== undefined; sign = this.#stream.takeIf('&&')) {
      offsets.push(sign.offset);
      terms.push(this.#binary(0));
    }
    return balance(terms, offsets, 0, offsets.length - 1, '_&&_');
  }

  /** Operands joined by operators that bind at least so closely. A chain of them is as deep as it is long. */
  #binary(closeness: number): Expression {
    let left = this.#operand();
    let links = 0;
    for (;;) {
      const operator = binaryOperators[this.#stream.peek.kind];
      if (operator === undefined || operator.closeness < closeness) break;
      this.#depths.enter('binary');
      links++;
      const { offset } = this.#stream.next();
      left = this.#call(offset, operator.name, [left, this.#binary(operator.closeness + 1)]);
    }
    this.#depths.leave('binary', links);
    return left;
  }

  #operand(): Expression {
    const { offset } = this.#stream.peek;
    try {
      return this.#unary();
    } catch (error) {
      return this.#recover(error, follows.operand, offset);
    }
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
    this.#stream.expect(starts.unary);
    const operand = this.#member();
    if (count % 2 === 0) return operand;
    return this.#call(sign.offset, sign.kind === '!' ? '!_' : '-_', [operand]);
  }

  #member(): Expression {
    let operand = this.#recoveredPrimary();
    let links = 0;
    for (;;) {
      const dot = this.#stream.takeIf('.');
      if (dot !== undefined) operand = this.#selected(operand, dot);
      else if (this.#stream.peek.kind === '[') operand = this.#indexed(operand);
      else break;
      this.#depths.enter('member');
      links++;
    }
    this.#depths.leave('member', links);
    return operand;
  }

  #recoveredPrimary(): Expression {
    const { kind, offset } = this.#stream.peek;
    // Where a dot begins nothing, another one after it selects nothing.
    const end = kind === '.' && this.#stream.following.kind !== 'IDENTIFIER' ? 'operand' : 'primary';
    try {
      return this.#primary();
    } catch (error) {
      return this.#recover(error, follows[end], offset);
    }
  }

  #selected(operand: Expression, dot: Token): Expression {
    const optional = this.#stream.takeIf('?') !== undefined;
    const name = this.#fieldName(optional);
    const open = optional || name.kind !== 'IDENTIFIER' ? undefined : this.#stream.takeIf('(');
    if (open !== undefined) return this.#call(open.offset, name.text, this.#args(), operand);
    if (name.kind === 'ESC_IDENTIFIER') this.report(name.offset, "unsupported syntax: '`'");
    if (!optional) return { kind: 'select', offset: dot.offset, operand, field: name.text, testOnly: false };
    const field: Expression = { kind: 'literal', offset: name.offset, value: name.text };
    return { kind: 'call', offset: dot.offset, name: '_?._', target: undefined, args: [operand, field] };
  }

  /** After a dot. */
  #fieldName(optional: boolean): Token {
    const names = ['IDENTIFIER', 'ESC_IDENTIFIER'];
    const { kind, text } = this.#stream.peek;
    if (optional || names.includes(kind)) return this.#stream.takeOne(names);
    const known = kind === 'true' || kind === 'false' || kind === 'null';
    const shown = kind === '<EOF>' ? '' : text;
    this.#stream.tell(
      known
        ? `mismatched input '${text}' expecting IDENTIFIER`
        : `no viable alternative at input '.${shown}'`,
    );
    throw new SyntaxFailure();
  }

  #indexed(operand: Expression): Expression {
    const { offset } = this.#stream.next();
    this.#stream.expect(starts.items);
    const optional = this.#stream.takeIf('?') !== undefined;
    const index = this.#stream.inside([']'], () => this.#expr());
    this.#stream.take(']');
    return this.#call(offset, optional ? '_[?_]' : '_[_]', [operand, index]);
  }

  /** After the opening parenthesis. */
  #args(): Expression[] {
    const args: Expression[] = [];
    if (this.#stream.takeIf(')') !== undefined) return args;
    this.#stream.expect(starts.args);
    do args.push(this.#stream.inside([')', ','], () => this.#expr()));
    while (this.#stream.takeIf(',') !== undefined);
    this.#stream.take(')');
    return args;
  }

  #primary(): Expression {
    const token = this.#stream.next();
    switch (token.kind) {
      case '(': {
        const inner = this.#stream.inside([')'], () => this.#expr());
        this.#stream.take(')');
        return inner;
      }
      case '[':
        return this.#list(token);
      case '{':
        return { kind: 'map', offset: token.offset, entries: this.#entries() };
      case '.':
        return this.#named(this.#leadingName(), token);
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

  #leadingName(): Token {
    if (this.#stream.peek.kind === 'IDENTIFIER') return this.#stream.next();
    return this.#fieldName(false);
  }

  /** A name, a call of a function, or the making of a message. */
  #named(name: Token, dot: Token | undefined): Expression {
    const typeName = this.#stream.messageName(name);
    if (typeName !== undefined) return this.#message(`${dot?.text ?? ''}${typeName}`);
    const offset = (dot ?? name).offset;
    if (reservedNames.has(name.text)) {
      if (this.#stream.takeIf('(') !== undefined) this.#args();
      return this.report(offset, `reserved identifier: ${name.text}`);
    }
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
      items.push(this.#stream.inside([']', ','], () => this.#expr()));
    }
    return { kind: 'list', offset, items, optional };
  }

  /** After the opening brace. */
  #entries(): MapEntry[] {
    const entries: MapEntry[] = [];
    while (!this.#stream.closes('}', starts.items, entries.length > 0)) {
      const optional = this.#stream.takeIf('?') !== undefined;
      const key = this.#stream.inside([':'], () => this.#expr());
      const { offset } = this.#stream.take(':');
      entries.push({ offset, key, value: this.#entryValue(), optional });
    }
    return entries;
  }

  #entryValue(): Expression {
    return this.#stream.inside(['}', ','], () => this.#expr());
  }

  #message(typeName: string): Expression {
    const { offset } = this.#stream.take('{');
    const fields: StructField[] = [];
    while (!this.#stream.closes('}', starts.fields, fields.length > 0)) {
      const optional = this.#stream.takeIf('?') !== undefined;
      const name = this.#stream.takeOne(['IDENTIFIER', 'ESC_IDENTIFIER']);
      if (name.kind === 'ESC_IDENTIFIER') this.report(name.offset, "unsupported syntax: '`'");
      const colon = this.#stream.take(':');
      fields.push({ offset: colon.offset, name: name.text, value: this.#entryValue(), optional });
    }
    return { kind: 'struct', offset, typeName, fields };
  }

  #call(offset: number, name: string, args: readonly Expression[], target?: Expression): Expression {
    return expandMacro(this, { offset, name, args, target }) ?? { kind: 'call', offset, name, target, args };
  }
}

interface BinaryOperator {
  readonly name: string;
  readonly closeness: number;
}

const binaryOperators: Readonly<Record<string, BinaryOperator | undefined>> = {
  '<': { name: '_<_', closeness: 0 },
  '<=': { name: '_<=_', closeness: 0 },
  '>=': { name: '_>=_', closeness: 0 },
  '>': { name: '_>_', closeness: 0 },
  '==': { name: '_==_', closeness: 0 },
  '!=': { name: '_!=_', closeness: 0 },
  in: { name: '@in', closeness: 0 },
  '+': { name: '_+_', closeness: 1 },
  '-': { name: '_-_', closeness: 1 },
  '*': { name: '_*_', closeness: 2 },
  '/': { name: '_/_', closeness: 2 },
  '%': { name: '_%_', closeness: 2 },
};

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
