import { goQuote, utf8Length } from '../../../apimachinery/index.ts';
import {
  FunctionError,
  type FunctionTable,
  int,
  type RenderContext,
  templateFunction,
  text,
} from '../functions.ts';
import { printed } from '../print.ts';
import { type GoValue, isList, isNil } from '../values.ts';

/** Mirrors sprig (strings.go). */
export const textFunctions: FunctionTable = {
  hello: templateFunction('', () => 'Hello!'),
  trim: ofText((value) => value.trim()),
  upper: ofText((value) => value.toUpperCase()),
  lower: ofText((value) => value.toLowerCase()),
  title: ofText((value) =>
    value.replace(
      /(^|[^\p{L}\p{Nd}_'])(\p{L})/gu,
      (_, before: string, letter: string) => before + letter.toUpperCase(),
    ),
  ),
  untitle: ofText((value) =>
    value.replace(/(^|\s)(\S)/g, (_, before: string, letter: string) => before + letter.toLowerCase()),
  ),
  nospace: ofText((value) => value.replace(/\s/g, '')),
  initials: ofText((value) =>
    value
      .split(/\s+/)
      .map((part) => [...part][0] ?? '')
      .join(''),
  ),
  swapcase: ofText((value) =>
    [...value]
      .map((char) => (char === char.toUpperCase() ? char.toLowerCase() : char.toUpperCase()))
      .join(''),
  ),
  snakecase: ofText((value) => words(value).join('_')),
  kebabcase: ofText((value) => words(value).join('-')),
  camelcase: ofText(pascalCase),
  trunc: templateFunction('int string', ([count, value]) => truncated(int(count), text(value))),
  abbrev: templateFunction('int string', ([width, value]) => abbreviated(int(width), text(value))),
  abbrevboth: templateFunction('int int string', ([left, width, value]) =>
    abbreviatedAround(int(left), int(width), text(value)),
  ),
  substr: templateFunction('int int string', ([start, end, value]) =>
    substring(int(start), int(end), text(value)),
  ),
  repeat: templateFunction('int string', ([count, value], context) =>
    repeated(int(count), text(value), context),
  ),
  trimAll: templateFunction('string string', ([cutset, value]) => trimmed(text(value), text(cutset))),
  trimall: templateFunction('string string', ([cutset, value]) => trimmed(text(value), text(cutset))),
  trimSuffix: templateFunction('string string', ([end, value]) => {
    const [part, whole] = [text(end), text(value)];
    return part !== '' && whole.endsWith(part) ? whole.slice(0, -part.length) : whole;
  }),
  trimPrefix: templateFunction('string string', ([start, value]) => {
    const [part, whole] = [text(start), text(value)];
    return whole.startsWith(part) ? whole.slice(part.length) : whole;
  }),
  contains: templateFunction('string string', ([part, value]) => text(value).includes(text(part))),
  hasPrefix: templateFunction('string string', ([part, value]) => text(value).startsWith(text(part))),
  hasSuffix: templateFunction('string string', ([part, value]) => text(value).endsWith(text(part))),
  quote: templateFunction('...any', (values) =>
    present(values)
      .map((value) => goQuote(textOf(value)))
      .join(' '),
  ),
  squote: templateFunction('...any', (values) =>
    present(values)
      .map((value) => `'${printed(value)}'`)
      .join(' '),
  ),
  cat: templateFunction('...any', (values) => present(values).map(printed).join(' ')),
  indent: templateFunction('int string', ([spaces, value], context) =>
    indented(int(spaces), text(value), context),
  ),
  nindent: templateFunction(
    'int string',
    ([spaces, value], context) => `\n${indented(int(spaces), text(value), context)}`,
  ),
  replace: templateFunction('string string string', ([old, next, source], context) => {
    const found = parts(text(source), text(old));
    context.spend(text(source).length + found.length * text(next).length);
    return text(old) === ''
      ? `${text(next)}${found.map((char) => char + text(next)).join('')}`
      : found.join(text(next));
  }),
  plural: templateFunction('string string int', ([one, many, count]) => (int(count) === 1 ? one : many)),
  toString: templateFunction('any', ([value]) => textOf(value)),
  toStrings: templateFunction('any', ([value]) => textsOf(value)),
  join: templateFunction('string any', ([separator, value], context) => {
    const texts = textsOf(value);
    context.spend(texts.length * text(separator).length);
    return texts.join(text(separator));
  }),
  split: templateFunction('string string', ([separator, value]) =>
    numbered(parts(text(value), text(separator))),
  ),
  splitn: templateFunction('string int string', ([separator, count, value]) =>
    numbered(firstParts(text(value), text(separator), int(count))),
  ),
  splitList: templateFunction('string string', ([separator, value]) => parts(text(value), text(separator))),
  sortAlpha: templateFunction('any', ([value]) =>
    isList(value) ? [...textsOf(value)].sort() : [textOf(value)],
  ),
  wrap: templateFunction('int string', ([width, value]) => wrapped(text(value), int(width), '\n', false)),
  wrapWith: templateFunction('int string string', ([width, separator, value]) =>
    wrapped(text(value), int(width), text(separator), true),
  ),
  randAlphaNum: drawn('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'),
  randAlpha: drawn('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'),
  randNumeric: drawn('0123456789'),
  randAscii: drawn(Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)).join('')),
  shuffle: templateFunction('string', ([value], context) => shuffled(text(value), context)),
  uuidv4: templateFunction('', (_, context) => context.uid()),
  fail: templateFunction('string', ([message]) => {
    throw new FunctionError(text(message));
  }),
};

