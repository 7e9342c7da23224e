import type { Encoder } from '../../../apimachinery/index.ts';

/** Mirrors sigs.k8s.io/yaml: keys in alphabetical order. It has no watches, in Kubernetes neither. */
export const yamlEncoder: Encoder = {
  mediaType: 'application/yaml',
  isText: true,
  encode: (value) => yamlText(JSON.parse(JSON.stringify(value))),
};

/** A value of JSON as YAML in block style. Differs: long and multi-line texts are quoted, not folded. */
function yamlText(value: unknown): string {
  return `${block(value, '').replace(/^\n/, '')}\n`;
}

function block(value: unknown, indent: string): string {
  if (Array.isArray(value) && value.length > 0) {
    return value.map((item) => `\n${indent}- ${block(item, `${indent}  `).trimStart()}`).join('');
  }
  if (typeof value !== 'object' || value === null || Object.keys(value).length === 0) return scalar(value);
  const fields = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(fields).sort();
  return keys.map((key) => `\n${indent}${scalar(key)}:${field(fields[key], indent)}`).join('');
}

function field(value: unknown, indent: string): string {
  const text = block(value, Array.isArray(value) ? indent : `${indent}  `);
  return text.startsWith('\n') ? text : ` ${text}`;
}

/** Texts that need no quotes and are not folded, so far as is sure. */
const plain = /^[A-Za-z_/](?:[A-Za-z0-9_./ "()=,+*-]|:(?=[^ ]))*$/;
/** An identifier that begins with a digit, and is no number because it has letters and dashes. */
const uid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const reserved = /^(?:true|false|null|yes|no|on|off|y|n)$/i;
/** Kubernetes' YAML folds longer lines. */
const lineMax = 80;

function scalar(value: unknown): string {
  if (typeof value === 'string' && value.length < lineMax && !reserved.test(value)) {
    if (uid.test(value) || (plain.test(value) && !value.endsWith(' ') && !value.includes('  '))) return value;
  }
  return JSON.stringify(value);
}
