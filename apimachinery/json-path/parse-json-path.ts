import { goQuote } from '../values/go-format.ts';
import { JsonPathError, type ListNode, type PathNode, type Slice } from './path-node.ts';

/**
 * Reads a template: texts, and paths in braces, `{.spec.replicas}`. Throws JsonPathError in the words of
 * k8s.io/client-go util/jsonpath (parser.go), which it mirrors.
 */
export function parseJsonPath(template: string): ListNode {
  return new Parser(template).parse();
}

type Nodes = PathNode[];

class Parser {
  readonly #input: string;
  readonly #root: Nodes = [];
  #position = 0;

  constructor(input: string) {
    this.#input = input;
  }

  parse(): ListNode {
    while (this.#position < this.#input.length) {
      const brace = this.#input.indexOf('{', this.#position);
      const text = this.#input.slice(this.#position, brace < 0 ? undefined : brace);
      if (text !== '') this.#root.push({ type: 'text', text });
      if (brace < 0) break;
      this.#position = brace + 1;
      const nodes: Nodes = [];
      this.#root.push({ type: 'list', nodes });
      while (!this.#isAt('}')) this.#step(nodes);
      this.#position += 1;
    }
    return { type: 'list', nodes: this.#root };
  }

  /** Reads one part of what is in braces. */
  #step(nodes: Nodes): void {
    const char = this.#peek();
    if (char === '' || isEndOfLine(char)) throw new JsonPathError('unclosed action');
    if (this.#isAt('[?(')) this.#filter(nodes);
    else if (this.#isAt('..')) this.#recursive(nodes);
    else if (char === '+' || char === '-' || isDigit(char)) this.#number(nodes);
    else if (isWord(char)) this.#identifier(nodes);
    else this.#punctuation(nodes, char);
  }

  #punctuation(nodes: Nodes, char: string): void {
    this.#position += char.length;
    if (char === '[') this.#array(nodes);
    else if (char === '"' || char === "'") this.#quote(nodes, char);
    else if (char === '.') this.#field(nodes);
    // The current object, and spaces, change nothing.
    else if (char !== ' ' && char !== '@' && char !== '$') {
      throw new JsonPathError(`unrecognized character in action: ${runeText(char)}`);
    }
  }

  #isAt(text: string): boolean {
    return this.#input.startsWith(text, this.#position);
  }

  #peek(): string {
    const code = this.#input.codePointAt(this.#position);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  /** From `start` on while `goes` says so. */
  #take(start: number, goes: (char: string) => boolean): string {
    for (let char = this.#peek(); char !== '' && goes(char); char = this.#peek())
      this.#position += char.length;
    return this.#input.slice(start, this.#position);
  }

  #field(nodes: Nodes): void {
    const start = this.#position;
    for (let char = this.#peek(); !isTerminator(char); char = this.#peek()) {
      this.#position += char.length;
      if (char === '\\') this.#position += this.#peek().length;
    }
    const name = this.#input.slice(start, this.#position);
    nodes.push(name === '*' ? { type: 'wildcard' } : { type: 'field', name: name.replaceAll('\\', '') });
  }

  #recursive(nodes: Nodes): void {
    if (nodes.at(-1)?.type === 'recursive') throw new JsonPathError('invalid multiple recursive descent');
    this.#position += 2;
    nodes.push({ type: 'recursive' });
    if (isWord(this.#peek())) this.#field(nodes);
  }

  #identifier(nodes: Nodes): void {
    const name = this.#take(this.#position, (char) => !isTerminator(char));
    if (name === 'true' || name === 'false') nodes.push({ type: 'value', value: name === 'true' });
    else nodes.push({ type: 'identifier', name });
  }

  #number(nodes: Nodes): void {
    const start = this.#position;
    if (!isDigit(this.#peek())) this.#position += 1;
    const text = this.#take(start, (char) => char === '.' || isDigit(char));
    if (!/^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)$/.test(text))
      throw new JsonPathError(`cannot parse number ${text}`);
    nodes.push({ type: 'value', value: Number(text) });
  }

