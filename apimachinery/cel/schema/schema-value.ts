import type { Schema } from '../../schema/schema.ts';
import { isList, isObject } from '../../values/plain-json.ts';
import { CelError, type CelValue } from '../values/value.ts';
import { formattedValue } from './formatted-value.ts';
import { goTypeOf } from './go-type.ts';
import { PreservedValue } from './preserved-value.ts';
import { schemaList } from './schema-list.ts';
import { SchemaMap } from './schema-map.ts';

/**
 * A value of JSON as its schema tells it; of lists and objects the parts are read when an expression asks for them.
 * `value` may hold results of expressions, too: what a list was joined with.
 * Mirrors k8s.io/apiserver pkg/cel/common (UnstructuredToVal).
 */
export function celValueOf(value: unknown, schema: Schema): CelValue {
  if (value === null || value === undefined) {
    return schema.nullable === true
      ? null
      : new CelError('invalid data, got null for schema with nullable=false');
  }
  switch (schema.type) {
    case 'int-or-string':
      return intOrString(value);
    case 'object':
      return isObject(value)
        ? new SchemaMap(value, schema, celValueOf)
        : new CelError('invalid data, expected a map for the provided schema with type=object');
    case 'array':
      return isList(value)
        ? schemaList(value, schema, celValueOf)
        : new CelError('invalid data, expected an array for the provided schema with type=array');
    case 'string':
    case 'quantity':
      return typeof value === 'string' ? formattedValue(value, schema.format) : unexpected('string', value);
    case 'number':
      return typeof value === 'number' || typeof value === 'bigint'
        ? Number(value)
        : unexpected('float', value);
    case 'integer':
      return integerOf(value) ?? unexpected('int', value);
    case 'boolean':
      return typeof value === 'boolean' ? value : unexpected('bool', value);
    default:
      return schema.preserveUnknownFields === true ? new PreservedValue(value) : untyped();
  }
}

function intOrString(value: unknown): CelValue {
  if (typeof value === 'string') return value;
  return (
    integerOf(value) ??
    new CelError('invalid data, expected XIntOrString value to be either a string or integer')
  );
}

function integerOf(value: unknown): bigint | undefined {
  if (typeof value === 'bigint') return value;
  return typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : undefined;
}

function unexpected(expected: string, value: unknown): CelError {
  return new CelError(`invalid data, expected ${expected}, got ${goTypeOf(value)}`);
}

function untyped(): CelError {
  return new CelError(
    'invalid type, expected object, array, number, integer, boolean or string, or no type with ' +
      'x-kubernetes-int-or-string or x-kubernetes-preserve-unknown-fields is true, got ',
  );
}
