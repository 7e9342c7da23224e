import type { Schema } from './schema.ts';

/** What Go calls a value of JSON. */
export function goKind(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'bigint') return 'number';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

/** The name of a struct, without its package. */
export function structName({ definition = '' }: Schema): string {
  return definition.slice(definition.lastIndexOf('.') + 1);
}

/** The Go type that values of a schema are decoded into, as far as the schema tells: `v1.PodSpec`, `map[string]string`. */
export function goTypeName(schema: Schema): string {
  const { type, definition, additionalProperties, items, format } = schema;
  if (definition !== undefined) return definition.split('.').slice(-2).join('.');
  if (additionalProperties !== undefined) return `map[string]${goTypeName(additionalProperties)}`;
  if (items !== undefined) return `[]${goTypeName(items)}`;
  if (type === 'string') return stringTypes[format ?? ''] ?? 'string';
  if (type === 'integer') return format === 'int32' ? 'int32' : 'int64';
  return otherTypes[type ?? ''] ?? 'runtime.RawExtension';
}

const stringTypes: Readonly<Record<string, string>> = {
  byte: '[]uint8',
  'date-time': 'v1.Time',
  'date-time-micro': 'v1.MicroTime',
};

const otherTypes: Readonly<Record<string, string>> = {
  boolean: 'bool',
  number: 'float64',
  'int-or-string': 'intstr.IntOrString',
  quantity: 'resource.Quantity',
};

/** The type of what is in a list or map of this type; undefined where the type has a name of its own. */
export function elementTypeName(type: string | undefined): string | undefined {
  const [container = ''] = /^(?:\[\]|map\[[^\]]*\])/.exec(type ?? '') ?? [];
  return container === '' ? undefined : type?.slice(container.length);
}
