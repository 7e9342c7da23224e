import type { Schema } from '../../schema/schema.ts';
import { utf8Length } from '../../values/go-format.ts';
import {
  boolType,
  bytesType,
  type CelType,
  doubleType,
  durationType,
  dynType,
  intType,
  listType,
  mapType,
  stringType,
  structType,
  timestampType,
} from '../types/cel-type.ts';
import { escapeCelName, isReservedName } from './escape-name.ts';
import { valuesOf, withTypeAndObjectMeta } from './schema-parts.ts';

/**
 * What a schema declares to expressions, with the sizes that cost estimates are made of.
 * Mirrors k8s.io/apiserver pkg/cel/types.go (DeclType) and pkg/cel/common/schemas.go.
 */
export interface DeclType {
  readonly kind: 'object' | 'map' | 'list' | 'scalar';
  /** Of a scalar. */
  readonly scalar?: CelType;
  /** How many characters, items or entries there may be at most; 0 for what has no size. */
  readonly maxElements: number;
  /** How many bytes of JSON a value takes at least. */
  readonly minSerializedSize: number;
  /** Of an object: the declarations of its fields, by their escaped names. */
  readonly fields?: ReadonlyMap<string, DeclType>;
  /** Of a list its items, of a map its values. */
  readonly element?: DeclType;
  /** Of a map: its keys, where their size is known. */
  readonly key?: DeclType;
  /** Of a map: values that are asked for by a name, as fields are, have a known size, too. */
  readonly namedElements?: boolean;
  /** Of a root: the only variable that it is declared for. Absent: all variables are such. */
  readonly variable?: string;
}

/** The largest request Kubernetes assumes here. */
const requestBytesMax = 3 * 1024 * 1024;

const declared = { root: new WeakMap<Schema, Cached>(), inner: new WeakMap<Schema, Cached>() };

interface Cached {
  readonly decl: DeclType | undefined;
}

/** Undefined for a schema that expressions cannot see. The same answer for the same schema. */
export function declTypeOf(schema: Schema, isResourceRoot: boolean): DeclType | undefined {
  const cache = isResourceRoot ? declared.root : declared.inner;
  const known = cache.get(schema);
  if (known !== undefined) return known.decl;
  const decl = declare(schema, isResourceRoot);
  cache.set(schema, { decl });
  return decl;
}

/** How often a value of such a size may be in one request. Mirrors apiextensions-apiserver (maxCardinality). */
export function maxCardinality(minSerializedSize: number): bigint {
  return BigInt(Math.floor(requestBytesMax / (minSerializedSize + 1)));
}

function declare(schema: Schema, isResourceRoot: boolean): DeclType | undefined {
  switch (schema.type) {
    case 'int-or-string':
      return scalar(dynType, 1, maxLength(schema) ?? requestBytesMax - 2);
    case 'array':
      return declareList(schema);
    case 'object':
      return declareObject(isResourceRoot ? withTypeAndObjectMeta(schema) : schema);
    case 'string':
      return declareString(schema);
    case 'quantity':
      return scalar(stringType, 2, requestBytesMax - 2);
    case 'boolean':
      return scalar(boolType, 4, 0);
    case 'number':
      return scalar(doubleType, 1, 0);
    case 'integer':
      return scalar(intType, 1, 0);
    default:
      return undefined;
  }
}

function scalar(type: CelType, minSerializedSize: number, maxElements: number): DeclType {
  return { kind: 'scalar', scalar: type, minSerializedSize, maxElements };
}

const stringDecl = scalar(stringType, 2, 0);

function declareList({ items, maxItems }: Schema): DeclType | undefined {
  const element = items === undefined ? undefined : declTypeOf(items, items.embeddedResource === true);
  if (element === undefined) return undefined;
  const maxElements =
    maxItems === undefined
      ? Math.floor((requestBytesMax - 2) / (element.minSerializedSize + 1))
      : Math.max(maxItems, 0);
  return { kind: 'list', element, maxElements, minSerializedSize: 2 };
}

function declareObject(schema: Schema): DeclType | undefined {
  const values = valuesOf(schema);
  const { maxProperties } = schema;
  if (values === undefined) return declareFields(schema);
  const element = declTypeOf(values, values.embeddedResource === true);
  if (element === undefined) return undefined;
  const maxElements =
    maxProperties === undefined
      ? Math.floor((requestBytesMax - 2) / (element.minSerializedSize + 6))
      : Math.max(maxProperties, 0);
  return { kind: 'map', element, maxElements, minSerializedSize: 2 };
}

function declareFields({ properties = {}, required = [] }: Schema): DeclType {
  const fields = new Map<string, DeclType>();
  let minSerializedSize = 2;
  for (const [name, property] of Object.entries(properties)) {
    const decl = declTypeOf(property, property.embeddedResource === true);
    if (decl === undefined) continue;
    const escaped = escapeCelName(name);
    if (escaped !== undefined) fields.set(escaped, decl);
    if (required.includes(name) && (property.default === undefined || property.default === null)) {
      minSerializedSize += utf8Length(name) + decl.minSerializedSize + 4;
    }
  }
  return { kind: 'object', fields, maxElements: 0, minSerializedSize };
}

function declareString(schema: Schema): DeclType {
  switch (schema.format) {
    case 'byte':
      return scalar(
        bytesType,
        2,
        schema.maxLength === undefined ? requestBytesMax - 2 : Math.max(schema.maxLength, 0),
      );
    case 'duration':
      return scalar(durationType, 3, 32);
    case 'date':
      return scalar(timestampType, 12, 12);
    case 'date-time':
      return scalar(timestampType, 21, 32);
    default:
      return scalar(stringType, 2, maxLength(schema) ?? enumLength(schema) ?? requestBytesMax - 2);
  }
}

/** A character may take four bytes. */
function maxLength({ maxLength: max }: Schema): number | undefined {
  return max === undefined ? undefined : Math.max(max, 0) * 4;
}

function enumLength({ enum: values = [] }: Schema): number | undefined {
  if (values.length === 0) return undefined;
  return Math.max(...values.map((value) => (typeof value === 'string' ? utf8Length(value) : 0)));
}

/**
 * The type of a variable that is declared so. Objects within are named by their way from `name` on, as Kubernetes does
 * it: `selfType.spec`, `selfType.ports.@idx`.
 */
export function celTypeOf(decl: DeclType, name: string): CelType {
  switch (decl.kind) {
    case 'scalar':
      return decl.scalar ?? dynType;
    case 'list':
      return listType(celTypeOf(decl.element ?? stringDecl, `${name}.@idx`));
    case 'map':
      return mapType(stringType, celTypeOf(decl.element ?? stringDecl, `${name}.@elem`));
    case 'object':
      return structType(name, (field) => {
        const escaped = isReservedName(field) ? `__${field}__` : field;
        const declaredField = decl.fields?.get(field) ?? decl.fields?.get(escaped);
        return declaredField === undefined ? undefined : celTypeOf(declaredField, `${name}.${field}`);
      });
  }
}

/** The declaration at the end of a way through fields, `@items`, `@values` and `@keys`; undefined when it leads nowhere. */
export function declAt(root: DeclType, path: readonly string[]): DeclType | undefined {
  let decl: DeclType | undefined = root;
  for (const name of path) {
    if (decl === undefined) return undefined;
    if (name === '@items' || name === '@values') decl = decl.element;
    else if (name === '@keys') decl = decl.kind === 'map' ? (decl.key ?? stringDecl) : undefined;
    else decl = decl.namedElements === true ? decl.element : decl.fields?.get(name);
  }
  return decl;
}
