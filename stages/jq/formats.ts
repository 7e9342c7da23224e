import { percentEncoded } from '../percent-encoded.ts';
import { JqError } from './jq-error.ts';
import { isArray, isJqObject, type Jq, jsonOf, listOf, shown, textOf } from './values.ts';

/** `@name`: how values are written. Mirrors gojq (func.go). */
const formats: Readonly<Record<string, (value: Jq) => Jq>> = {
  text: textOf,
  json: jsonOf,
  html: (value) => textOf(value).replace(/[<>&'"]/g, (char) => html[char] ?? char),
  uri: (value) => percentEncoded(textOf(value)),
  urid: (value) => percentDecoded(textOf(value)),
  csv: (value) => row('csv', value, ',', (text) => `"${text.replaceAll('"', '""')}"`),
  tsv: (value) => row('tsv', value, '\t', (text) => text.replace(/[\t\r\n\\]/g, (char) => tsv[char] ?? char)),
  sh: (value) =>
    row('sh', isArray(value) ? value : [value], ' ', (text) => `'${text.replaceAll("'", "'\\''")}'`),
  base64: (value) => Buffer.from(textOf(value), 'utf8').toString('base64'),
  base64d: (value) => base64Decoded(textOf(value)),
};

/** Undefined: there is no such format. */
export function formatOf(name: string): ((value: Jq) => Jq) | undefined {
  return Object.hasOwn(formats, name) ? formats[name] : undefined;
}

/** A value in a format. Throws JqError where there is none of that name. */
export function formatted(name: string, value: Jq): Jq {
  const format = formatOf(name);
  if (format === undefined) throw new JqError(`format not defined: @${name}`);
  return format(value);
}

const html: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  "'": '&apos;',
  '"': '&quot;',
};

const tsv: Readonly<Record<string, string>> = { '\t': '\\t', '\r': '\\r', '\n': '\\n', '\\': '\\\\' };

function row(name: string, value: Jq, separator: string, write: (text: string) => string): string {
  const cells = listOf(`@${name}`, value).map((cell) => {
    if (isArray(cell) || isJqObject(cell)) throw new JqError(`@${name} cannot format: ${shown(cell)}`);
    if (typeof cell === 'string') return write(cell);
    return cell === null && name !== 'sh' ? '' : jsonOf(cell);
  });
  return cells.join(separator);
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) throw new JqError(`@urid cannot decode: ${shown(text)}`);
    throw error;
  }
}

function base64Decoded(text: string): string {
  const [digits = ''] = text.split('=', 1);
  if (!/^[A-Za-z0-9+/]*$/.test(digits) || digits.length % 4 === 1)
    throw new JqError(`@base64d cannot decode: ${shown(text)}`);
  return Buffer.from(digits, 'base64').toString('utf8');
}
