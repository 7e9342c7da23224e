import { JqError } from './jq-error.ts';

/** `text` of a string is what it says, of all others as it stands. */
export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
  readonly offset: number;
  /** Of a string: its texts and the tokens of the queries between them. */
  readonly parts?: readonly (string | readonly Token[])[];
}

export type TokenKind =
  | 'field'
  | 'name'
  | 'keyword'
  | 'variable'
  | 'format'
  | 'number'
  | 'string'
  | 'operator'
  | 'end';

export const keywords: ReadonlySet<string> = new Set(
  'or and module import include def as label break null true false if then elif else end try catch reduce foreach'.split(
    ' ',
  ),
);

const spaces = /(?:[ \t\r\n]|#[^\n\r]*)+/y;
const number = /(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?/y;
const name = /[a-zA-Z_][a-zA-Z0-9_]*/y;
const operator = /\.\.|\?\/\/|\|=|\+=|-=|\*=|\/\/=|\/=|%=|==|!=|<=|>=|\/\/|[.[\]{}()|,:;=<>+\-*/%?]/y;

/** The tokens of a query, without an end. Throws JqError. */
export function tokenize(source: string): readonly Token[] {
  return new Lexer(source).tokens(false);
}

/** Texts in queries in texts. */
const depthMax = 100;

class Lexer {
  readonly #source: string;
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
  }

  /** Up to the end, or, `inText`, to the parenthesis that ends a query in a text. */
  tokens(inText: boolean): readonly Token[] {
    this.#depth += 1;
    if (this.#depth > depthMax) this.#fail('the query is nested too deep');
    const tokens: Token[] = [];
    let open = 0;
    for (;;) {
      this.#take(spaces);
      if (this.#at >= this.#source.length) {
        if (inText) this.#fail('unterminated string literal');
        return tokens;
      }
      const token = this.#token();
      if (token.text === '(' && token.kind === 'operator') open += 1;
      if (token.text === ')' && token.kind === 'operator') {
        if (inText && open === 0) {
          this.#depth -= 1;
          return tokens;
        }
        open -= 1;
      }
      tokens.push(token);
    }
  }

  #token(): Token {
    const offset = this.#at;
    const char = this.#source[offset] ?? '';
    const next = this.#source[offset + 1] ?? '';
    if (char === '"') return this.#string();
    if (char === '@' || char === '$' || (char === '.' && /[a-zA-Z_]/.test(next))) {
      this.#at += 1;
      const text = this.#take(name);
      if (text === undefined) this.#fail(`unexpected token "${char}"`);
      return { kind: char === '@' ? 'format' : char === '$' ? 'variable' : 'field', text, offset };
    }
    if (/[0-9]/.test(char) || (char === '.' && /[0-9]/.test(next))) {
      const text = this.#take(number) ?? '';
      if (/[a-zA-Z_.]/.test(this.#source[this.#at] ?? '')) this.#fail(`invalid token "${text}"`);
      return { kind: 'number', text, offset };
    }
    const word = this.#take(name);
    if (word !== undefined) return { kind: keywords.has(word) ? 'keyword' : 'name', text: word, offset };
    const sign = this.#take(operator);
    if (sign === undefined) this.#fail(`unexpected token ${JSON.stringify(char)}`);
    return { kind: 'operator', text: sign, offset };
  }

  #string(): Token {
    const offset = this.#at;
    const parts: (string | readonly Token[])[] = [];
    let text = '';
    this.#at += 1;
    for (;;) {
      const char = this.#source[this.#at];
      if (char === undefined) this.#fail('unterminated string literal');
      this.#at += 1;
      if (char === '"') break;
      if (char !== '\\') text += char;
      else if (this.#source[this.#at] === '(') {
        this.#at += 1;
        parts.push(text, this.tokens(true));
        text = '';
      } else text += this.#escape();
    }
    parts.push(text);
    return { kind: 'string', text, offset, parts };
  }

  #escape(): string {
    const char = this.#source[this.#at] ?? '';
    this.#at += 1;
    const plain = escapes[char];
    if (plain !== undefined) return plain;
    const hex = this.#source.slice(this.#at, this.#at + 4);
    if (char !== 'u' || !/^[0-9a-fA-F]{4}$/.test(hex))
      this.#fail(`invalid escape sequence "\\${char}" in string literal`);
    this.#at += 4;
    return String.fromCharCode(Number.parseInt(hex, 16));
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [text] = pattern.exec(this.#source) ?? [];
    if (text !== undefined) this.#at += text.length;
    return text;
  }

  #fail(message: string): never {
    throw new JqError(`${message} at ${this.#at}`);
  }
}

const escapes: Readonly<Record<string, string>> = {
  '"': '"',
  '/': '/',
  '\\': '\\',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
