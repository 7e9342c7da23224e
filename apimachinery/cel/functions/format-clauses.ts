import type { CelType } from '../types/cel-type.ts';

/** `%.3f` in a text that formats. */
export interface FormatClause {
  /** s, d, f, e, b, x, X or o. */
  readonly verb: string;
  /** Digits after the point. */
  readonly precision: number;
  /** Whether a value of such a type can be written so. */
  readonly expects?: (type: CelType) => boolean;
  /** What is said of others; the type's name follows. */
  readonly wrong: string;
  /** Why the clause itself is none. */
  readonly problem?: string;
}

const kinds = {
  s: 'list map int uint double bool string timestamp bytes duration type null',
  d: 'int uint',
  f: 'double string',
  e: 'double string',
  b: 'int uint bool',
  x: 'int uint string bytes',
  o: 'int uint',
};

const words = {
  s: 'string clause can only be used on strings, bools, bytes, ints, doubles, maps, lists, types, durations, and timestamps, was given ',
  d: 'decimal clause can only be used on integers, was given ',
  f: 'fixed-point clause can only be used on doubles, was given ',
  e: 'scientific clause can only be used on doubles, was given ',
  b: 'only integers and bools can be formatted as binary, was given ',
  x: 'only integers, byte buffers, and strings can be formatted as hex, was given ',
  o: 'octal clause can only be used on integers, was given ',
};

type Verb = keyof typeof kinds;

/** The texts between clauses, and the clauses. What is wrong comes as a clause with a problem, and nothing after it. */
export function parseFormat(format: string, argCount: number): (string | FormatClause)[] {
  const parts: (string | FormatClause)[] = [];
  let args = 0;
  for (let at = 0; at < format.length; ) {
    const percent = format.indexOf('%', at);
    if (percent !== at) parts.push(format.slice(at, percent < 0 ? undefined : percent));
    if (percent < 0) break;
    if (format[percent + 1] === '%') {
      parts.push('%');
      at = percent + 2;
      continue;
    }
    const clause = readClause(format, percent, args++, argCount);
    parts.push(clause.clause);
    if (clause.clause.problem !== undefined) break;
    at = clause.end;
  }
  return parts;
}

function readClause(
  format: string,
  percent: number,
  index: number,
  argCount: number,
): { clause: FormatClause; end: number } {
  if (index >= argCount) return failed(`index ${index} out of range`);
  const [all = '', point, digits = '', verb] = /^%(\.(\d*))?(.?)/su.exec(format.slice(percent)) ?? [];
  if (all === '%') return failed('unexpected end of string');
  if (point !== undefined && verb === '') {
    return unreadable('error while parsing precision: could not find end of precision specifier');
  }
  if (point !== undefined && digits === '') {
    const words = 'error while parsing precision: error while converting precision to integer: ';
    return unreadable(`${words}strconv.Atoi: parsing "": invalid syntax`);
  }
  const known = verb === 'X' ? 'x' : verb;
  if (!isVerb(known)) return unreadable(`unrecognized formatting clause "${verb}"`);
  const accepted = kinds[known].split(' ');
  const clause: FormatClause = {
    verb: verb ?? '',
    precision: point === undefined ? 6 : Math.min(Number(digits), 100),
    expects: ({ kind }) => kind === 'dyn' || accepted.includes(kind),
    wrong: words[known],
  };
  return { clause, end: percent + all.length };
}

function isVerb(verb: string | undefined): verb is Verb {
  return verb !== undefined && Object.hasOwn(kinds, verb);
}

function unreadable(why: string): { clause: FormatClause; end: number } {
  return failed(`could not parse formatting clause: ${why}`);
}

function failed(problem: string): { clause: FormatClause; end: number } {
  return { clause: { verb: '', precision: 0, wrong: '', problem }, end: 0 };
}
