import { InvalidValueError } from '../values/invalid-value.ts';

/**
 * A pattern of a schema, which is written for Go's regexp, as a JavaScript expression. The few things Go writes
 * otherwise are translated. Throws InvalidValueError for a pattern that means nothing here; check patterns when a
 * schema is accepted.
 * Differs: Go finds a match in linear time; a pattern with nested repetitions can be slow here.
 */
export function goPattern(pattern: string): RegExp {
  const [, flags = ''] = /^\(\?([ims]+)\)/.exec(pattern) ?? [];
  const source = translate(flags === '' ? pattern : pattern.slice(flags.length + 3));
  // Without the flag u, needless escapes such as \- and \_ are fine, which Go allows, too.
  return compile(source, `${flags}u`) ?? compile(source, flags) ?? refuse(pattern);
}

function compile(source: string, flags: string): RegExp | undefined {
  try {
    return new RegExp(source, flags);
  } catch {
    return undefined;
  }
}

function refuse(pattern: string): never {
  throw new InvalidValueError(`pattern ${JSON.stringify(pattern)} is not supported`);
}

function translate(pattern: string): string {
  return pattern
    .replaceAll('(?P<', '(?<')
    .replace(/\\([AzC]|p[A-Z])/g, (whole, letter: string) => escapes[letter] ?? `\\p{${whole.slice(2)}}`)
    .replace(/\[:(\^?)([a-z]+):\]/g, (whole, not: string, name: string) =>
      not === '' ? (posixClasses[name] ?? whole) : whole,
    );
}

const escapes: Readonly<Record<string, string>> = { A: '^', z: '$', C: '[^]' };

const posixClasses: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7f',
  blank: '\\t ',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
};
