import { canonicalValues, schemaFor } from '../../../api/index.ts';
import {
  decodeBySchema,
  goDecodeError,
  JsonNumberError,
  JsonSyntaxError,
  type KubeObject,
  parseJson,
  type Schema,
  strictDecodingErrors,
} from '../../../apimachinery/index.ts';
import type { Answer, Question } from './judge.ts';

/** Our answer to a question. */
export function answer({ kind, body }: Question): Answer {
  const schema = schemaOf(kind);
  try {
    const { value: given, duplicates, badNumber } = parseJson(body, { duplicates: true, schema });
    const { value, unknown, misfits } = decodeBySchema(schema, given);
    const looks = misfits || badNumber !== undefined;
    const error = looks ? goDecodeError(schema, given, { oddNumber: badNumber }) : undefined;
    if (error !== undefined) return { error };
    return { strict: strictDecodingErrors(unknown, duplicates), value };
  } catch (error) {
    if (error instanceof JsonNumberError) return { error: error.message };
    if (error instanceof JsonSyntaxError) return { error: error.reason };
    throw error;
  }
}

/**
 * An answer without what decoding leaves to others: zero values that are always there (defaults fill them in), and
 * what kind it is; quantities and times stand in their canonical forms.
 */
export function comparable({ kind }: Question, { error, strict = [], value }: Answer): Answer {
  if (error !== undefined) return { error };
  const schema = schemaOf(kind);
  const decoded = canonicalValues(schema, decodeBySchema(schema, value).value);
  const { apiVersion: _, kind: __, ...object } = decoded as KubeObject;
  return { strict: [...strict].sort(), value: withoutZeros(object) };
}

function withoutZeros(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutZeros);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value)
    .map(([name, member]) => [name, withoutZeros(member)] as const)
    .filter(([, member]) => !isZero(member));
  return Object.fromEntries(members);
}

function isZero(value: unknown): boolean {
  if (typeof value === 'object' && value !== null) return Object.keys(value).length === 0;
  return !value || value === '0';
}

function schemaOf(kind: string): Schema {
  const [apiVersion = '', name = ''] = kind.split(' ');
  const [version = '', group = ''] = apiVersion.split('/').reverse();
  const schema = schemaFor(group, version, name);
  if (schema === undefined) throw new Error(`there is no kind ${kind}`);
  return schema;
}
