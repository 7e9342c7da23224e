import { isWhole } from '../values/whole-number.ts';
import { compileOnce, isFree } from './compile-once.ts';
import { base64Problem, quantityProblem, timeProblem } from './go-values.ts';
import type { GoField, Schema } from './schema.ts';

/** One property of an object, or what its other members are. */
export interface SchemaMember {
  readonly node: SchemaNode;
  /** To Go, an empty value of it is none. */
  readonly omitsEmpty: boolean;
  /** JSON has null where there is none. */
  readonly isNullable: boolean;
  /** Go can tell that there is none. */
  readonly isPointer: boolean;
}

/** A schema prepared for walking values. Children are looked up when a value needs them: a schema may contain itself. */
export class SchemaNode {
  readonly schema: Schema;
  /** `free`: values can be anything, and are not looked into. `schema-or`: Go reads a JSON schema there, or something else. */
  readonly kind: 'free' | 'object' | 'list' | 'scalar' | 'schema-or';
  /** Whether null is no value here, and decoding drops a member that has it. */
  readonly dropsNull: boolean;
  readonly keepsUnknown: boolean;
  readonly isResource: boolean;
  /** All values of this `typeof` are of this type, and most values of this type are of it. */
  readonly usualType: 'string' | 'boolean' | undefined;
  /** What Go makes of a null that stands in a list or a map; undefined where it stays null. */
  readonly zero: unknown;
  /** Whether a value that is neither null nor a container is one of this type. */
  readonly fits: (value: unknown) => boolean;
  #members: ReadonlyMap<string, SchemaMember> | undefined;
  #others: SchemaMember | undefined;

  constructor(schema: Schema) {
    this.schema = schema;
    this.kind = kindOf(schema);
    this.dropsNull = schema.nullable !== true && (schema.default === undefined || schema.default === null);
    this.keepsUnknown = schema.preserveUnknownFields === true;
    this.isResource = schema.embeddedResource === true;
    this.usualType = usualTypeOf(schema);
    this.fits = fitTest(this.kind, schema);
    this.zero = zeroOf(this.kind, schema);
  }

  /** Whether Go says of a value that there is none: '', 0, false, the zero time, or nothing in a list or a map. */
  isEmpty(value: unknown): boolean {
    if (typeof value !== 'object' || value === null) {
      return this.kind === 'scalar' && (!value || (value === zeroTime && isTime(this.schema)));
    }
    if (Array.isArray(value)) return this.kind === 'list' && value.length === 0;
    if (this.kind !== 'object' || this.schema.properties !== undefined) return false;
    for (const _ in value) return false;
    return true;
  }

  get members(): ReadonlyMap<string, SchemaMember> {
    this.#members ??= membersOf(this.schema);
    return this.#members;
  }

  /** Of the members that `members` lacks. */
  get others(): SchemaMember | undefined {
    const { additionalProperties } = this.schema;
    if (additionalProperties === undefined) return undefined;
    this.#others ??= {
      node: nodeOf(additionalProperties),
      omitsEmpty: false,
      isNullable: false,
      isPointer: false,
    };
    return this.#others;
  }

  get items(): SchemaNode | undefined {
    const { items } = this.schema;
    return items === undefined ? undefined : nodeOf(items);
  }
}

export const nodeOf: (schema: Schema) => SchemaNode = compileOnce((schema) => new SchemaNode(schema));

function kindOf(schema: Schema): SchemaNode['kind'] {
  if (isFree(schema)) return schema.schemaOr === undefined ? 'free' : 'schema-or';
  if (schema.type === 'array') return 'list';
  return schema.type === undefined || schema.type === 'object' ? 'object' : 'scalar';
}

function membersOf({ properties = {}, goFields }: Schema): ReadonlyMap<string, SchemaMember> {
  const members = Object.entries(properties).map(([name, schema]) => {
    const node = nodeOf(schema);
    const field = goFields?.get(name);
    const isNullable = field?.isNullable ?? false;
    return [
      name,
      { node, omitsEmpty: omitsEmpty(node, field), isNullable, isPointer: isPointer(node, field) },
    ] as const;
  });
  return new Map(members);
}

/** Structs are never empty, nor is what decodes itself but for times: they are pointers, or there always. */
function omitsEmpty({ kind, schema }: SchemaNode, field: GoField | undefined): boolean {
  if (field?.presence !== 'nonzero' && field?.presence !== 'hidden') return false;
  if (kind === 'list' || schema.additionalProperties !== undefined) return true;
  return kind === 'scalar' && plainTypes.has(schema.type);
}

/** Structs are always there, or behind a pointer. */
function isPointer({ kind }: SchemaNode, field: GoField | undefined): boolean {
  return field?.presence === 'given' || (kind !== 'scalar' && field?.presence !== 'always');
}

const plainTypes: ReadonlySet<Schema['type']> = new Set(['string', 'boolean', 'integer', 'number']);

const zeroTime = '0001-01-01T00:00:00Z';

function isTime({ format = '' }: Schema): boolean {
  return format.startsWith('date-time');
}

function usualTypeOf(schema: Schema): SchemaNode['usualType'] {
  const { type, format } = schema;
  if (type === 'boolean') return type;
  if (type === 'string') return format === 'byte' || isTime(schema) ? undefined : type;
  return type === 'int-or-string' ? 'string' : undefined;
}

function fitTest(kind: SchemaNode['kind'], schema: Schema): (value: unknown) => boolean {
  if (schema.schemaOr?.other === 'Bool') return (value) => typeof value === 'boolean';
  if (kind !== 'scalar') return () => kind === 'free';
  if (isTime(schema)) {
    const isMicro = schema.format === 'date-time-micro';
    return (value) => typeof value === 'string' && timeProblem(value, isMicro) === undefined;
  }
  switch (schema.type) {
    case 'string':
      return schema.format === 'byte'
        ? (value) => typeof value === 'string' && base64Problem(value) === undefined
        : (value) => typeof value === 'string';
    case 'boolean':
      return (value) => typeof value === 'boolean';
    case 'integer':
      return schema.format === 'int32' ? isInt32 : isWhole;
    case 'number':
      return Number.isFinite;
    case 'int-or-string':
      return (value) => typeof value === 'string' || isInt32(value);
    default:
      return (value) =>
        typeof value !== 'boolean' && typeof value !== 'bigint' && quantityProblem(value) === undefined;
  }
}

function isInt32(value: unknown): boolean {
  return typeof value === 'number' && (value | 0) === value;
}

function zeroOf(kind: SchemaNode['kind'], schema: Schema): unknown {
  if (kind === 'object') return Object.freeze({});
  if (kind === 'list') return Object.freeze([]);
  if (kind === 'free' || kind === 'schema-or' || isTime(schema)) return undefined;
  if (schema.type === 'string') return '';
  if (schema.type === 'boolean') return false;
  return schema.type === 'quantity' ? '0' : 0;
}
