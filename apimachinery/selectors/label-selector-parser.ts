import { fieldErrorsText } from '../errors/field-errors.ts';
import { compareStrings } from '../values/go-format.ts';
import { InvalidValueError } from '../values/invalid-value.ts';
import {
  keyErrors,
  type LabelOperator,
  type LabelRequirement,
  labelRequirement,
} from './label-requirement.ts';

/**
 * Reads a label selector, `x in (foo,,baz),y,z notin ()`, into requirements sorted by key. Throws InvalidValueError
 * with Kubernetes' text. Mirrors k8s.io/apimachinery pkg/labels (Parse).
 */
export function parseLabelRequirements(text: string): readonly LabelRequirement[] {
  const requirements = new Parser(text).parse();
  return requirements.sort((a, b) => compareStrings(a.key, b.key));
}

/** `identifier` is a key or a value, `end` the end of the text. */
interface Token {
  readonly kind: 'identifier' | 'end' | Sign;
  readonly text: string;
}

type Sign = ')' | ',' | '!' | '==' | '=' | '>' | '<' | '!=' | '(' | 'in' | 'notin';

const signs: ReadonlySet<string> = new Set<Sign>([')', ',', '!', '==', '=', '>', '<', '!=', '(']);
const binaryOperators: Readonly<Record<string, LabelOperator>> = {
  in: 'in',
  '=': '=',
  '==': '==',
  '>': 'gt',
  '<': 'lt',
  notin: 'notin',
  '!=': '!=',
};
/** As Kubernetes lists what it would have expected. */
const expectedOperators = 'in, notin, =, ==, !=, gt, lt';

class Parser {
  readonly #tokens: readonly Token[];
  #position = 0;

  constructor(text: string) {
    this.#tokens = scan(text);
  }

  parse(): LabelRequirement[] {
    const requirements: LabelRequirement[] = [];
    // Every round takes a token, so there are at most as many rounds as tokens.
    for (;;) {
      const next = this.#peek();
      if (next.kind === 'end') return requirements;
      if (next.kind !== 'identifier' && next.kind !== '!') {
        throw new InvalidValueError(`found '${next.text}', expected: !, identifier, or 'end of string'`);
      }
      requirements.push(this.#requirementInContext());
      if (this.#endsHere()) return requirements;
    }
  }

  /** Takes what follows a requirement: the end, or a comma that more must follow. */
  #endsHere(): boolean {
    const after = this.#take();
    if (after.kind === 'end') return true;
    if (after.kind !== ',') {
      throw new InvalidValueError(`found '${after.text}', expected: ',' or 'end of string'`);
    }
    const next = this.#peek();
    if (next.kind !== 'identifier' && next.kind !== '!') {
      throw new InvalidValueError(`found '${next.text}', expected: identifier after ','`);
    }
    return false;
  }

  #requirementInContext(): LabelRequirement {
    try {
      return this.#requirement();
    } catch (error) {
      if (!(error instanceof InvalidValueError)) throw error;
      throw new InvalidValueError(`unable to parse requirement: ${error.message}`);
    }
  }

  #requirement(): LabelRequirement {
    const negated = this.#peek().kind === '!';
    if (negated) this.#take();
    const key = this.#key();
    const next = this.#peek().kind;
    if (negated) return labelRequirement(key, '!', []);
    if (next === 'end' || next === ',') return labelRequirement(key, 'exists', []);
    const operator = this.#operator();
    const values = operator === 'in' || operator === 'notin' ? this.#values() : [this.#exactValue()];
    return labelRequirement(key, operator, values);
  }

  #key(): string {
    const token = this.#take();
    if (token.kind !== 'identifier') {
      throw new InvalidValueError(`found '${token.text}', expected: identifier`);
    }
    const errors = keyErrors(token.text, undefined);
    if (errors.length > 0) throw new InvalidValueError(fieldErrorsText(errors));
    return token.text;
  }

  #operator(): LabelOperator {
    const token = this.#tokens[this.#position++] ?? endToken;
    const operator = token.kind === 'identifier' ? undefined : binaryOperators[token.kind];
    if (operator !== undefined) return operator;
    throw new InvalidValueError(`found '${token.text}', expected: ${expectedOperators}`);
  }

  /** `(a,b)`, `()`; sorted, each once. */
  #values(): string[] {
    const open = this.#take();
    if (open.kind !== '(') throw new InvalidValueError(`found '${open.text}' expected: '('`);
    const first = this.#peek();
    if (first.kind === ')') {
      this.#take();
      return [''];
    }
    if (first.kind !== 'identifier' && first.kind !== ',') {
      throw new InvalidValueError(`found '${first.text}', expected: ',', ')' or identifier`);
    }
    const values = this.#valueList();
    this.#take();
    return [...values].sort(compareStrings);
  }

  /** Up to the closing parenthesis, which stays. A missing value between commas is the empty one. */
  #valueList(): Set<string> {
    const values = new Set<string>();
    for (;;) {
      const token = this.#take();
      const next = this.#peek();
      if (token.kind === 'identifier') {
        values.add(token.text);
        if (next.kind === ')') return values;
        if (next.kind !== ',') throw new InvalidValueError(`found '${next.text}', expected: ',' or ')'`);
      } else if (token.kind === ',') {
        if (values.size === 0 || next.kind === ',' || next.kind === ')') values.add('');
        if (next.kind === ')') return values;
      } else {
        throw new InvalidValueError(`found '${token.text}', expected: ',', or identifier`);
      }
    }
  }

  #exactValue(): string {
    const next = this.#peek();
    if (next.kind === 'end' || next.kind === ',') return '';
    this.#take();
    if (next.kind === 'identifier') return next.text;
    throw new InvalidValueError(`found '${next.text}', expected: identifier`);
  }

  /** The next token; `in` and `notin` are identifiers wherever no operator may stand. */
  #peek(): Token {
    const token = this.#tokens[this.#position] ?? endToken;
    return token.kind === 'in' || token.kind === 'notin' ? { kind: 'identifier', text: token.text } : token;
  }

  #take(): Token {
    const token = this.#peek();
    this.#position++;
    return token;
  }
}

const endToken: Token = { kind: 'end', text: '' };
const space = ' \t\r\n';
const signChars = '=!(),><';
const endsWord = `${space}${signChars}\0`;

function scan(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text.charAt(at);
    // Go's lexer reads a zero byte as the end, but swallows one that directly follows a token.
    if (char === '\0') break;
    if (space.includes(char)) {
      at++;
      continue;
    }
    const token = signChars.includes(char) ? scanSign(text, at) : scanWord(text, at);
    tokens.push(token);
    at += token.text.length;
    if (text.charAt(at) === '\0') at++;
  }
  return tokens;
}

/** The longest sign that starts here: two characters or one. Every sign character is a sign of its own. */
function scanSign(text: string, at: number): Token {
  const two = text.slice(at, at + 2);
  if (two.length === 2 && signs.has(two)) return { kind: two as Sign, text: two };
  const one = text.charAt(at);
  return { kind: one as Sign, text: one };
}

function scanWord(text: string, start: number): Token {
  let end = start;
  while (end < text.length && !endsWord.includes(text.charAt(end))) end++;
  const word = text.slice(start, end);
  return word === 'in' || word === 'notin' ? { kind: word, text: word } : { kind: 'identifier', text: word };
}
