import { goFloat, goQuote, utf8Length } from '../../apimachinery/index.ts';
import {
  GoFloat,
  GoObject,
  GoTime,
  type GoValue,
  isList,
  isMap,
  isNil,
  keysOf,
  kindOf,
  typeOf,
} from './values.ts';

/** A value as fmt prints it with %v. */
export function printed(value: GoValue): string {
  if (isNil(value)) return '<nil>';
  if (typeof value === 'string') return value;
  if (value instanceof GoFloat) return goFloat(value.value);
  if (value instanceof GoTime) return timeText(value);
  if (isList(value)) return `[${value.map(printed).join(' ')}]`;
  if (isMap(value))
    return `map[${keysOf(value)
      .map((key) => `${key}:${printed(value[key])}`)
      .join(' ')}]`;
  return String(value);
}

function timeText({ ms }: GoTime): string {
  const text = new Date(ms).toISOString();
  const fraction = text.slice(19, -1).replace(/\.?0+$/, '');
  return `${text.slice(0, 10)} ${text.slice(11, 19)}${fraction} +0000 UTC`;
}

/** Mirrors fmt.Sprint: a blank between two of which none is a text. */
export function sprint(values: readonly GoValue[]): string {
  return values
    .map((value, at) => {
      const before = values[at - 1];
      const parts = at > 0 && kindOf(value) !== 'string' && kindOf(before) !== 'string';
      return `${parts ? ' ' : ''}${printed(value)}`;
    })
    .join('');
}

