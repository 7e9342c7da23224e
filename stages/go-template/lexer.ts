import { TemplateError } from './template-error.ts';

export interface Token {
  readonly kind:
    | 'text'
    | 'open'
    | 'close'
    | 'word'
    | 'field'
    | 'variable'
    | 'number'
    | 'string'
    | 'char'
    | 'sign'
    | 'end';
  /** Of strings and characters, what they say. */
  readonly text: string;
  readonly line: number;
  /** Whether there is a blank before it, which ends a chain of fields. */
  readonly spaced: boolean;
}

const comment = /\/\*[\s\S]*?\*\//y;
const blanks = /[ \t\r\n]+/y;
const word = /[\p{L}_][\p{L}\p{Nd}_]*/uy;
const number =
  /[+-]?(?:0[xX][0-9a-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+|(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][+-]?[0-9]+)?)/y;
const sign = /:=|[|(),=.$]/y;
const quoted = /"(?:[^"\\\n]|\\.)*"/y;
const raw = /`[^`]*`/y;
const char = /'(?:[^'\\\n]|\\[^\n]+?)'/y;

/** The tokens of a template. Throws TemplateError. Mirrors text/template/parse (lex.go). */
export function tokenize(source: string): readonly Token[] {
  return new Lexer(source).tokens();
}

type Read = Pick<Token, 'kind' | 'text'>;

class Lexer {
  readonly #source: string;
  readonly #tokens: Token[] = [];
  #at = 0;
  #line = 1;
  #countedTo = 0;

  constructor(source: string) {
    this.#source = source;
  }

  tokens(): readonly Token[] {
    let trimsNext = false;
    for (;;) {
      const open = this.#source.indexOf('{{', this.#at);
      const end = open < 0 ? this.#source.length : open;
      const trims = open >= 0 && /^\{\{-[ \t\r\n]/.test(this.#source.slice(open, open + 4));
      this.#text(end, trimsNext, trims);
      if (open < 0) return this.#tokens;
      this.#at = open + (trims ? 3 : 2);
      trimsNext = this.#action();
    }
  }

  #text(end: number, trimsStart: boolean, trimsEnd: boolean): void {
    let text = this.#source.slice(this.#at, end);
    if (trimsStart) text = text.replace(/^[ \t\r\n]+/, '');
    if (trimsEnd) text = withoutBlanksAtEnd(text);
    if (text !== '') this.#push('text', text, false);
    this.#at = end;
  }

  /** Up to the end of the action; gives whether what follows is trimmed. */
  #action(): boolean {
    const begun = this.#at;
    this.#take(blanks);
    if (this.#source.startsWith('/*', this.#at)) return this.#comment();
    this.#at = begun;
    this.#push('open', '{{', false);
    for (;;) {
      const spaced = this.#take(blanks) !== undefined;
      const trims = spaced && this.#source.startsWith('-}}', this.#at);
      if (trims || this.#source.startsWith('}}', this.#at)) {
        this.#push('close', '}}', spaced);
        this.#at += trims ? 3 : 2;
        return trims;
      }
      this.#token(spaced);
    }
  }

  #comment(): boolean {
    if (this.#take(comment) === undefined) this.#fail('unclosed comment');
    const spaced = this.#take(blanks) !== undefined;
    const trims = spaced && this.#source.startsWith('-}}', this.#at);
    if (!trims && !this.#source.startsWith('}}', this.#at))
      this.#fail('comment ends before closing delimiter');
    this.#at += trims ? 3 : 2;
    return trims;
  }

  #token(spaced: boolean): void {
    const first = this.#source[this.#at];
    if (first === undefined) this.#fail('unclosed action');
    const { kind, text } = this.#quoted(first) ?? this.#named(first) ?? this.#plain(first);
    this.#push(kind, text, spaced);
  }

  #quoted(first: string): Read | undefined {
    if (first === '"')
      return { kind: 'string', text: unquoted(this.#need(quoted, 'unterminated quoted string'), this) };
    if (first === '`')
      return { kind: 'string', text: this.#need(raw, 'unterminated raw quoted string').slice(1, -1) };
    if (first === "'")
      return { kind: 'char', text: unquoted(this.#need(char, 'unterminated character constant'), this) };
    return undefined;
  }

  /** `.name`, `.`, `$name`, `$`. */
  #named(first: string): Read | undefined {
    const startsNumber = /[0-9]/.test(this.#source[this.#at + 1] ?? '');
    if (first !== '$' && (first !== '.' || startsNumber)) return undefined;
    this.#at += 1;
    const name = this.#take(word);
    if (first === '$') return { kind: 'variable', text: `$${name ?? ''}` };
    return name === undefined ? { kind: 'sign', text: '.' } : { kind: 'field', text: name };
  }

  #plain(first: string): Read {
    const digits = this.#take(number);
    if (digits !== undefined) {
      if (/[\p{L}\p{Nd}_]/u.test(this.#source[this.#at] ?? '')) this.#fail(`bad number syntax: "${digits}"`);
      return { kind: 'number', text: digits };
    }
    const name = this.#take(word);
    if (name !== undefined) return { kind: 'word', text: name };
    const found = this.#take(sign);
    if (found === undefined) this.#fail(`unexpected ${JSON.stringify(first)} in command`);
    return { kind: 'sign', text: found };
  }

  #need(pattern: RegExp, otherwise: string): string {
    return this.#take(pattern) ?? this.#fail(otherwise);
  }

  #take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    const [text] = pattern.exec(this.#source) ?? [];
    if (text !== undefined) this.#at += text.length;
    return text;
  }

  #push(kind: Token['kind'], text: string, spaced: boolean): void {
    for (; this.#countedTo < this.#at; this.#countedTo++)
      if (this.#source[this.#countedTo] === '\n') this.#line += 1;
    this.#tokens.push({ kind, text, line: this.#line, spaced });
  }

  #fail(message: string): never {
    throw new TemplateError(message, this.#source.slice(0, this.#at).split('\n').length);
  }

  badEscape(): never {
    return this.#fail('invalid syntax in a string');
  }
}

function withoutBlanksAtEnd(text: string): string {
  let end = text.length;
  while (end > 0 && ' \t\r\n'.includes(text[end - 1] ?? 'x')) end -= 1;
  return text.slice(0, end);
}

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  '"': '"',
  "'": "'",
};

/** Mirrors strconv.Unquote; bytes by number are characters. */
function unquoted(literal: string, lexer: Lexer): string {
  return literal
    .slice(1, -1)
    .replace(/\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|.)/gs, (_, code: string) => {
      const plain = escapes[code];
      if (plain !== undefined) return plain;
      if (code.length === 1) return lexer.badEscape();
      const isOctal = /^[0-7]/.test(code);
      const point = Number.parseInt(isOctal ? code : code.slice(1), isOctal ? 8 : 16);
      const isChar = point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
      return !isChar ? lexer.badEscape() : String.fromCodePoint(point);
    });
}
