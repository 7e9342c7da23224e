import { isList, isObject } from '../values/plain-json.ts';
import { yaml } from './yaml-library.ts';

/**
 * A value of JSON as YAML in block style, its members in their order, what is within a member four further to the right.
 * Mirrors go.yaml.in/yaml/v3 (Marshal of a Node without styles).
 */
export function writeOrderedYaml(value: unknown): string {
  return `${written(value, 0)}\n`;
}

/** What stands from column `indent` on; its first line goes on where it is put. */
function written(value: unknown, indent: number): string {
  const line = `\n${' '.repeat(indent)}`;
  if (isList(value)) {
    if (value.length === 0) return '[]';
    return value.map((item) => `- ${written(item, indent + 2)}`).join(line);
  }
  if (!isObject(value)) return scalar(value, indent);
  const members = Object.entries(value);
  if (members.length === 0) return '{}';
  return members.map(([name, member]) => `${scalar(name, indent)}:${after(member, indent)}`).join(line);
}

/** A member's value, on its line where there is room. */
function after(value: unknown, indent: number): string {
  const isEmpty = typeof value !== 'object' || value === null || Object.keys(value).length === 0;
  if (isEmpty) return ` ${written(value, indent)}`;
  const inner = nextIndent(indent);
  return `\n${' '.repeat(inner)}${written(value, inner)}`;
}

function nextIndent(indent: number): number {
  return 4 * Math.floor(indent / 4 + 1);
}

function scalar(value: unknown, indent: number): string {
  if (typeof value !== 'string') return String(value);
  if (value.includes('\n')) return literal(value, nextIndent(indent));
  if (value === '' || otherTypes.some((form) => form.test(value))) return JSON.stringify(value);
  const { CORE_SCHEMA, dump } = yaml();
  return dump(value, { schema: CORE_SCHEMA, quoteStyle: 'single', lineWidth: -1 }).trimEnd();
}

/** A text of several lines. */
function literal(text: string, indent: number): string {
  const end = /\n*$/.exec(text)?.[0].length ?? 0;
  const lines = text.slice(0, text.length - end).split('\n');
  const mark = end === 0 ? '-' : end === 1 ? '' : '+';
  const shown = lines.map((line) => (line === '' ? '' : `${' '.repeat(indent)}${line}`));
  return `|${mark}\n${shown.join('\n')}${'\n'.repeat(Math.max(0, end - 1))}`;
}

/** Texts that would be something else without quotes. */
const otherTypes = [
  /^(?:~|null|Null|NULL|true|True|TRUE|false|False|FALSE|<<)$/,
  /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  /^[-+]?(?:0b[01_]+|0o?[0-7_]+|0x[0-9a-fA-F_]+|[0-9][0-9_]*)$/,
  /^[-+]?(?:\.[0-9]+|[0-9][0-9_]*(?:\.[0-9_]*)?)(?:[eE][-+]?[0-9]+)?$/,
  /^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:$|[Tt ])/,
];