function ofText(apply: (value: string) => string) {
  return templateFunction('string', ([value]) => apply(text(value)));
}

function drawn(letters: string) {
  return templateFunction('int', ([count], context) => {
    context.spend(int(count));
    return Array.from(
      { length: Math.max(0, int(count)) },
      () => letters[Math.floor(context.random() * letters.length)],
    ).join('');
  });
}

function shuffled(value: string, { random }: RenderContext): string {
  const letters = [...value];
  for (let at = letters.length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [letters[at], letters[other]] = [letters[other] ?? '', letters[at] ?? ''];
  }
  return letters.join('');
}

function present(values: readonly GoValue[]): readonly GoValue[] {
  return values.filter((value) => !isNil(value));
}

/** Mirrors strval. */
export function textOf(value: GoValue): string {
  return typeof value === 'string' ? value : printed(value);
}

/** Mirrors strslice. */
export function textsOf(value: GoValue): readonly string[] {
  if (isList(value)) return present(value).map(textOf);
  return isNil(value) ? [] : [textOf(value)];
}

function bytesOf(value: string): Buffer {
  return Buffer.from(value, 'utf8');
}

function truncated(count: number, value: string): string {
  const length = utf8Length(value);
  if (count < 0 && length + count > 0)
    return bytesOf(value)
      .subarray(length + count)
      .toString();
  return count >= 0 && length > count ? bytesOf(value).subarray(0, count).toString() : value;
}

function abbreviated(width: number, value: string): string {
  return width < 4 || value.length <= width ? value : `${value.slice(0, width - 3)}...`;
}

/** Mirrors goutils (AbbreviateFull), which counts bytes. */
function abbreviatedAround(left: number, width: number, value: string): string {
  const bytes = bytesOf(value);
  if (width < 4 || (left > 0 && width < 7) || bytes.length <= width) return value;
  const kept = width - 3;
  const start = Math.min(left, bytes.length - kept);
  if (start <= 4) return `${bytes.subarray(0, kept)}...`;
  if (start + kept >= bytes.length) return `...${bytes.subarray(bytes.length - kept)}`;
  return `...${bytes.subarray(start, start + kept - 3)}...`;
}

function substring(start: number, end: number, value: string): string {
  const bytes = bytesOf(value);
  const [from, to] = start < 0 ? [0, end] : [start, end < 0 || end > bytes.length ? bytes.length : end];
  if (from > to || to > bytes.length || to < 0) throw new FunctionError('slice bounds out of range');
  return bytes.subarray(from, to).toString();
}

function repeated(count: number, value: string, context: RenderContext): string {
  if (count < 0) throw new FunctionError('strings: negative Repeat count');
  context.spend(count * value.length);
  return value.repeat(count);
}

function trimmed(value: string, cutset: string): string {
  const chars = [...value];
  const isCut = (char: string | undefined) => char !== undefined && cutset.includes(char);
  let [from, to] = [0, chars.length];
  while (from < to && isCut(chars[from])) from += 1;
  while (to > from && isCut(chars[to - 1])) to -= 1;
  return chars.slice(from, to).join('');
}

function indented(spaces: number, value: string, context: RenderContext): string {
  if (spaces < 0) throw new FunctionError('strings: negative Repeat count');
  context.spend(value.length + spaces * value.split('\n').length);
  const pad = ' '.repeat(spaces);
  return pad + value.replaceAll('\n', `\n${pad}`);
}

function parts(value: string, separator: string): readonly string[] {
  return separator === '' ? [...value] : value.split(separator);
}

function firstParts(value: string, separator: string, count: number): readonly string[] {
  const all = parts(value, separator);
  if (count < 0 || all.length <= count) return all;
  return count === 0 ? [] : [...all.slice(0, count - 1), all.slice(count - 1).join(separator)];
}

function numbered(values: readonly string[]): GoValue {
  return Object.fromEntries(values.map((value, at) => [`_${at}`, value]));
}

/** Words as they stand in names: `HTTPServer_2x` is http, server and 2x. */
function words(value: string): readonly string[] {
  return value
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z])(?=[A-Z][a-z])/g, '$1 ')
    .split(/[\s_-]+/)
    .filter((word) => word !== '')
    .map((word) => word.toLowerCase());
}

function pascalCase(value: string): string {
  return value
    .split(/[\s_-]+/)
    .map((word) => word.slice(0, 1).toUpperCase() + word.slice(1))
    .join('');
}

/** Mirrors goutils.Wrap: lines end at blanks, and words that are longer than a line are cut only if they must be. */
function wrapped(value: string, width: number, separator: string, cuts: boolean): string {
  const size = Math.max(1, width);
  const lines: string[] = [];
  let at = 0;
  while (value.length - at > size) {
    if (value[at] === ' ') {
      at += 1;
      continue;
    }
    const blank = value.lastIndexOf(' ', at + size);
    const next = value.indexOf(' ', at + size);
    const end = blank >= at ? blank : cuts ? at + size : next < 0 ? value.length : next;
    lines.push(value.slice(at, end));
    at = cuts && blank < at ? end : end + 1;
  }
  return [...lines, ...(at < value.length ? [value.slice(at)] : [])].join(separator);
}
