import { compileRegexp, InvalidValueError, parseJson, utf8Length } from '../../apimachinery/index.ts';
import { JqError } from './jq-error.ts';
import type { ValueFunction } from './value-functions.ts';
import { integerOf, type Jq, jqOf, jsonOf, listOf, stringOf, wrongType } from './values.ts';

export const textFunctions: Readonly<Record<string, ValueFunction>> = {
  'utf8bytelength/0': (value) => BigInt(utf8Length(stringOf('utf8bytelength', value))),
  'startswith/1': ofTwo('startswith', (text, start) => text.startsWith(start)),
  'endswith/1': ofTwo('endswith', (text, end) => text.endsWith(end)),
  'ltrimstr/1': ofTwo('ltrimstr', withoutStart),
  'rtrimstr/1': ofTwo('rtrimstr', withoutEnd),
  'trimstr/1': ofTwo('trimstr', (text, part) => withoutEnd(withoutStart(text, part), part)),
  'ltrim/0': ofText('ltrim', (text) => text.trimStart()),
  'rtrim/0': ofText('rtrim', (text) => text.trimEnd()),
  'trim/0': ofText('trim', (text) => text.trim()),
  'ascii_downcase/0': ofText('ascii_downcase', (text) =>
    text.replace(/[A-Z]/g, (char) => char.toLowerCase()),
  ),
  'ascii_upcase/0': ofText('ascii_upcase', (text) => text.replace(/[a-z]/g, (char) => char.toUpperCase())),
  'split/1': ofTwo('split', (text, separator) => (separator === '' ? [...text] : text.split(separator))),
  'explode/0': ofText('explode', (text) => [...text].map((char) => BigInt(char.codePointAt(0) ?? 0))),
  'implode/0': (value) =>
    listOf('implode', value)
      .map((code) => {
        const point = integerOf(code);
        if (point === undefined) throw wrongType('implode', value);
        return String.fromCodePoint(point >= 0 && point <= 0x10ffff ? point : 0xfffd);
      })
      .join(''),
  'tojson/0': jsonOf,
  'fromjson/0': ofText('fromjson', fromJson),
  '_match/2': (value, [pattern = null, flags = null]) => matches(value, pattern, flags),
};

function ofText(name: string, apply: (text: string) => Jq): ValueFunction {
  return (value) => apply(stringOf(name, value));
}

function ofTwo(name: string, apply: (text: string, other: string) => Jq): ValueFunction {
  return (value, [other = null]) => apply(stringOf(name, value), stringOf(name, other));
}

function withoutStart(text: string, start: string): string {
  return text.startsWith(start) ? text.slice(start.length) : text;
}

function withoutEnd(text: string, end: string): string {
  return end !== '' && text.endsWith(end) ? text.slice(0, -end.length) : text;
}

function fromJson(text: string): Jq {
  try {
    return jqOf(parseJson(text).value);
  } catch (error) {
    if (error instanceof Error) throw new JqError(`fromjson cannot be applied to: ${error.message}`);
    throw error;
  }
}

function matches(value: Jq, pattern: Jq, flags: Jq): Jq {
  const text = stringOf('match', value);
  const options = flags === null ? '' : stringOf('match', flags);
  if (/[^gim]/.test(options)) throw new JqError(`unsupported regular expression flag: "${options}"`);
  const prefix = `${options.includes('m') ? '(?s)' : ''}${options.includes('i') ? '(?i)' : ''}`;
  const regexp = compiled(`${prefix}${stringOf('match', pattern)}`);
  // Offsets are counted in characters, and found in units of UTF-16.
  const places = charsBefore(text);
  const count = (from: number, to: number) => BigInt((places[to] ?? 0) - (places[from] ?? 0));
  return regexp.findGroups(text, options.includes('g') ? -1 : 1).map(({ start, end, groups }) => ({
    offset: count(0, start),
    length: count(start, end),
    string: text.slice(start, end),
    captures: groups.map(({ name, start: from, end: to }) =>
      from < 0
        ? { name, offset: -1n, length: 0n, string: null }
        : { name, offset: count(0, from), length: count(from, to), string: text.slice(from, to) },
    ),
  }));
}

/** How many characters there are before each unit, and before the end. */
function charsBefore(text: string): Uint32Array {
  const places = new Uint32Array(text.length + 1);
  let chars = 0;
  let at = 0;
  for (const char of text) {
    places.fill(chars, at, at + char.length);
    at += char.length;
    chars += 1;
  }
  places[text.length] = chars;
  return places;
}

function compiled(pattern: string) {
  try {
    return compileRegexp(pattern);
  } catch (error) {
    if (error instanceof InvalidValueError) throw new JqError(error.message);
    throw error;
  }
}
