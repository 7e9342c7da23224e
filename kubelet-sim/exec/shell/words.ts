/** A part of a word: what is quoted is neither split nor taken for a pattern. */
export type Part =
  | { readonly type: 'text'; readonly text: string; readonly quoted: boolean }
  | { readonly type: 'variable'; readonly name: string; readonly fallback?: string; readonly quoted: boolean }
  | { readonly type: 'command'; readonly script: string; readonly quoted: boolean };

export type Token =
  | { readonly type: 'word'; readonly parts: readonly Part[] }
  | { readonly type: 'operator'; readonly text: string };

/** What a shell cannot read. */
export class SyntaxProblem extends Error {
  override readonly name = 'SyntaxProblem';
}

const operators = [
  '2>&1',
  '1>&2',
  '2>>',
  '2>',
  '>&2',
  '&&',
  '||',
  '>>',
  ';',
  '|',
  '>',
  '<',
  '&',
  '\n',
  '(',
  ')',
];

/** All of a script is read before any of it runs. */
const scriptCharsMax = 64 * 1024;

/** The words and operators of a script. Throws SyntaxProblem. */
export function tokensOf(script: string): readonly Token[] {
  if (script.length > scriptCharsMax) throw new SyntaxProblem('the script is too long');
  return new Lexer(script).tokens();
}

class Lexer {
  readonly #script: string;
  #at = 0;

  constructor(script: string) {
    this.#script = script;
  }

  tokens(): readonly Token[] {
    const tokens: Token[] = [];
    for (;;) {
      this.#skip(/^(?:[ \t]|\\\n)+/);
      if (this.#at >= this.#script.length) return tokens;
      if (this.#script[this.#at] === '#') this.#skip(/^[^\n]*/);
      else tokens.push(this.#operator() ?? { type: 'word', parts: this.#word() });
    }
  }

  #operator(): Token | undefined {
    const text = operators.find((one) => this.#script.startsWith(one, this.#at));
    if (text === undefined) return undefined;
    this.#at += text.length;
    return { type: 'operator', text };
  }

  #word(): readonly Part[] {
    const parts: Part[] = [];
    const isEnd = (character: string) => /[ \t\n;|&<>()]/.test(character);
    while (this.#at < this.#script.length && !isEnd(this.#script[this.#at] ?? '')) {
      const character = this.#script[this.#at];
      if (character === "'") parts.push(this.#single());
      else if (character === '"') parts.push(...this.#double());
      else if (character === '$' || character === '`') parts.push(this.#expansion(false));
      else
        parts.push({
          type: 'text',
          text: this.#plain(/^(?:\\[\s\S]|[^ \t\n;|&<>()'"$`\\])+|^\\$/),
          quoted: false,
        });
    }
    return parts;
  }

  #single(): Part {
    const end = this.#script.indexOf("'", this.#at + 1);
    if (end < 0) throw new SyntaxProblem('unterminated quoted string');
    const text = this.#script.slice(this.#at + 1, end);
    this.#at = end + 1;
    return { type: 'text', text, quoted: true };
  }

  #double(): readonly Part[] {
    // An empty string is a word, too.
    const parts: Part[] = [{ type: 'text', text: '', quoted: true }];
    this.#at += 1;
    for (;;) {
      const character = this.#script[this.#at];
      if (character === undefined) throw new SyntaxProblem('unterminated quoted string');
      if (character === '"') break;
      if (character === '$' || character === '`') parts.push(this.#expansion(true));
      else {
        const raw = this.#skip(/^(?:\\[\s\S]|[^"$`\\])+|^\\$/);
        parts.push({ type: 'text', text: raw.replace(/\\(["$`\\\n])/g, '$1'), quoted: true });
      }
    }
    this.#at += 1;
    return parts;
  }

  #expansion(quoted: boolean): Part {
    const rest = this.#script.slice(this.#at);
    const ticked = /^`([^`]*)`/.exec(rest);
    const braced = /^\$\{(\w+|[?$#])(?::?-([^}]*))?\}/.exec(rest);
    const bare = /^\$([A-Za-z_]\w*|[0-9?$#])/.exec(rest);
    const variable = braced ?? bare;
    if (rest.startsWith('$(')) return { type: 'command', script: this.#parenthesized(), quoted };
    if (ticked !== null) {
      this.#at += ticked[0].length;
      return { type: 'command', script: ticked[1] ?? '', quoted };
    }
    if (variable === null) {
      this.#at += 1;
      return { type: 'text', text: rest[0] ?? '', quoted };
    }
    this.#at += variable[0].length;
    const [, name = '', fallback] = variable;
    return { type: 'variable', name, quoted, ...(fallback === undefined ? {} : { fallback }) };
  }

  #parenthesized(): string {
    const start = this.#at + 2;
    let depth = 1;
    let at = start;
    for (; depth > 0; at++) {
      const character = this.#script[at];
      if (character === undefined) throw new SyntaxProblem('unexpected end of file (expecting ")")');
      if (character === '(') depth += 1;
      if (character === ')') depth -= 1;
    }
    this.#at = at;
    return this.#script.slice(start, at - 1);
  }

  #plain(pattern: RegExp): string {
    return this.#skip(pattern).replace(/\\([\s\S])/g, '$1');
  }

  #skip(pattern: RegExp): string {
    const [found = ''] = pattern.exec(this.#script.slice(this.#at)) ?? [];
    this.#at += found.length;
    return found;
  }
}
