import { compileRegexp } from '../../regexp/regexp.ts';
import { InvalidValueError } from '../../values/invalid-value.ts';
import { burn, checkTextLength } from '../values/fuel.ts';
import { ArrayList } from '../values/lists.ts';
import { CelError, type CelValue } from '../values/value.ts';
import { valueText } from '../values/value-text.ts';
import { declare, type FunctionDeclaration, member, notFor, overload, taking } from './declaration.ts';
import { formatText } from './format-text.ts';

/** Functions of texts, which count characters (code points). Mirrors cel-go common/types/string.go and ext/strings.go (version 2). */

/** Answers the error of a pattern that is none. */
export function withRegexp(
  pattern: string,
  prefix: string,
  use: (regexp: ReturnType<typeof compileRegexp>) => CelValue,
): CelValue {
  try {
    return use(compileRegexp(pattern));
  } catch (error) {
    if (error instanceof InvalidValueError) return new CelError(prefix + error.message);
    throw error;
  }
}

const matches = taking(['string', 'string'], (text, pattern) =>
  withRegexp(pattern, '', (regexp) => regexp.matches(text)),
);

function outOfRange(index: bigint): CelError {
  return new CelError(`index out of range: ${index}`);
}

function isAscii(text: string): boolean {
  return /^[\0-\x7f]*$/.test(text);
}

/** Characters of a text; a plain one is its own. */
function charactersOf(text: string): string | readonly string[] {
  return isAscii(text) ? text : [...text];
}

const charAt = taking(['string', 'int'], (text, index) => {
  const characters = charactersOf(text);
  if (index < 0n || index > characters.length) return outOfRange(index);
  return characters[Number(index)] ?? '';
});

function startsAt(characters: ArrayLike<string>, part: ArrayLike<string>, at: number): boolean {
  for (let index = 0; index < part.length; index++) {
    if (characters[at + index] !== part[index]) return false;
  }
  return true;
}

function indexOf(text: string, part: string, offset: bigint): CelValue {
  if (part === '') return offset;
  if (offset < 0n) return outOfRange(offset);
  const characters = charactersOf(text);
  const wanted = charactersOf(part);
  for (let at = Number(offset); at <= characters.length - wanted.length; at++) {
    if (startsAt(characters, wanted, at)) return BigInt(at);
  }
  return -1n;
}

function lastIndexOf(text: string, part: string, offset: bigint | undefined): CelValue {
  const characters = charactersOf(text);
  if (part === '') return offset ?? BigInt(characters.length);
  const wanted = charactersOf(part);
  if (offset === undefined && wanted.length > characters.length) return -1n;
  const from = offset ?? BigInt(characters.length - 1);
  if (from < 0n) return outOfRange(from);
  if (from >= characters.length) return -1n;
  for (let at = Math.min(Number(from), characters.length - wanted.length); at >= 0; at--) {
    if (startsAt(characters, wanted, at)) return BigInt(at);
  }
  return -1n;
}

/** `limit` < 0: all. */
function replace(text: string, part: string, by: string, limit: bigint): CelValue {
  const pieces = splitAtMost(text, part, limit < 0n ? -1n : limit + 1n, true);
  checkTextLength(text.length + pieces.length * by.length);
  return pieces.join(by);
}

/** With an empty separator a text is its characters; `around` lets the ends be pieces, too, as for a replacement. */
function splitAtMost(text: string, separator: string, limit: bigint, around: boolean): string[] {
  if (limit === 0n) return [];
  const pieces = separator === '' ? [...text] : text.split(separator);
  if (around && separator === '') {
    pieces.unshift('');
    pieces.push('');
  }
  burn(pieces.length);
  if (limit < 0n || pieces.length <= limit) return pieces;
  const first = pieces.slice(0, Number(limit) - 1);
  const kept = first.reduce((length, piece) => length + piece.length, 0) + first.length * separator.length;
  return [...first, text.slice(kept)];
}

const substring = (text: string, start: bigint, end: bigint | undefined): CelValue => {
  const characters = charactersOf(text);
  if (end !== undefined && start > end) {
    return new CelError(`invalid substring range. start: ${start}, end: ${end}`);
  }
  if (start < 0n || start > characters.length) return outOfRange(start);
  if (end !== undefined && (end < 0n || end > characters.length)) return outOfRange(end);
  const part = characters.slice(Number(start), end === undefined ? undefined : Number(end));
  return typeof part === 'string' ? part : part.join('');
};

/** Only letters of ASCII change. */
function inCase(text: string, from: RegExp, to: (letters: string) => string): string {
  return text.replace(from, to);
}

/** What Go's unicode.IsSpace takes for space. */
const space = '[\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+';
const spaceAround = new RegExp(`^${space}|${space}$`, 'g');

