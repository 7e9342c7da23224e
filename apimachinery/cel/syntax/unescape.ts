/** Why a literal of a string or of bytes cannot be read, in cel-go's words. */
export class UnescapeError extends Error {}

const simple: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  f: 12,
  n: 10,
  r: 13,
  t: 9,
  v: 11,
  '\\': 92,
  "'": 39,
  '"': 34,
  '`': 96,
  '?': 63,
};

/** What a literal with its quotes stands for. Throws UnescapeError. Mirrors cel-go parser/unescape.go. */
export function unescapeString(literal: string): string {
  const { body, raw } = unquote(literal);
  if (raw) return body;
  let text = '';
  for (const part of partsOf(body, false))
    text += typeof part === 'number' ? String.fromCodePoint(part) : part;
  return text;
}

/** The same for the bytes that a literal without its `b` stands for. */
export function unescapeBytes(literal: string): Uint8Array {
  const { body, raw } = unquote(literal);
  if (raw) return new TextEncoder().encode(body);
  const bytes: number[] = [];
  for (const part of partsOf(body, true)) {
    if (typeof part === 'number') bytes.push(part);
    else bytes.push(...new TextEncoder().encode(part));
  }
  return Uint8Array.from(bytes);
}

/** The plain parts of a body, and the codes of its escapes. */
function* partsOf(body: string, isBytes: boolean): Iterable<string | number> {
  for (let at = 0; at < body.length; ) {
    const backslash = body.indexOf('\\', at);
    if (backslash !== at) yield body.slice(at, backslash < 0 ? undefined : backslash);
    if (backslash < 0) return;
    const { code, length } = readEscape(body, backslash, isBytes);
    yield code;
    at = backslash + length;
  }
}

function unquote(literal: string): { body: string; raw: boolean } {
  const text = literal.replace(/\r\n?/g, '\n');
  const raw = /^[rR]/.test(text);
  const quoted = raw ? text.slice(1) : text;
  const quotes = /^("""|''')/.test(quoted) && quoted.length >= 6 ? 3 : 1;
  const body = quoted.slice(quotes, -quotes);
  return { body, raw: raw || !body.includes('\\') };
}

const hexDigits: Readonly<Record<string, number>> = { x: 2, X: 2, u: 4, U: 8 };

function readEscape(text: string, at: number, isBytes: boolean): { code: number; length: number } {
  const letter = text[at + 1];
  if (letter === undefined)
    throw new UnescapeError("unable to unescape string, found '\\' as last character");
  const known = simple[letter];
  if (known !== undefined) return { code: known, length: 2 };
  const digits = hexDigits[letter];
  if (digits !== undefined) {
    if (isBytes && digits > 2) throw new UnescapeError('unable to unescape string');
    return { code: readDigits(text.slice(at + 2, at + 2 + digits), digits, 16, isBytes), length: 2 + digits };
  }
  if (letter < '0' || letter > '3') throw new UnescapeError('unable to unescape string');
  return { code: readDigits(text.slice(at + 1, at + 4), 3, 8, isBytes), length: 4 };
}

function readDigits(digits: string, count: number, base: 8 | 16, isBytes: boolean): number {
  const valid = base === 8 ? /^[0-7]+$/ : /^[0-9a-fA-F]+$/;
  if (digits.length < count || !valid.test(digits)) {
    throw new UnescapeError(`unable to unescape ${base === 8 ? 'octal sequence in string' : 'string'}`);
  }
  const code = Number.parseInt(digits, base);
  if (!isBytes && (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff))) {
    throw new UnescapeError('invalid unicode code point');
  }
  return code;
}