  #quote(nodes: Nodes, quote: string): void {
    const start = this.#position;
    for (;;) {
      const char = this.#peek();
      if (char === '' || char === '\n') throw new JsonPathError('unterminated quoted string');
      this.#position += char.length;
      if (char === quote && this.#input[this.#position - 2] !== '\\') break;
    }
    nodes.push({ type: 'text', text: unescaped(this.#input.slice(start, this.#position - 1)) });
  }

  #array(nodes: Nodes): void {
    const start = this.#position;
    const end = this.#input.indexOf(']', start);
    const text = this.#input.slice(start, end);
    if (end < 0 || text.includes('\n')) throw new JsonPathError('unterminated array');
    this.#position = end + 1;
    nodes.push(...arrayNodes(text));
  }

  #filter(nodes: Nodes): void {
    this.#position += 3;
    const text = this.#filterText();
    const comparison = /^([^!<>=]+)([!<>=]+)(.+?)$/s.exec(text);
    if (comparison === null) {
      nodes.push({
        type: 'filter',
        left: action(text),
        operator: 'exists',
        right: { type: 'list', nodes: [] },
      });
    } else {
      const [, left = '', operator = '', right = ''] = comparison;
      nodes.push({ type: 'filter', left: action(left), operator, right: action(right) });
    }
  }

  /** Up to the parenthesis that is in no quotes. */
  #filterText(): string {
    const start = this.#position;
    let quote = '';
    let closed = false;
    for (;;) {
      const char = this.#peek();
      if (char === '' || char === '\n') throw new JsonPathError('unterminated filter');
      this.#position += char.length;
      if (char === ')' && (quote === '' || closed)) break;
      if (char !== '"' && char !== "'") continue;
      if (quote === '') quote = char;
      else if (char === quote && this.#input[this.#position - 2] !== '\\') closed = true;
    }
    const text = this.#input.slice(start, this.#position - 1);
    if (!this.#isAt(']')) throw new JsonPathError('unclosed array expect ]');
    this.#position += 1;
    return text;
  }
}

/** The path within braces alone. */
function action(text: string): ListNode {
  const [first] = parseJsonPath(`{${text}}`).nodes;
  if (first?.type !== 'list') throw new JsonPathError('unclosed action');
  return first;
}

/** What stands between brackets: a union, a key or a slice. */
function arrayNodes(given: string): readonly PathNode[] {
  const text = given === '*' ? ':' : given;
  const members = text.split(',');
  if (members.length > 1) {
    return [{ type: 'union', nodes: members.map((one) => action(`[${one.replace(/^ +| +$/g, '')}]`)) }];
  }
  const key = /^'([^']*)'$/.exec(text);
  if (key !== null) return action(`.${key[1]}`).nodes;
  return [{ type: 'array', slice: sliceOf(text) }];
}

function sliceOf(text: string): Slice {
  const match = /^(-?[0-9]*)(:-?[0-9]*)?(:-?[0-9]*)?$/.exec(text);
  if (match === null) throw new JsonPathError(`invalid array index ${text}`);
  const [, from = '', to, step] = match;
  const isIndex = to === undefined;
  const start = index(from);
  return {
    from: start,
    to: isIndex ? (start ?? 0) + 1 : index(to.slice(1)),
    isIndex,
    step: step === undefined ? undefined : index(step.slice(1)),
  };
}

function index(text: string): number | undefined {
  if (text === '') return undefined;
  if (text === '-') throw new JsonPathError('array index - is not a number');
  return Number(text);
}

const escapes: Readonly<Record<string, string>> = {
  n: '\n',
  r: '\r',
  t: '\t',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
};

function unescaped(text: string): string {
  return text.replace(/\\(.)/gs, (_, char: string) => escapes[char] ?? char);
}

function runeText(char: string): string {
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `U+${code} ${goQuote(char).replace(/^"|"$/g, "'")}`;
}

function isTerminator(char: string): boolean {
  return char === '' || isEndOfLine(char) || ' \t.,[]$@{}'.includes(char);
}

function isEndOfLine(char: string): boolean {
  return char === '\r' || char === '\n';
}

function isDigit(char: string): boolean {
  return /^\p{Nd}$/u.test(char);
}

function isWord(char: string): boolean {
  return /^[_\p{L}\p{Nd}]$/u.test(char);
}
