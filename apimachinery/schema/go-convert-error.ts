import type { PlainObject } from '../values/plain-json.ts';
import { isFree } from './compile-once.ts';
import { goDecodeError } from './go-decode-error.ts';
import { elementTypeName, goKind, goTypeName } from './go-type-names.ts';
import { base64Problem, quantityProblem, timeProblem } from './go-values.ts';
import type { Schema } from './schema.ts';

/**
 * Why Go cannot convert a value that is decoded already into the type of a schema, which is what it does with the result
 * of a strategic merge: `cannot restore struct from: string`. The first reason in the order of the type's fields;
 * undefined when there is none. Mirrors k8s.io/apimachinery pkg/runtime (DefaultUnstructuredConverter).
 */
export function goConvertError(
  schema: Schema,
  value: unknown,
  type: string = goTypeName(schema),
): string | undefined {
  if (schema.schemaOr !== undefined) return goDecodeError(schema, value);
  if (value === null || value === undefined || isFree(schema)) return undefined;
  if (schema.type === 'array') return listError(schema, value, type);
  if (schema.type === 'object' || schema.type === undefined) return objectError(schema, value, type);
  if (schema.type === 'quantity') return quantityProblem(value);
  if (schema.type === 'int-or-string') return typeof value === 'string' ? undefined : integerError(value);
  if (schema.type === 'string' && schema.format !== undefined) return textError(schema.format, value);
  return scalarError(schema, value, type);
}

function listError({ items = {} }: Schema, value: unknown, type: string): string | undefined {
  if (!Array.isArray(value)) return `cannot restore slice from ${valueKind(value)}`;
  return first(value, (item) => goConvertError(items, item, elementTypeName(type)));
}

function objectError(schema: Schema, value: unknown, type: string): string | undefined {
  const { properties, additionalProperties = {}, goFields } = schema;
  if (typeof value !== 'object' || Array.isArray(value)) {
    return `cannot restore ${properties === undefined ? 'map from' : 'struct from:'} ${valueKind(value)}`;
  }
  const object = value as PlainObject;
  if (properties === undefined) {
    return first(Object.values(object), (member) =>
      goConvertError(additionalProperties, member, elementTypeName(type)),
    );
  }
  const names = Object.keys(object).filter((name) => Object.hasOwn(properties, name));
  const fields = [...(goFields?.keys() ?? [])];
  names.sort((a, b) => fields.indexOf(a) - fields.indexOf(b));
  return first(names, (name) =>
    goConvertError(properties[name] ?? {}, object[name], goFields?.get(name)?.type),
  );
}

function textError(format: string, value: unknown): string | undefined {
  if (format === 'byte') {
    if (typeof value !== 'string') return `cannot restore slice from ${valueKind(value)}`;
    const problem = base64Problem(value);
    return problem === undefined ? undefined : `error decoding from json: ${problem}`;
  }
  if (typeof value === 'string') return timeProblem(value, format === 'date-time-micro');
  return `json: cannot unmarshal ${goKind(value)} into Go value of type string`;
}

function scalarError({ type }: Schema, value: unknown, name: string): string | undefined {
  const kind = valueKind(value);
  switch (type) {
    case 'string':
      if (kind === 'int64') return `cannot convert int64 to ${name}`;
      return kind === 'string' ? undefined : 'unrecognized type: string';
    case 'boolean':
      return kind === 'bool' ? undefined : 'unrecognized type: bool';
    default:
      if (kind === 'int64' || (kind === 'float64' && type === 'number')) return undefined;
      return kind === 'float64' ? `cannot convert float64 to ${name}` : unrecognized(name);
  }
}

function integerError(value: unknown): string | undefined {
  if (Number.isInteger(value)) return undefined;
  const kind = goKind(value);
  const shown = kind === 'number' ? `number ${value}` : kind;
  return `json: cannot unmarshal ${shown} into Go value of type int32`;
}

function unrecognized(type: string): string {
  return `unrecognized type: ${type}`;
}

/** What Go calls the kind of a value that came out of JSON. */
function valueKind(value: unknown): string {
  if (Array.isArray(value)) return 'slice';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'bigint') return 'int64';
  if (typeof value === 'object') return 'map';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function first<T>(values: readonly T[], errorOf: (value: T) => string | undefined): string | undefined {
  for (const value of values) {
    const error = errorOf(value);
    if (error !== undefined) return error;
  }
  return undefined;
}