const directive = /%([-+# 0]*)(\*|[0-9]*)(?:\.(\*|[0-9]*))?(?:\[[0-9]+\])?(.)?/gsu;

interface Form {
  readonly flags: string;
  readonly width: number;
  /** Undefined: none is given. */
  readonly precision: number | undefined;
}

/** So wide a value may be made. */
const widthMax = 10_000;

/** Mirrors fmt.Sprintf for the values of templates. */
export function sprintf(format: string, values: readonly GoValue[]): string {
  let next = 0;
  const argument = () => values[next++];
  const number = (text: string | undefined) => {
    if (text === undefined) return undefined;
    const value = text === '*' ? argument() : BigInt(text);
    return typeof value === 'bigint' ? Math.max(-widthMax, Math.min(Number(value), widthMax)) : undefined;
  };
  const text = format.replace(
    directive,
    (_, flags: string, width: string, precision: string | undefined, verb: string | undefined) => {
      const size = width === '' ? 0 : (number(width) ?? 0);
      const places = number(precision);
      // One that is negative is as good as none.
      const form = { flags, width: Math.abs(size), precision: (places ?? -1) < 0 ? undefined : places };
      if (verb === undefined) return '%!(NOVERB)';
      if (verb === '%') return '%';
      if (next >= values.length) return `%!${verb}(MISSING)`;
      return padded(verbText(verb, argument(), form), size < 0 ? { ...form, flags: `${flags}-` } : form);
    },
  );
  if (next >= values.length) return text;
  const extra = values
    .slice(next)
    .map((value) => (isNil(value) ? '<nil>' : `${typeOf(value)}=${printed(value)}`));
  return `${text}%!(EXTRA ${extra.join(', ')})`;
}

function padded(text: string, { flags, width }: Form): string {
  const missing = width - [...text].length;
  if (missing <= 0) return text;
  if (flags.includes('-')) return text + ' '.repeat(missing);
  if (!flags.includes('0') || text.startsWith('%!')) return ' '.repeat(missing) + text;
  const sign = /^[+-]/.test(text) ? text.slice(0, 1) : '';
  return sign + '0'.repeat(missing) + text.slice(sign.length);
}

function verbText(verb: string, value: GoValue, form: Form): string {
  if (verb === 'T') return typeOf(value);
  if (verb === 'v') return form.flags.includes('#') ? goSyntax(value) : printed(value);
  if (isNil(value)) return `%!${verb}(<nil>)`;
  if (isList(value)) return `[${value.map((item) => verbText(verb, item, form)).join(' ')}]`;
  if (isMap(value))
    return `map[${keysOf(value)
      .map((key) => `${verbText(verb, key, form)}:${verbText(verb, value[key], form)}`)
      .join(' ')}]`;
  const text = plainVerb(verb, value, form);
  return text ?? `%!${verb}(${typeOf(value)}=${printed(value)})`;
}

function plainVerb(verb: string, value: GoValue, form: Form): string | undefined {
  if (typeof value === 'boolean') return verb === 't' ? String(value) : undefined;
  if (typeof value === 'string' || typeof value === 'number') return stringVerb(verb, String(value), form);
  if (typeof value === 'bigint') return intVerb(verb, value, form);
  if (value instanceof GoFloat) return floatVerb(verb, value.value, form);
  const isNamed = value instanceof GoTime || value instanceof GoObject;
  return isNamed && (verb === 's' || verb === 'q') ? stringVerb(verb, printed(value), form) : undefined;
}

function stringVerb(verb: string, text: string, { precision }: Form): string | undefined {
  const cut = precision === undefined ? text : [...text].slice(0, precision).join('');
  if (verb === 's') return cut;
  if (verb === 'q') return goQuote(cut);
  if (verb !== 'x' && verb !== 'X') return undefined;
  const hex = Buffer.from(cut, 'utf8').toString('hex');
  return verb === 'x' ? hex : hex.toUpperCase();
}

const bases: Readonly<Record<string, number>> = { b: 2, o: 8, O: 8, d: 10, x: 16, X: 16 };

function intVerb(verb: string, value: bigint, { flags }: Form): string | undefined {
  if (verb === 'c') return charOf(value);
  if (verb === 'U') return `U+${value.toString(16).toUpperCase().padStart(4, '0')}`;
  if (verb === 'q') return `'${charOf(value)}'`;
  const base = bases[verb];
  if (base === undefined) return undefined;
  const digits = (value < 0n ? -value : value).toString(base);
  const prefix = verb === 'O' ? '0o' : flags.includes('#') && base === 16 ? `0${verb}` : '';
  const sign = value < 0n ? '-' : flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
  return `${sign}${prefix}${verb === 'X' ? digits.toUpperCase() : digits}`;
}

/** What is no character is the one that stands for such. */
function charOf(value: bigint): string {
  const isChar = value >= 0n && value <= 0x10ffffn && !(value >= 0xd800n && value <= 0xdfffn);
  return isChar ? String.fromCodePoint(Number(value)) : '\uFFFD';
}

function floatVerb(verb: string, value: number, { flags, precision }: Form): string | undefined {
  const sign = flags.includes('+') && value >= 0 ? '+' : '';
  if (!Number.isFinite(value)) return 'feEgG'.includes(verb) ? goFloat(value) : undefined;
  switch (verb) {
    case 'f':
    case 'F':
      return `${sign}${fixed(value, Math.min(precision ?? 6, 50))}`;
    case 'e':
    case 'E': {
      const text = value.toExponential(Math.min(precision ?? 6, 100)).replace(/e([+-])(\d)$/, 'e$10$2');
      return sign + (verb === 'E' ? text.toUpperCase() : text);
    }
    case 'g':
    case 'G':
      return `${sign}${precision === undefined ? goFloat(value) : goFloat(Number(value.toPrecision(Math.min(precision || 1, 100))))}`;
    default:
      return undefined;
  }
}

/** As toFixed, but of two that are as near the even one, as Go has it. */
function fixed(value: number, places: number): string {
  const exact = Math.abs(value).toFixed(100);
  const cut = exact.indexOf('.') + 1 + places;
  const isTie = /^50*$/.test(exact.slice(cut));
  const before = exact.slice(0, cut).replace(/\.$/, '');
  const isEven = '02468'.includes(before.at(-1) ?? '');
  return isTie && isEven ? `${value < 0 ? '-' : ''}${before}` : value.toFixed(places);
}

/** %#v. */
function goSyntax(value: GoValue): string {
  if (typeof value === 'string' || typeof value === 'number') return goQuote(String(value));
  if (isList(value)) return `[]interface {}{${value.map(goSyntax).join(', ')}}`;
  if (isMap(value))
    return `map[string]interface {}{${keysOf(value)
      .map((key) => `${goQuote(key)}:${goSyntax(value[key])}`)
      .join(', ')}}`;
  return isNil(value) ? 'interface {}(nil)' : printed(value);
}

/** How many bytes, items or keys; undefined: it has no length. */
export function lengthOf(value: GoValue): number | undefined {
  if (typeof value === 'string' || typeof value === 'number') return utf8Length(String(value));
  if (isList(value)) return value.length;
  return isMap(value) ? Object.keys(value).length : undefined;
}
