import { compareStrings, goQuote } from '../../apimachinery/index.ts';
import { percentEncoded } from '../percent-encoded.ts';
import { FunctionError, type FunctionTable, templateFunction } from './functions.ts';
import { lengthOf, printed, sprint, sprintf } from './print.ts';
import { entryOf, GoFloat, type GoValue, isList, isMap, isNil, isTrue, kindOf, typeOf } from './values.ts';

/** The functions that every template has; `slice` is sprig's. Mirrors text/template (funcs.go). */
export const builtins: FunctionTable = {
  // They are part of the language: whoever executes it looks at their arguments one after the other.
  and: templateFunction('any ...any', ([first]) => first),
  or: templateFunction('any ...any', ([first]) => first),
  not: templateFunction('any', ([value]) => !isTrue(value)),
  len: templateFunction('any', ([value]) => {
    const length = lengthOf(value);
    if (length === undefined) throw new FunctionError(`len of type ${typeOf(value)}`);
    return BigInt(length);
  }),
  index: templateFunction('any ...any', ([value, ...keys]) => keys.reduce<GoValue>(indexed, value)),
  print: templateFunction('...any', (values) => sprint(values)),
  println: templateFunction('...any', (values) => `${values.map(printed).join(' ')}\n`),
  printf: templateFunction('string ...any', ([format, ...values], context) => {
    const text = sprintf(String(format), values);
    context.spend(text.length);
    return text;
  }),
  html: templateFunction('...any', (values) =>
    shown(values).replace(/[<>&'"\0]/g, (char) => entities[char] ?? char),
  ),
  js: templateFunction('...any', (values) => scriptText(shown(values))),
  urlquery: templateFunction('...any', (values) => percentEncoded(shown(values)).replaceAll('%20', '+')),
  eq: templateFunction('any ...any', ([first, ...others]) => {
    if (others.length === 0) throw new FunctionError('missing argument for comparison');
    return others.some((other) => equal(first, other));
  }),
  ne: templateFunction('any any', ([left, right]) => !equal(left, right)),
  lt: templateFunction('any any', ([left, right]) => order(left, right) < 0),
  le: templateFunction('any any', ([left, right]) => order(left, right) <= 0),
  gt: templateFunction('any any', ([left, right]) => order(left, right) > 0),
  ge: templateFunction('any any', ([left, right]) => order(left, right) >= 0),
};

const entities: Readonly<Record<string, string>> = {
  '"': '&#34;',
  "'": '&#39;',
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\0': '\uFFFD',
};

function shown(values: readonly GoValue[]): string {
  return sprint(values.map((value) => value ?? '<no value>'));
}

function scriptText(text: string): string {
  return goQuote(text)
    .slice(1, -1)
    .replace(/['<>&=]/g, (char) =>
      char === "'" ? "\\'" : `\\u00${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
    );
}

function indexed(value: GoValue, key: GoValue): GoValue {
  if (isNil(value)) throw new FunctionError('index of untyped nil');
  if (isMap(value) && !isList(value)) {
    if (typeof key !== 'string') throw new FunctionError(`value has type ${typeOf(key)}; should be string`);
    return entryOf(value, key) ?? null;
  }
  const length = lengthOf(value);
  if (length === undefined) throw new FunctionError(`can't index item of type ${typeOf(value)}`);
  if (typeof key !== 'bigint') throw new FunctionError(`cannot index slice/array with type ${typeOf(key)}`);
  const at = Number(key);
  if (at < 0 || at >= length) throw new FunctionError(`index out of range: ${at}`);
  return isList(value) ? (value[at] ?? null) : BigInt(Buffer.from(String(value))[at] ?? 0);
}

/** Numbers of data are texts to Go. */
function basicKind(value: GoValue): string | undefined {
  const kind = kindOf(value);
  return ['bool', 'string', 'int', 'float64'].includes(kind) ? kind : undefined;
}

function equal(left: GoValue, right: GoValue): boolean {
  if (isNil(left) || isNil(right)) {
    // Of two that are no basic values, one that is nil is like the other only if that is nil, too.
    return isNil(left) && isNil(right);
  }
  const kind = basicKind(left);
  if (kind !== basicKind(right)) throw new FunctionError('incompatible types for comparison');
  if (kind === undefined) throw new FunctionError(`non-comparable type ${printed(left)}: ${typeOf(left)}`);
  return plain(left) === plain(right);
}

function order(left: GoValue, right: GoValue): number {
  const kind = basicKind(left);
  if (kind === undefined || basicKind(right) === undefined)
    throw new FunctionError('invalid type for comparison');
  if (kind !== basicKind(right)) throw new FunctionError('incompatible types for comparison');
  if (kind === 'bool') throw new FunctionError('invalid type for comparison');
  const [first, second] = [plain(left), plain(right)];
  if (typeof first === 'string' && typeof second === 'string') return compareStrings(first, second);
  return Number(first) < Number(second) ? -1 : first === second ? 0 : 1;
}

function plain(value: GoValue): string | bigint | number | boolean {
  if (value instanceof GoFloat) return value.value;
  return typeof value === 'bigint' || typeof value === 'boolean' ? value : String(value);
}
