import type { Token } from './lexer.ts';
import type { Issue } from './source.ts';

/** Ends the reading of a part of an expression; what is wrong is told already. */
export class SyntaxFailure extends Error {}

/** Kinds of tokens in the order in which messages list them. */
const kinds =
  '== != in < <= >= > && || [ ] { } ( ) . , - ! ? : + * / % true false null NUM_FLOAT NUM_INT NUM_UINT STRING BYTES IDENTIFIER ESC_IDENTIFIER'.split(
    ' ',
  );
const words = new Set([
  'NUM_FLOAT',
  'NUM_INT',
  'NUM_UINT',
  'STRING',
  'BYTES',
  'IDENTIFIER',
  'ESC_IDENTIFIER',
  '<EOF>',
]);

const primary = '[ { ( . - true false null NUM_FLOAT NUM_INT NUM_UINT STRING BYTES IDENTIFIER'.split(' ');

/** What may begin something. */
export const starts: Readonly<Record<'unary' | 'args' | 'items' | 'fields', ReadonlySet<string>>> = {
  unary: new Set([...primary, '!']),
  args: new Set([...primary, '!', ')']),
  items: new Set([...primary, '!', '?']),
  fields: new Set(['?', 'IDENTIFIER', 'ESC_IDENTIFIER']),
};

const operators = '< <= >= > == != in && || + - * / % ?'.split(' ');

/** What may follow something, besides the end of where it stands. */
export const follows: Readonly<Record<'expr' | 'operand' | 'primary', ReadonlySet<string>>> = {
  expr: new Set(),
  operand: new Set(operators),
  primary: new Set([...operators, '.', '[']),
};

const end: Token = { kind: '<EOF>', text: '<EOF>', offset: 0 };

/** Tokens one after the other, with the messages of ANTLR's error recovery. */
export class TokenStream {
  readonly issues: Issue[];
  readonly #tokens: readonly Token[];
  #at = 0;
  /** What ends each of the brackets and the like around the place, the innermost last. */
  readonly #around: (readonly string[])[] = [['<EOF>']];
  /** After something wrong nothing more is told until a token fits again. */
  #recovering = false;

  constructor(tokens: readonly Token[], issues: Issue[]) {
    this.#tokens = tokens;
    this.issues = issues;
  }

  get peek(): Token {
    return this.#tokenAt(this.#at);
  }

  get following(): Token {
    return this.#tokenAt(this.#at + 1);
  }

  next(): Token {
    const token = this.peek;
    this.#at++;
    this.#recovering = false;
    return token;
  }

  takeIf(kind: string): Token | undefined {
    return this.peek.kind === kind ? this.next() : undefined;
  }

  /** A missing token is told, and taken for given where what follows it is there; throws SyntaxFailure otherwise. */
  take(kind: string): Token {
    const token = this.takeIf(kind);
    if (token !== undefined) return token;
    if (this.following.kind === kind) {
      this.tell(`extraneous input ${shown(this.peek)} expecting ${kindText(kind)}`);
      this.#at++;
      return this.next();
    }
    if (!this.#mayFollow(kind)) return this.#mismatch(new Set([kind]));
    this.tell(`missing ${kindText(kind)} at ${shown(this.peek)}`);
    return { kind, text: kind, offset: this.peek.offset };
  }

  takeOne(expected: readonly string[]): Token {
    return expected.includes(this.peek.kind) ? this.next() : this.#mismatch(new Set(expected));
  }

  /** Sees to it that the next token is one of these. One that is too much is told and left out; throws SyntaxFailure. */
  expect(expected: ReadonlySet<string>): void {
    if (expected.has(this.peek.kind)) return;
    if (!expected.has(this.following.kind)) this.#mismatch(expected);
    this.tell(`extraneous input ${shown(this.peek)} expecting ${setText(expected)}`);
    this.#at++;
  }

  /** Whether a list of things ends here, `some` of which were read; its commas are taken. */
  closes(close: string, items: ReadonlySet<string>, some: boolean): boolean {
    if (some) {
      if (this.takeIf(close) !== undefined) return true;
      if (this.takeIf(',') === undefined) this.expect(new Set([close, ',']));
      return this.takeIf(close) !== undefined;
    }
    if (this.takeIf(',') !== undefined) {
      this.take(close);
      return true;
    }
    if (this.takeIf(close) !== undefined) return true;
    this.expect(new Set([...items, close, ',']));
    return this.takeIf(close) !== undefined;
  }

  /** Reads something between brackets or the like; one of these kinds comes after it. */
  inside<T>(ends: readonly string[], read: () => T): T {
    this.#around.push(ends);
    try {
      return read();
    } finally {
      this.#around.pop();
    }
  }

  /** Goes on to where one of these or the end of something around may be. */
  skipTo(kinds: ReadonlySet<string>): void {
    const stops = new Set([...kinds, '<EOF>', ...this.#around.flat()]);
    while (!stops.has(this.peek.kind)) this.#at++;
  }

  /** Whether the next token may stand right after one of a kind that is missing. */
  #mayFollow(kind: string): boolean {
    const next = this.peek.kind;
    if (kind === ':') return starts.unary.has(next);
    return (
      ')]}'.includes(kind) && (follows.primary.has(next) || this.#around.at(-1)?.includes(next) === true)
    );
  }

  end(): void {
    if (this.peek.kind === '<EOF>') return;
    if (this.following.kind !== '<EOF>') this.#mismatch(new Set(['<EOF>']));
    this.tell(`extraneous input ${shown(this.peek)} expecting <EOF>`);
  }

  /** The name of a message when one is made here, `a.b.C{`; `first` is taken already. The brace is left. */
  messageName(first: Token): string | undefined {
    let name = first.text;
    let at = this.#at;
    while (this.#tokenAt(at).kind === '.' && this.#tokenAt(at + 1).kind === 'IDENTIFIER') {
      name += `.${this.#tokenAt(at + 1).text}`;
      at += 2;
    }
    if (this.#tokenAt(at).kind !== '{') return undefined;
    this.#at = at;
    return name;
  }

  #tokenAt(at: number): Token {
    return this.#tokens[Math.min(at, this.#tokens.length - 1)] ?? end;
  }

  tell(message: string): void {
    if (this.#recovering) return;
    this.#recovering = true;
    this.issues.push({ offset: this.peek.offset, message: `Syntax error: ${message}` });
  }

  #mismatch(expected: ReadonlySet<string>): never {
    this.tell(`mismatched input ${shown(this.peek)} expecting ${setText(expected)}`);
    throw new SyntaxFailure();
  }
}

function shown({ text }: Token): string {
  return `'${text}'`;
}

function kindText(kind: string): string {
  return words.has(kind) ? kind : `'${kind}'`;
}

function setText(expected: ReadonlySet<string>): string {
  const listed = ['<EOF>', ...kinds].filter((kind) => expected.has(kind)).map(kindText);
  return listed.length === 1 ? (listed[0] ?? '') : `{${listed.join(', ')}}`;
}