const quoteEscapes: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
};

function quote(text: string): string {
  let quoted = '';
  for (const char of text) quoted += quoteEscapes[char] ?? char;
  return `"${quoted}"`;
}

function join(items: Iterable<CelValue>, separator: string): CelValue {
  const texts: string[] = [];
  let length = 0;
  for (const item of items) {
    if (typeof item !== 'string') return new CelError(`join: invalid input: ${valueText(item)}`);
    length += item.length + separator.length;
    checkTextLength(length);
    texts.push(item);
  }
  return texts.join(separator);
}

const strings = (texts: readonly string[]): CelValue => new ArrayList(texts);

export const stringFunctions: readonly FunctionDeclaration[] = [
  {
    ...declare(
      'contains',
      member(
        'contains_string',
        '(string, string) -> bool',
        taking(['string', 'string'], (text, part) => text.includes(part)),
      ),
    ),
    unguarded: true,
  },
  {
    ...declare(
      'endsWith',
      member(
        'ends_with_string',
        '(string, string) -> bool',
        taking(['string', 'string'], (text, part) => text.endsWith(part)),
      ),
    ),
    unguarded: true,
  },
  {
    ...declare(
      'startsWith',
      member(
        'starts_with_string',
        '(string, string) -> bool',
        taking(['string', 'string'], (text, part) => text.startsWith(part)),
      ),
    ),
    unguarded: true,
  },
  {
    ...declare(
      'matches',
      overload('matches', '(string, string) -> bool'),
      member('matches_string', '(string, string) -> bool'),
    ),
    call: (text, pattern) =>
      typeof text === 'string' ? matches(text, pattern ?? null) : notFor('matches', text),
  },
  declare('charAt', member('string_char_at_int', '(string, int) -> string', charAt)),
  declare(
    'indexOf',
    member(
      'string_index_of_string',
      '(string, string) -> int',
      taking(['string', 'string'], (text, part) => indexOf(text, part, 0n)),
    ),
    member(
      'string_index_of_string_int',
      '(string, string, int) -> int',
      taking(['string', 'string', 'int'], indexOf),
    ),
  ),
  declare(
    'lastIndexOf',
    member(
      'string_last_index_of_string',
      '(string, string) -> int',
      taking(['string', 'string'], (text, part) => lastIndexOf(text, part, undefined)),
    ),
    member(
      'string_last_index_of_string_int',
      '(string, string, int) -> int',
      taking(['string', 'string', 'int'], lastIndexOf),
    ),
  ),
  declare(
    'lowerAscii',
    member(
      'string_lower_ascii',
      '(string) -> string',
      taking(['string'], (text) => inCase(text, /[A-Z]+/g, (letters) => letters.toLowerCase())),
    ),
  ),
  declare(
    'replace',
    member(
      'string_replace_string_string',
      '(string, string, string) -> string',
      taking(['string', 'string', 'string'], (text, part, by) => replace(text, part, by, -1n)),
    ),
    member(
      'string_replace_string_string_int',
      '(string, string, string, int) -> string',
      taking(['string', 'string', 'string', 'int'], replace),
    ),
  ),
  declare(
    'split',
    member(
      'string_split_string',
      '(string, string) -> list(string)',
      taking(['string', 'string'], (text, separator) => strings(splitAtMost(text, separator, -1n, false))),
    ),
    member(
      'string_split_string_int',
      '(string, string, int) -> list(string)',
      taking(['string', 'string', 'int'], (text, separator, limit) =>
        strings(splitAtMost(text, separator, limit, false)),
      ),
    ),
  ),
  declare(
    'substring',
    member(
      'string_substring_int',
      '(string, int) -> string',
      taking(['string', 'int'], (text, start) => substring(text, start, undefined)),
    ),
    member(
      'string_substring_int_int',
      '(string, int, int) -> string',
      taking(['string', 'int', 'int'], substring),
    ),
  ),
  declare(
    'trim',
    member(
      'string_trim',
      '(string) -> string',
      taking(['string'], (text) => text.replace(spaceAround, '')),
    ),
  ),
  declare(
    'upperAscii',
    member(
      'string_upper_ascii',
      '(string) -> string',
      taking(['string'], (text) => inCase(text, /[a-z]+/g, (letters) => letters.toUpperCase())),
    ),
  ),
  declare(
    'format',
    member('string_format', '(string, list(dyn)) -> string', taking(['string', 'list'], formatText)),
  ),
  declare('strings.quote', overload('strings_quote', '(string) -> string', taking(['string'], quote))),
  declare(
    'join',
    member(
      'list_join',
      '(list(string)) -> string',
      taking(['list'], (list) => join(list, '')),
    ),
    member('list_join_string', '(list(string), string) -> string', taking(['list', 'string'], join)),
  ),
];
