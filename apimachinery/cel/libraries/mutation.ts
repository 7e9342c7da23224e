import type { MessageType } from '../evaluate/environment.ts';
import { declare, type FunctionDeclaration, overload, taking } from '../functions/declaration.ts';
import { type CelType, dynType, listType, stringType, structType } from '../types/cel-type.ts';
import { equals } from '../values/compare.ts';
import { typeOf } from '../values/type-of.ts';
import { CelError, CelList, CelMap, CelObject, type CelValue } from '../values/value.ts';

/**
 * What mutations of an admission policy make: parts of objects, `Object.spec{replicas: 1}`, and operations of JSON patches.
 * Mirrors k8s.io/apiserver pkg/cel/mutation and pkg/cel/library/jsonpatch.go.
 */

type Fields = ReadonlyMap<string, CelValue>;

/** A message that an expression has made. A field that was not given is not there. */
abstract class MadeMessage extends CelObject {
  override readonly type: CelType;
  readonly fields: Fields;

  constructor(type: CelType, fields: Fields) {
    super();
    this.type = type;
    this.fields = fields;
  }

  override equals(other: CelValue): CelValue {
    if (!(other instanceof MadeMessage) || other.type.name !== this.type.name) return false;
    if (other.fields.size !== this.fields.size) return false;
    return [...this.fields].every(([name, value]) => {
      const others = other.fields.get(name);
      return others !== undefined && equals(value, others) === true;
    });
  }
}

/** A part of an object; its type is called `Object.` and the path of the part. */
export class CelPartialObject extends MadeMessage {
  override get(field: string): CelValue {
    return this.fields.get(field) ?? null;
  }

  override has(field: string): boolean {
    return this.fields.has(field);
  }

  /** Where a part has another type than its place says, in words. */
  typeProblems(): string[] {
    return typeProblems(this, this.type.name);
  }
}

function typeProblems(value: CelValue, expected: string): string[] {
  if (value instanceof CelList) return [...value].flatMap((item) => typeProblems(item, expected));
  if (value instanceof CelMap) {
    return [...value.keys()].flatMap((key) => typeProblems(value.find(key) ?? null, expected));
  }
  if (!(value instanceof CelPartialObject)) return [];
  const { name } = value.type;
  const says = `unexpected type name "${name}", expected "${expected}", which matches field name path from root Object type`;
  return [
    ...(name === expected ? [] : [says]),
    ...[...value.fields].flatMap(([field, part]) => typeProblems(part, `${expected}.${field}`)),
  ];
}

/** One operation of a JSON patch. */
export class CelJsonPatch extends MadeMessage {
  override get(field: string): CelValue {
    return this.fields.get(field) ?? (field === 'value' ? null : '');
  }

  override has(field: string): boolean {
    return (this.fields.get(field) ?? '') !== '';
  }
}

/** The type of a whole object. */
export const objectType: CelType = partialType('Object');

function partialType(name: string): CelType {
  return structType(name, () => dynType);
}

const patchFields: Readonly<Record<string, CelType>> = {
  op: stringType,
  path: stringType,
  from: stringType,
  value: dynType,
};

/** Of a field there is not, too, there is a type, which no value has. */
const noType = structType('');

const jsonPatchType = structType('JSONPatch', (field) =>
  Object.hasOwn(patchFields, field) ? patchFields[field] : noType,
);

/** The type of a JSON patch. */
export const jsonPatchesType: CelType = listType(jsonPatchType);

/** The messages of mutations. Mirrors DynamicTypeResolver. */
export function mutationMessage(name: string): MessageType | undefined {
  if (name === jsonPatchType.name) return { type: jsonPatchType, make: madePatch };
  if (name !== objectType.name && !name.startsWith(`${objectType.name}.`)) return undefined;
  const type = partialType(name);
  return { type, make: (fields) => new CelPartialObject(type, fields) };
}

function madePatch(fields: Fields): CelValue {
  for (const [name, value] of fields) {
    if (!Object.hasOwn(patchFields, name)) return new CelError(`unexpected JSONPatchType field: ${name}`);
    if (name !== 'value' && typeof value !== 'string') {
      return new CelError(`unexpected type ${nativeName(value)} for JSONPatchType '${name}' field`);
    }
  }
  return new CelJsonPatch(jsonPatchType, fields);
}

/** As Go names what a value is made of. */
function nativeName(value: CelValue): string {
  const { kind } = typeOf(value);
  return nativeNames[kind] ?? kind;
}

const nativeNames: Readonly<Record<string, string>> = {
  bool: 'bool',
  bytes: '[]uint8',
  double: 'float64',
  duration: 'time.Duration',
  int: 'int64',
  list: '[]ref.Val',
  map: 'map[ref.Val]ref.Val',
  null: 'structpb.NullValue',
  timestamp: 'time.Time',
  uint: 'uint64',
};

/** What mutations may call besides what all expressions may. */
export const mutationFunctions: readonly FunctionDeclaration[] = [
  declare(
    'jsonpatch.escapeKey',
    overload('string_jsonpatch_escapeKey_string', '(string) -> string', taking(['string'], escapedKey)),
  ),
];

function escapedKey(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}
