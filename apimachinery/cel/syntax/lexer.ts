import type { Issue, Source } from './source.ts';

/** What a token is: itself for signs and words of the language, else what ANTLR's grammar of CEL calls it. */
export interface Token {
  readonly kind: string;
  readonly text: string;
  readonly offset: number;
}

const hex = '[0-9a-fA-F]';
const escaped = `\\\\(?:[abfnrtv"'\\\\?\`]|[0-3][0-7][0-7]|[xX]${hex}{2}|u${hex}{4}|U${hex}{8})`;
const strings = [
  `"(?:${escaped}|[^\\\\"\\n\\r])*"`,
  `'(?:${escaped}|[^\\\\'\\n\\r])*'`,
  `"""(?:${escaped}|[^\\\\])*?"""`,
  `'''(?:${escaped}|[^\\\\])*?'''`,
  '[rR]"[^"\\n\\r]*"',
  "[rR]'[^'\\n\\r]*'",
  '[rR]"""[^]*?"""',
  "[rR]'''[^]*?'''",
];

/** Of all that match the longest is taken, of equally long ones the first. */
const rules: readonly (readonly [kind: string, pattern: RegExp])[] = [
  ['sign', sticky('==|!=|<=|>=|&&|\\|\\||[<>[\\](){}.,\\-!?:+*/%]')],
  ['word', sticky('in|true|false|null')],
  ['', sticky('[\\t \\r\\n\\f]+|//[^\\n]*')],
  [
    'NUM_FLOAT',
    sticky('[0-9]+\\.[0-9]+(?:[eE][+-]?[0-9]+)?|[0-9]+[eE][+-]?[0-9]+|\\.[0-9]+(?:[eE][+-]?[0-9]+)?'),
  ],
  ['NUM_INT', sticky(`0x${hex}+|[0-9]+`)],
  ['NUM_UINT', sticky(`0x${hex}+[uU]|[0-9]+[uU]`)],
  ...strings.map((pattern) => ['STRING', sticky(pattern)] as const),
  ...strings.map((pattern) => ['BYTES', sticky(`[bB](?:${pattern})`)] as const),
  ['IDENTIFIER', sticky('[A-Za-z_][A-Za-z0-9_]*')],
  ['ESC_IDENTIFIER', sticky('`[A-Za-z0-9_./ -]+`')],
];

/** What the lexer has gone through when it finds that there is no token: a text that does not end, half a sign. */
const halfToken = sticky(
  `"""(?:${escaped}|[^\\\\])*|'''(?:${escaped}|[^\\\\])*|"(?:${escaped}|[^\\\\"\\n\\r])*|'(?:${escaped}|[^\\\\'\\n\\r])*|[=&|]|\`[A-Za-z0-9_./ -]*|`,
);
const halfEscape = sticky(`\\\\(?:[xX]${hex}?|u${hex}{0,3}|U${hex}{0,7}|[0-3][0-7]?)?`);

function sticky(pattern: string): RegExp {
  return new RegExp(pattern, 'y');
}

/** The tokens of an expression; the last is `<EOF>`. What is no token is told and left out. Mirrors cel-go parser/gen/CEL.g4. */
export function tokenize(source: Source): { tokens: readonly Token[]; issues: readonly Issue[] } {
  const text = source.characters.join('');
  const offsetOf = offsets(text, source.characters.length);
  const tokens: Token[] = [];
  const issues: Issue[] = [];
  for (let at = 0; at < text.length; ) {
    const { kind, length } = longestMatch(text, at);
    if (length === 0) {
      const bad = unreadable(text, at);
      issues.push({ offset: offsetOf(at), message: `Syntax error: token recognition error at: '${bad}'` });
      at += bad.length;
      continue;
    }
    const token = text.slice(at, at + length);
    if (kind !== '') {
      tokens.push({
        kind: kind === 'sign' || kind === 'word' ? token : kind,
        text: token,
        offset: offsetOf(at),
      });
    }
    at += length;
  }
  tokens.push({ kind: '<EOF>', text: '<EOF>', offset: source.characters.length });
  return { tokens, issues };
}

function longestMatch(text: string, at: number): { kind: string; length: number } {
  let best = { kind: '', length: 0 };
  for (const [kind, pattern] of rules) {
    const length = matchLength(pattern, text, at);
    if (length > best.length) best = { kind, length };
  }
  return best;
}

/** All that was looked at, with the character that fits nowhere. */
function unreadable(text: string, at: number): string {
  const half = matchLength(halfToken, text, at);
  const end = at + half + (half > 0 ? matchLength(halfEscape, text, at + half) : 0);
  const next = text.codePointAt(end);
  return text.slice(at, end) + (next === undefined ? '' : String.fromCodePoint(next));
}

function matchLength(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

/** From places of JavaScript's text to places in characters. */
function offsets(text: string, characters: number): (at: number) => number {
  if (text.length === characters) return (at) => at;
  const byPlace: number[] = [];
  let count = 0;
  for (const char of text) {
    for (let unit = 0; unit < char.length; unit++) byPlace.push(count);
    count++;
  }
  return (at) => byPlace[at] ?? count;
}
