/**
 * How Go prints values in messages: clients show these texts, so they are the same here.
 * Mirrors Go's strconv.Quote, fmt's %v for numbers, and encoding/json.
 */

/** A string as Go's %q prints it. */
export function goQuote(text: string): string {
  // Nearly every quoted value is plain, and then nothing needs escaping.
  if (plainAscii.test(text)) return `"${text}"`;
  let quoted = '"';
  for (const char of text) quoted += quoteChar(char);
  return `${quoted}"`;
}

/** Whether Go takes a character for printable: unicode.IsPrint. */
export function isGoPrintable(char: string): boolean {
  return char === ' ' || printable.test(char);
}

/** A text as Go's time package quotes it in its messages: bytes outside of ASCII in hexadecimal. */
export function goTimeQuote(text: string): string {
  const quoted = text.replace(/["\\]|[^ -\x7f]/gu, (char) => {
    if (char === '"' || char === '\\') return `\\${char}`;
    return [...new TextEncoder().encode(char)].map((byte) => `\\x${hex(byte, 2)}`).join('');
  });
  return `"${quoted}"`;
}

/** A number as fmt's %v prints it: whole ones up to 2^53 as integers, for beyond these are bigints; others as float64. */
export function goNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value);
  return goFloat(value);
}

/** The same of a float64, whole or not: 2147483648 is `2.147483648e+09`. */
export function goFloat(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  return shortestFloat(value);
}

/**
 * JSON as Go's encoding/json writes a map: keys sorted, `<`, `>`, `&` and the line separators escaped.
 * Differs: a Go struct prints its fields in the order of their declaration; we have no structs, so keys are sorted.
 */
export function goJson(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return jsonString(value);
    case 'number':
      return JSON.stringify(value);
    case 'boolean':
    case 'bigint':
      return String(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? `[${value.map(goJson).join(',')}]` : jsonMap(value);
    default:
      return 'null';
  }
}

/** The number of bytes of a text in UTF-8, which is what Go's len answers. */
export function utf8Length(text: string): number {
  let length = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x80) continue;
    if (code < 0x800) length += 1;
    // Each half of a surrogate pair counts two of the four bytes.
    else if (code >= 0xd800 && code <= 0xdfff) length += 1;
    else length += 2;
  }
  return length;
}

/** The order of Go's sort.Strings: by UTF-8 bytes, which is by code point. */
export function compareStrings(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x === y) continue;
    // UTF-16 puts surrogate pairs before U+E000..U+FFFF; by code point they come after.
    return codePointRank(x) - codePointRank(y);
  }
  return a.length - b.length;
}

const plainAscii = /^[ !#-[\]-~]*$/;
const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u;
const needsHtmlEscape = /[<>&\u2028\u2029]/;
const simpleEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};

function quoteChar(char: string): string {
  const simple = simpleEscapes[char];
  if (simple !== undefined) return simple;
  const code = char.codePointAt(0) ?? 0;
  if (code >= 0xd800 && code <= 0xdfff) return '\ufffd';
  if (isGoPrintable(char)) return char;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, '0');
}

/** A finite number as fmt's %g prints it, with the fewest digits: an exponent from 1e6 on or below 1e-4. */
export function shortestFloat(value: number): string {
  const [digits = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 6) return `${digits}e${goExponent(exponent)}`;
  // In between, JavaScript writes no exponent either.
  return String(value);
}

function goExponent(exponent: number): string {
  return `${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function jsonString(value: string): string {
  return escapeHtml(JSON.stringify(value.replace(/\p{Surrogate}/gu, '\ufffd')));
}

/** JSON with what Go escapes in it beyond others, so that it can stand in HTML. Mirrors encoding/json (HTMLEscape). */
export function escapeHtml(json: string): string {
  if (!needsHtmlEscape.test(json)) return json;
  return json.replace(/[<>&\u2028\u2029]/g, (char) => `\\u${hex(char.charCodeAt(0), 4)}`);
}

function jsonMap(value: object): string {
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  entries.sort(([a], [b]) => compareStrings(a, b));
  return `{${entries.map(([key, field]) => `${jsonString(key)}:${goJson(field)}`).join(',')}}`;
}

function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** A value of JSON as Go prints what it decodes it into: `map[spec:map[replicas:3]]`. Mirrors fmt (%v). */
export function goPrint(value: unknown): string {
  if (value === null || value === undefined) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goPrint).join(' ')}]`;
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : goNumber(value);
  if (typeof value !== 'object') return String(value);
  const members = Object.entries(value).sort(([a], [b]) => compareStrings(a, b));
  return `map[${members.map(([name, member]) => `${name}:${goPrint(member)}`).join(' ')}]`;
}
