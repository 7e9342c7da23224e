/** What a type is at its root. `opaque` types are known by name only, `struct` types have fields. */
export type TypeKind =
  | 'any'
  | 'bool'
  | 'bytes'
  | 'double'
  | 'duration'
  | 'dyn'
  | 'error'
  | 'int'
  | 'list'
  | 'map'
  | 'null'
  | 'opaque'
  | 'parameter'
  | 'string'
  | 'struct'
  | 'timestamp'
  | 'type'
  | 'uint'
  | 'unknown';

/**
 * A type of the language. Two types of the same kind, name and parameters are the same type.
 * Mirrors cel-go common/types (Type).
 */
export interface CelType {
  readonly kind: TypeKind;
  /** As `type(value)` is written: `int`, `google.protobuf.Duration`, `list`. */
  readonly name: string;
  /** Of a list its items, of a map its keys and values, of an optional its value, of a type what it is the type of. */
  readonly parameters: readonly CelType[];
  /** Of a struct: the type of a field; undefined when there is no such field. Absent: nothing is known of its fields. */
  readonly field?: (name: string) => CelType | undefined;
}

const none: readonly CelType[] = [];

function simple(kind: TypeKind, name: string = kind): CelType {
  return { kind, name, parameters: none };
}

export const anyType = simple('any', 'google.protobuf.Any');
export const boolType = simple('bool');
export const bytesType = simple('bytes');
export const doubleType = simple('double');
export const durationType = simple('duration', 'google.protobuf.Duration');
export const dynType = simple('dyn');
export const errorType = simple('error');
export const intType = simple('int');
export const nullType = simple('null', 'null_type');
export const stringType = simple('string');
export const timestampType = simple('timestamp', 'google.protobuf.Timestamp');
export const typeType = simple('type');
export const uintType = simple('uint');
export const unknownType = simple('unknown');

export function listType(items: CelType): CelType {
  return { kind: 'list', name: 'list', parameters: [items] };
}

export function mapType(keys: CelType, values: CelType): CelType {
  return { kind: 'map', name: 'map', parameters: [keys, values] };
}

export function optionalType(value: CelType): CelType {
  return opaqueType('optional_type', value);
}

export function opaqueType(name: string, ...parameters: readonly CelType[]): CelType {
  return { kind: 'opaque', name, parameters };
}

export function structType(name: string, field?: CelType['field']): CelType {
  return { kind: 'struct', name, parameters: none, ...(field === undefined ? {} : { field }) };
}

export function parameterType(name: string): CelType {
  return { kind: 'parameter', name, parameters: none };
}

/** The type of a type: what `int` is when it is written in an expression. */
export function typeOfType(type: CelType): CelType {
  return { kind: 'type', name: 'type', parameters: [type] };
}

export const dynList = listType(dynType);
export const dynMap = mapType(dynType, dynType);

/** With `parameterNames` false, all parameters are one. */
export function isSameType(left: CelType, right: CelType, parameterNames = true): boolean {
  if (left === right) return true;
  if (left.kind !== right.kind || left.parameters.length !== right.parameters.length) return false;
  if ((parameterNames || left.kind !== 'parameter') && left.name !== right.name) return false;
  return left.parameters.every((parameter, index) =>
    isSameType(parameter, right.parameters[index] ?? errorType, parameterNames),
  );
}

export function isDyn({ kind }: CelType): boolean {
  return kind === 'dyn' || kind === 'any';
}

export function isOptional({ kind, name }: CelType): boolean {
  return kind === 'opaque' && name === 'optional_type';
}

/** As errors of the checker name it. Mirrors cel-go checker/format.go (FormatCELType). */
export function typeText(type: CelType): string {
  const short = shortNames[type.kind];
  if (short !== undefined) return short;
  if (type.parameters.length === 0) return type.name;
  return `${type.name}(${type.parameters.map(typeText).join(', ')})`;
}

/** As types are declared. Mirrors cel-go common/types (Type.String). */
export function typeName({ name, parameters }: CelType): string {
  return parameters.length === 0 ? name : `${name}(${parameters.map(typeName).join(', ')})`;
}

const shortNames: Partial<Record<TypeKind, string>> = {
  any: 'any',
  duration: 'duration',
  error: '!error!',
  null: 'null',
  timestamp: 'timestamp',
};
